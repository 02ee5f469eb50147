// One message as it stands on the wall. Everything that people wrote goes in as text, never as markup.
import { element, fill, me, said } from "./page.js";

export const EMOJI = ["❤", "👍", "🔥", "😍", "🏆", "😂", "😮", "👎"];
const glances = new Map(); // by message and picture, the preview that was seen last: it stays until the next one is there
const hue = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);

function face(speaker) {
  if (speaker.avatar) return Object.assign(element("img", "face"), { src: speaker.avatar, alt: "", width: 38, height: 38 });
  const letter = element("span", "face letter", [...speaker.name][0] ?? "?");
  letter.style.setProperty("--hue", hue(speaker.slug || speaker.name));
  letter.ariaHidden = "true";
  return letter;
}

function head(message, speaker) {
  const line = element("div", "head");
  const name = speaker.slug ? Object.assign(element("a", "name", speaker.name), { href: `/m/${encodeURIComponent(speaker.slug)}` }) : element("span", "name", speaker.name);
  line.append(name);
  if (speaker.badge) line.append(Object.assign(element("abbr", "ai", "AI"), { title: said.ai }));
  const time = element("time", "", new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = message.at;
  line.append(time);
  if (message.private) line.append(element("span", "private", said.private));
  return line;
}

function pictures(message, act) {
  const frame = element("div", `pictures n${Math.min(message.pictures.length, 9)}`);
  for (const picture of message.pictures) {
    const button = element("button", "picture");
    button.type = "button";
    const image = Object.assign(element("img"), { src: picture.url, alt: picture.alt || message.post?.prompt || "", width: picture.width, height: picture.height, loading: "lazy", decoding: "async" });
    const glance = glances.get(`${message.id}.${picture.n}`);
    if (glance) {
      button.style.backgroundImage = `url("${glance}")`;
      image.loading = "eager";
      image.addEventListener("load", () => glances.delete(`${message.id}.${picture.n}`));
    }
    button.append(image);
    button.addEventListener("click", () => act.open(message, picture.n));
    frame.append(button);
  }
  return frame;
}

// Pictures on the way stand where the finished ones will, each over the one before until it has loaded.
function onTheWay(message) {
  const frame = element("div", `pictures glances n${Math.min(message.pictures.length, 9)}`);
  for (const { url, alt, n, width, height } of message.pictures) {
    const key = `${message.id}.${n}`;
    const glance = element("div", "picture glance");
    const before = glances.get(key);
    if (before) glance.style.backgroundImage = `url("${before}")`;
    const image = Object.assign(element("img", before && before !== url ? "fresh" : ""), { src: url, alt, width, height });
    image.addEventListener("load", () => glances.set(key, url));
    glance.append(image);
    frame.append(glance);
  }
  return frame;
}

function waiting(message) {
  const seen = message.pictures.length > 0;
  const card = element("div", `waiting${seen ? " seen" : ""}`);
  const { state, place, step, of, seconds } = message.waiting;
  if (!seen) card.append(element("div", "easel"));
  const words = state === "queued" ? fill(said.queued, { place: place || 1, seconds }) : of ? fill(said.painting, { step, of }) : said.starting;
  card.append(element("span", "", words));
  const bar = element("progress");
  if (state === "painting" && of) Object.assign(bar, { max: of, value: step });
  bar.ariaLabel = words;
  card.append(bar);
  return card;
}

function buttons(message, act) {
  const all = element("div", "buttons");
  for (const row of message.buttons) {
    const line = element("div", "row");
    for (const button of row) line.append(button.menu?.length ? menu(message, button, act) : single(message, button, act));
    all.append(line);
  }
  return all;
}

function single(message, button, act) {
  const made = element("button", `button tone-${button.tone}`, button.label);
  made.type = "button";
  if (button.hint) made.title = made.ariaLabel = button.hint;
  if (button.hint) made.ariaLabel = `${button.label} ${button.hint}`;
  made.dataset.verb = button.verb;
  made.addEventListener("click", async () => {
    made.classList.add("busy");
    await act.press(message, button);
    made.classList.remove("busy");
  });
  return made;
}

function menu(message, button, act) {
  const box = element("details", "pop");
  const handle = element("summary", "button", button.label);
  handle.title = button.hint;
  const list = element("div", "popover");
  for (const one of button.menu) {
    const item = single(message, one, act);
    item.addEventListener("click", () => (box.open = false));
    list.append(item);
  }
  box.addEventListener("toggle", () => box.open && list.scrollIntoView({ block: "nearest" }));
  box.append(handle, list);
  return box;
}

function reactions(message, act) {
  const row = element("div", "reactions");
  for (const { emoji, count, mine } of message.reactions) {
    const pill = element("button", `pill${mine ? " mine" : ""}`, `${emoji} ${count}`);
    pill.type = "button";
    pill.ariaPressed = String(mine);
    pill.addEventListener("click", () => act.react(message, emoji, !mine));
    row.append(pill);
  }
  return row;
}

function tools(message, act) {
  const bar = element("div", "hover");
  const reply = element("button", "plain", "↩");
  reply.type = "button";
  reply.title = reply.ariaLabel = said.reply;
  reply.addEventListener("click", () => act.reply(message));
  const picker = element("details", "pop");
  const handle = element("summary", "plain", "☺");
  handle.title = handle.ariaLabel = said.react;
  const list = element("div", "popover emoji");
  for (const emoji of EMOJI) {
    const one = element("button", "plain", emoji);
    one.type = "button";
    one.addEventListener("click", () => {
      picker.open = false;
      act.react(message, emoji, !message.reactions.some((known) => known.emoji === emoji && known.mine));
    });
    list.append(one);
  }
  picker.append(handle, list);
  bar.append(reply, picker);
  return bar;
}

export function draw(message, act, grouped) {
  const speaker = message.speaker ?? { slug: "", name: said.house, avatar: "/static/mark.svg", badge: false };
  const mine = Boolean(message.speaker?.me || (message.pending && me()));
  const article = element("article", `message tone-${message.tone}${mine ? " mine" : ""}${grouped ? " grouped" : ""}${message.private ? " private" : ""}${message.pending ? " pending" : ""}`);
  article.dataset.id = message.id;
  article.append(grouped ? element("span", "face gap") : face(speaker));
  const body = element("div", "body");
  if (!grouped) body.append(head(message, speaker));
  if (message.reply_to) {
    const quote = element("a", "quoted", `${message.reply_to.name}: ${message.reply_to.text}`);
    quote.href = `#m${message.reply_to.id}`;
    body.append(quote);
  }
  if (message.post) body.append(element("p", "prompt", message.post.prompt + (message.post.style ? ` · ${message.post.style}` : "")));
  if (message.text) body.append(element("p", message.post ? "text under" : "text", message.text));
  if (message.waiting && message.pictures.length) body.append(onTheWay(message));
  if (message.waiting) body.append(waiting(message));
  else if (message.pictures.length) body.append(pictures(message, act));
  if (message.buttons.length) body.append(buttons(message, act));
  if (message.reactions.length) body.append(reactions(message, act));
  article.append(body);
  if (!message.private && !message.pending && !message.waiting) article.append(tools(message, act));
  if (message.private) {
    const dismiss = element("button", "plain dismiss", "✕");
    dismiss.type = "button";
    dismiss.title = dismiss.ariaLabel = said.dismiss;
    dismiss.addEventListener("click", () => act.dismiss(message));
    article.append(dismiss);
  }
  article.id = `m${message.id}`;
  return article;
}
