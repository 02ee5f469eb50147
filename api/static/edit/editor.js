// The editor: a picture, what is marked on it, and the words for what should be there; sent as a request for a part painted anew.
import { Hand } from "./hand.js";
import { Strokes } from "./strokes.js";
import { View } from "./view.js";

const part = (id) => document.getElementById(id);
const page = part("editor");
const said = JSON.parse(part("said").textContent);
const { post, n, room, language, known } = page.dataset;
const [stage, words, problem, paint] = ["stage", "words", "problem", "paint"].map(part);
const picture = { width: part("marks").width, height: part("marks").height };

const brush = {
  erase: false,
  get wide() {
    return (part("size").value / 100) * Math.min(picture.width, picture.height);
  },
};
const strokes = new Strokes(part("marks"), marked);
const view = new View(stage, part("board"), picture, (scale) => (part("scale").textContent = `${Math.round(scale * 100)} %`));
const hand = new Hand(stage, view, strokes, brush);
view.fit();

function marked() {
  part("undo").disabled = !strokes.done.length;
  part("redo").disabled = !strokes.undone.length;
  part("clear").disabled = !strokes.done.length;
  part("hint").hidden = true;
  complain("");
}

function complain(why) {
  problem.textContent = why;
  problem.hidden = !why;
}

function choose(erase) {
  brush.erase = erase;
  part("brush").ariaPressed = String(!erase);
  part("erase").ariaPressed = String(erase);
}

function resize(step) {
  part("size").value = Number(part("size").value) + step;
  hand.show(view.onStage(cursor));
}

// The brush for keys alone: arrows move it, Enter dabs.
const cursor = { x: picture.width / 2, y: picture.height / 2 };
function step(across, down, fine) {
  const far = fine ? 2 : Math.max(4, brush.wide / 2);
  cursor.x = Math.min(picture.width, Math.max(0, cursor.x + across * far));
  cursor.y = Math.min(picture.height, Math.max(0, cursor.y + down * far));
  hand.show(view.onStage(cursor));
}
function dab() {
  strokes.begin({ ...cursor }, brush.wide, brush.erase);
  strokes.end();
}

const deeds = {
  brush: () => choose(false),
  erase: () => choose(true),
  undo: () => strokes.undo(),
  redo: () => strokes.redo(),
  invert: () => strokes.apply("invert"),
  clear: () => strokes.done.length && strokes.apply("clear"),
  in: () => view.zoom(1.4),
  out: () => view.zoom(1 / 1.4),
  fit: () => view.fit(),
};
for (const [id, deed] of Object.entries(deeds)) part(id).addEventListener("click", deed);

const keys = {
  b: deeds.brush, e: deeds.erase, i: deeds.invert, z: null, "+": deeds.in, "=": deeds.in, "-": deeds.out, "0": deeds.fit,
  "[": () => resize(-1.5), "]": () => resize(1.5), Delete: deeds.clear, Backspace: deeds.clear,
};
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") return void part("wish").requestSubmit();
  if (event.target.closest("textarea, input:not([type=range])")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onStage = event.target === stage || event.target === document.body;
  let deed = control || event.altKey ? null : keys[key];
  if (control && key === "z") deed = event.shiftKey ? deeds.redo : deeds.undo;
  if (control && key === "y") deed = deeds.redo;
  if (onStage && arrows[key]) deed = () => step(...arrows[key], event.shiftKey);
  if (onStage && key === "Enter") deed = dab;
  if (onStage && key === " ") deed = () => move(true);
  if (!deed) return;
  event.preventDefault();
  deed();
});
addEventListener("keyup", (event) => event.key === " " && move(false));
addEventListener("blur", () => move(false));

function move(on) {
  hand.moving = on;
  stage.classList.toggle("moving", on);
  if (on) part("ring").hidden = true;
}

async function send(path, body) {
  try {
    const answer = await fetch(`/rooms/${room}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Salon": "1" },
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, ...(await answer.json().catch(() => ({}))) };
  } catch {
    return { ok: false };
  }
}

// One number for this edit, so that sending it again after a lost answer is the same deed.
const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
let joined = Boolean(known);

function missing() {
  const share = strokes.share();
  if (!share) return said.unmarked;
  if (share > 0.9999) return said.whole;
  if (!words.value.trim()) return said.wordless;
  return joined || part("nickname").value.trim() ? "" : said.nameless;
}

const paints = paint.textContent;
function busy(on) {
  paint.disabled = on;
  paint.classList.toggle("busy", on);
  paint.textContent = on ? said.painting : paints;
}
addEventListener("pageshow", () => busy(false));

part("wish").noValidate = true;
part("wish").addEventListener("submit", async (event) => {
  event.preventDefault();
  const why = missing();
  complain(why);
  if (why) return void (why === said.wordless ? words.focus() : why === said.nameless && part("nickname").focus());
  busy(true);
  let answer = { ok: true };
  if (!joined) answer = await send("join", { name: part("nickname").value, language });
  joined ||= answer.ok;
  if (answer.ok) answer = await send("edit", { id, post, n: Number(n), text: words.value, mask: strokes.mask() });
  if (answer.ok) return location.assign(`/rooms/${room}`);
  busy(false);
  complain(answer.error ?? said.failed);
});

part("leave").addEventListener("click", (event) => {
  if (!document.referrer.startsWith(location.origin) || document.referrer.includes("/edit/")) return;
  event.preventDefault();
  history.back();
});
