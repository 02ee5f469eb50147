// The composer: words, the command menu, style chips, replies.
import { element, fill, room, said } from "./page.js";
import { attach, newId, post } from "./send.js";

const words = document.getElementById("words");
const menu = document.getElementById("menu");
const chips = document.getElementById("chips");
const problem = document.getElementById("problem");
const quote = document.getElementById("quote");
const attached = document.getElementById("attached");
const held = document.getElementById("held");

export class Composer {
  constructor(log) {
    this.log = log;
    this.commands = [];
    this.styles = [];
    this.chosen = 0;
    this.replying = null;
    fetch("/api/commands").then((answer) => answer.json()).then((known) => (this.commands = known.items)).catch(() => {});
    fetch(`/api/styles?room=${encodeURIComponent(room)}`).then((answer) => answer.json()).then((known) => (this.styles = known.items)).catch(() => {});
    words.addEventListener("input", () => this.changed());
    words.addEventListener("keydown", (event) => this.key(event));
    quote.querySelector("button").addEventListener("click", () => this.quote(null));
    attached.addEventListener("change", () => this.hold(attached.files[0] ?? null));
    held.querySelector("button").addEventListener("click", () => this.hold(null));
    document.getElementById("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) words.focus();
  }

  quote(message) {
    this.replying = message;
    quote.hidden = !message;
    if (!message) return;
    quote.querySelector("span").textContent = `↩ ${message.speaker?.name ?? said.house}: ${(message.text || message.post?.prompt || "").slice(0, 90)}`;
    words.focus();
  }

  hold(file) {
    this.file = file;
    held.hidden = !file;
    if (!file) {
      attached.value = "";
      return;
    }
    held.querySelector("span").textContent = `📎 ${file.name}`;
    if (!words.value) words.value = file.type.startsWith("image/") ? "/imagine " : "/persona import";
    words.focus();
    this.changed();
  }

  changed() {
    words.style.height = "auto";
    words.style.height = `${Math.min(words.scrollHeight, 180)}px`;
    problem.hidden = true;
    const name = /^\/(\w*)$/.exec(words.value);
    const fitting = name ? this.commands.filter((command) => command.name.startsWith(name[1].toLowerCase())) : [];
    this.fitting = fitting;
    this.chosen = 0;
    menu.hidden = !fitting.length;
    menu.replaceChildren(
      ...fitting.map((command, n) => {
        const row = element("button", "choice");
        row.type = "button";
        row.role = "option";
        row.append(element("b", "", `/${command.name}`), element("span", "usage", command.usage), element("span", "hint", command.hint));
        row.ariaSelected = String(n === 0);
        row.addEventListener("click", () => this.take(command));
        return row;
      }),
    );
    this.showChips();
  }

  showChips() {
    const painting = /^\/imagine\s/.test(words.value);
    chips.hidden = !painting;
    if (!painting || chips.childElementCount) return;
    for (const style of this.styles) {
      const chip = element("button", "chip");
      chip.type = "button";
      chip.title = style.name;
      if (style.thumbnail) {
        const small = element("img");
        small.src = style.thumbnail;
        small.alt = "";
        small.loading = "lazy";
        small.addEventListener("error", () => small.remove());
        chip.append(small);
      }
      chip.append(element("span", "", style.title));
      chip.addEventListener("click", () => {
        words.value = `${words.value.replace(/\s*--style\s+\w+/, "").trimEnd()} --style ${style.name}`;
        words.focus();
      });
      chips.append(chip);
    }
    const flags = this.commands.find((command) => command.name === "imagine")?.usage.replace(/^\S+\s*/, "");
    if (flags) chips.append(element("span", "fine", fill(said.flags, { flags })));
  }

  take(command) {
    words.value = `/${command.name} `;
    words.focus();
    this.changed();
    if (!command.usage) this.send();
  }

  key(event) {
    if (event.isComposing) return;
    const open = !menu.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : -1) + this.fitting.length) % this.fitting.length;
      [...menu.children].forEach((row, n) => (row.ariaSelected = String(n === this.chosen)));
      menu.children[this.chosen].scrollIntoView({ block: "nearest" });
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) {
      event.preventDefault();
      const command = this.fitting[this.chosen];
      const whole = words.value.trim() === `/${command.name}` && !/^[<@]/.test(command.usage);
      if (whole && event.key === "Enter") this.send();
      else this.take(command);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      menu.hidden = true;
      this.quote(null);
    }
  }

  async send() {
    const text = words.value.trim();
    if (!text) return;
    const id = newId();
    const replying = this.replying;
    const spoken = !/^\/[a-z]/i.test(text);
    if (this.file && spoken) return this.complain(said.deed);
    const brought = this.file ? await attach(this.file, /^\/persona\b/i.test(text) ? "file" : "picture") : {};
    if (brought.ok === false) return this.complain(brought.error);
    const name = this.file?.name.slice(0, 200) ?? "";
    this.hold(null);
    words.value = "";
    this.changed();
    this.quote(null);
    const shown = replying && { id: replying.id, name: replying.speaker?.name ?? said.house, text: replying.text };
    if (spoken) this.log.echo(id, text, shown);
    const answer = await post("say", {
      id,
      text,
      reply_to: replying?.id ?? null,
      picture: brought.picture ?? "",
      file: brought.file ?? "",
      file_name: name,
    });
    if (answer.ok) return;
    this.log.unecho(id);
    if (!words.value) words.value = text;
    this.complain(answer.error);
  }

  complain(why) {
    problem.textContent = why ?? said.failed;
    problem.hidden = false;
  }
}
