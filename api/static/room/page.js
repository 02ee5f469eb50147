// What the page was told by the server, and what this browser remembers.
export const root = document.getElementById("room");
export const room = root.dataset.room;
export const said = JSON.parse(document.getElementById("said").textContent);
let visitor = JSON.parse(document.getElementById("me").textContent);
export const me = () => visitor;
export const setMe = (someone) => (visitor = someone);

export const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
export const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

const seenKey = (name) => `salon-seen-${name}`;
export const seen = (name = room) => Number(localStorage.getItem(seenKey(name)) ?? 0);
export const markSeen = (rev) => localStorage.setItem(seenKey(room), String(Math.max(rev, seen())));

// A dot beside rooms in which something happened since the last visit.
export function rooms(items) {
  for (const one of items) {
    const dot = document.querySelector(`#rooms a[data-room="${CSS.escape(one.address)}"] .dot`);
    if (dot) dot.hidden = one.address === room || one.rev <= seen(one.address);
  }
}
