// The log: messages in order, upserted by id, pinned to the bottom while the reader is there.
import { draw } from "./message.js";
import { element, fill, markSeen, me, said, seen } from "./page.js";

const APART = 5 * 60 * 1000;

export class Log {
  constructor(root, act) {
    this.root = root;
    this.act = { ...act, dismiss: (message) => this.dismiss(message) };
    this.messages = new Map();
    this.dismissed = new Set(JSON.parse(sessionStorage.getItem("salon-dismissed") ?? "[]"));
    this.jump = document.getElementById("jump");
    this.signs = new Map();
    this.fresh = 0;
    this.jump.addEventListener("click", () => this.toBottom());
    root.addEventListener("scroll", () => {
      if (this.atBottom()) this.read();
      if (root.scrollTop < 40 && this.hasOlder) this.loadOlder();
    });
    document.addEventListener("visibilitychange", () => !document.hidden && this.atBottom() && this.read());
    new ResizeObserver(() => this.pinned && this.toBottom()).observe(root);
    root.addEventListener("load", () => this.pinned && this.toBottom(), true);
    document.addEventListener("click", (event) => {
      for (const open of root.querySelectorAll("details[open]")) if (!open.contains(event.target)) open.open = false;
    });
  }

  begin(items, more) {
    this.hasOlder = more;
    this.mark = seen();
    for (const item of items) this.messages.set(item.id, item);
    this.redraw();
    this.pinned = true;
    this.toBottom();
  }

  prepend(items, more) {
    const before = this.root.scrollHeight - this.root.scrollTop;
    this.hasOlder = more;
    for (const item of items) this.messages.set(item.id, item);
    this.redraw();
    this.root.scrollTop = this.root.scrollHeight - before;
  }

  async loadOlder() {
    if (this.loading) return;
    this.loading = true;
    await this.act.older().catch(() => {});
    this.loading = false;
  }

  // A line of one's own, shown in grey until the room has it.
  echo(clientId, text, replyTo) {
    const id = `p${clientId}`;
    this.messages.set(id, {
      id, rev: 0, at: new Date().toISOString(), tone: "plain", speaker: { ...me(), badge: false, me: true }, text, pictures: [], buttons: [], reactions: [],
      reply_to: replyTo, pending: true, client_id: clientId,
    });
    this.redraw();
    this.toBottom();
  }

  unecho(clientId) {
    if (this.messages.delete(`p${clientId}`)) this.redraw();
  }

  upsert(message) {
    const bottom = this.atBottom();
    const known = this.messages.get(message.id);
    if (message.client_id) this.messages.delete(`p${message.client_id}`);
    if (message.gone) this.messages.delete(message.id);
    else this.messages.set(message.id, message);
    const old = document.getElementById(`m${message.id}`);
    if (known && old && !message.gone) {
      const fresh = draw(message, this.act, old.classList.contains("grouped"));
      const focus = old.contains(document.activeElement) && document.activeElement.dataset.verb;
      old.replaceWith(fresh);
      if (focus) fresh.querySelector(`[data-verb="${CSS.escape(focus)}"]`)?.focus();
    } else this.redraw();
    if (message.speaker) this.untype(message.speaker.slug);
    if (bottom || message.speaker?.me) this.toBottom();
    else if (!known) this.unread();
    if (document.hidden && !known) document.title = `(${++this.fresh}) ${document.title.replace(/^\(\d+\) /, "")}`;
  }

  dismiss(message) {
    this.dismissed.add(message.id);
    sessionStorage.setItem("salon-dismissed", JSON.stringify([...this.dismissed].slice(-200)));
    this.redraw();
  }

  redraw() {
    const parts = [];
    let last = null;
    let day = "";
    let marked = !this.mark;
    const ordered = [...this.messages.values()].filter((one) => !this.dismissed.has(one.id)).sort((a, b) => (a.pending ? 1 : 0) - (b.pending ? 1 : 0) || a.id - b.id);
    if (!ordered.length) parts.push(element("p", "empty", said.empty));
    for (const message of ordered) {
      const date = new Date(message.at).toDateString();
      if (date !== day) {
        parts.push(element("div", "day", this.dayName(message.at)));
        day = date;
        last = null;
      }
      if (!marked && message.rev > this.mark && !message.speaker?.me) {
        parts.push(element("div", "day unread", said.unread));
        marked = true;
        last = null;
      }
      const close = last && last.speaker && message.speaker && last.speaker.slug === message.speaker.slug && !message.private && !last.private && new Date(message.at) - new Date(last.at) < APART;
      parts.push(draw(message, this.act, Boolean(close)));
      last = message;
    }
    this.root.replaceChildren(...parts);
  }

  dayName(at) {
    const days = Math.floor((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
    return days === 0 ? said.today : days === 1 ? said.yesterday : new Date(at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
  }

  typing({ speaker, seconds }) {
    clearTimeout(this.signs.get(speaker.slug)?.timer);
    this.signs.set(speaker.slug, { name: speaker.name, timer: setTimeout(() => this.untype(speaker.slug), seconds * 1000) });
    this.showTyping();
  }

  untype(slug) {
    clearTimeout(this.signs.get(slug)?.timer);
    this.signs.delete(slug);
    this.showTyping();
  }

  showTyping() {
    const names = [...this.signs.values()].map((sign) => sign.name);
    document.getElementById("typing").textContent = names.length ? fill(said.typing, { name: names.join(", ") }) : "";
  }

  unread() {
    this.waiting = (this.waiting ?? 0) + 1;
    this.jump.hidden = false;
    this.jump.textContent = fill(said.jump, { n: this.waiting });
  }

  atBottom() {
    const at = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 90;
    this.pinned = at;
    return at;
  }

  toBottom() {
    this.root.scrollTop = this.root.scrollHeight;
    this.pinned = true;
    this.read();
  }

  read() {
    this.waiting = 0;
    this.jump.hidden = true;
    if (document.hidden) return;
    this.fresh = 0;
    document.title = document.title.replace(/^\(\d+\) /, "");
    markSeen(Math.max(0, ...[...this.messages.values()].map((one) => one.rev)));
  }
}
