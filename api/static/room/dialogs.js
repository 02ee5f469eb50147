// Small dialogs: a question, a passing word.
import { said } from "./page.js";

const bubble = document.getElementById("toast");
let hiding = 0;
export function toast(text) {
  bubble.textContent = text;
  bubble.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (bubble.hidden = true), 3200);
}

export function confirmed(deed) {
  const dialog = document.getElementById("sure");
  dialog.querySelector("p").textContent = said.sure;
  dialog.querySelector("[value=yes]").textContent = deed;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
}
