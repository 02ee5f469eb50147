// The lightbox: full pictures, with keys, buttons and swipes.
const dialog = document.getElementById("lightbox");
const image = dialog.querySelector("img");
const [close, prev, next] = ["close", "prev", "next"].map((name) => dialog.querySelector(`.${name}`));
const edit = dialog.querySelector(".edit");
let shown = [];
let page = "";
let at = 0;

function show(step) {
  at = (at + step + shown.length) % shown.length;
  image.src = shown[at].full;
  image.alt = shown[at].alt;
  dialog.querySelector(".download").href = shown[at].full;
  edit.hidden = !page;
  if (page) edit.href = `${page}&n=${shown[at].n}`;
  prev.hidden = next.hidden = shown.length < 2;
}

// `editor` is the page where a part of these pictures can be painted anew, empty for none.
export function lightbox(pictures, n, caption, editor) {
  shown = pictures;
  page = editor;
  at = Math.max(0, pictures.findIndex((picture) => picture.n === n));
  dialog.querySelector("figcaption").textContent = caption ?? "";
  show(0);
  dialog.showModal();
}

close.onclick = () => dialog.close();
prev.onclick = () => show(-1);
next.onclick = () => show(1);
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(-1);
  if (event.key === "ArrowRight") show(1);
});
let start = null;
dialog.addEventListener("pointerdown", (event) => (start = event.clientX));
dialog.addEventListener("pointerup", (event) => {
  if (start !== null && Math.abs(event.clientX - start) > 60) show(event.clientX < start ? 1 : -1);
  start = null;
});
