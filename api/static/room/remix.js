// Remix: the prompt and style of a picture, ready to be changed.
import { press } from "./send.js";
import { element, room, said } from "./page.js";

let styles = null;
export async function openRemix(code, post) {
  const dialog = document.getElementById("remix");
  const words = dialog.querySelector("textarea");
  const select = dialog.querySelector("select");
  styles ??= await fetch(`/api/styles?room=${encodeURIComponent(room)}`).then((answer) => answer.json()).then((known) => known.items).catch(() => []);
  const choice = (value, text) => Object.assign(element("option", "", text), { value });
  select.replaceChildren(choice("", said.nostyle), ...styles.map((style) => choice(style.name, style.title)));
  dialog.querySelector("small").textContent = `#${code}`;
  words.value = post?.prompt ?? "";
  select.value = post?.style ?? "";
  dialog.showModal();
  words.focus();
  const form = dialog.querySelector("form");
  form.onsubmit = () => press(null, "remix", code, words.value + (select.value ? ` --style ${select.value}` : ""));
  dialog.querySelector(".cancel").onclick = () => dialog.close();
  words.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  };
}
