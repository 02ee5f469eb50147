// The chat room: puts the parts together.
import { stream, history } from "./stream.js";
import { Log } from "./log.js";
import { Composer } from "./composer.js";
import { press, react } from "./send.js";
import { arrive } from "./arrival.js";
import { openRemix } from "./remix.js";
import { lightbox } from "./lightbox.js";
import { confirmed, toast } from "./dialogs.js";
import { me, room, said, rooms } from "./page.js";

const log = new Log(document.getElementById("log"), {
  press: (message, button) => pressed(message, button),
  react: (message, emoji, on) => react(message.id, emoji, on),
  reply: (message) => composer.quote(message),
  older: () => older(),
  open: (message, n) => lightbox(message.pictures, n, message.post?.prompt ?? message.text, editorOf(message)),
});
const composer = new Composer(log);

async function pressed(message, button) {
  if (button.url) return void window.open(button.url, button.url.startsWith("/") ? "_self" : "_blank");
  if (button.copy) {
    await navigator.clipboard.writeText(button.copy);
    return toast(said.copied);
  }
  if (button.verb === "remix") return openRemix(button.value, message.post);
  if (button.tone === "danger" && !(await confirmed(button.label))) return;
  await press(message.id, button.verb, button.value);
}

function editorOf(message) {
  const all = message.buttons.flat().flatMap((button) => [button, ...(button.menu ?? [])]);
  return all.find((button) => button.verb === "edit")?.url ?? "";
}

let oldest = null;
async function older() {
  if (oldest === null) return;
  const page = await history(oldest);
  oldest = page.more ? page.items[0].id : null;
  log.prepend(page.items, page.more);
}

async function begin() {
  await arrive();
  const page = await history(null);
  oldest = page.more ? page.items[0].id : null;
  log.begin(page.items, page.more);
  stream(page.rev, {
    message: (message) => log.upsert(message),
    typing: (sign) => log.typing(sign),
    presence: ({ people }) => presence(people),
    state: (up) => (document.getElementById("state").textContent = up ? "" : said.reconnecting),
  });
  const wish = new URLSearchParams(location.search).get("remix");
  if (wish) {
    window.history.replaceState(null, "", location.pathname);
    const answer = await fetch(`/api/posts/${encodeURIComponent(wish)}`);
    if (answer.ok) openRemix(wish, await answer.json());
  }
  composer.focus();
}

function presence(people) {
  const list = document.getElementById("people");
  list.replaceChildren(
    ...people.map((person) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `/m/${encodeURIComponent(person.slug)}`;
      link.textContent = person.name + (me()?.slug === person.slug ? " ·" : "");
      item.append(link);
      return item;
    }),
  );
}

document.getElementById("drawer").addEventListener("click", () => document.getElementById("side").classList.toggle("open"));
document.querySelector(".talk").addEventListener("click", (event) => {
  if (!event.target.closest("#drawer")) document.getElementById("side").classList.remove("open");
});
setInterval(async () => {
  const answer = await fetch("/rooms").catch(() => null);
  if (answer?.ok) rooms((await answer.json()).items);
}, 15000);
begin();
export { room };
