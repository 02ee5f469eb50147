// Buttons that copy a text or share a link.
const done = (button) => {
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = before), 1600);
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  if (!button) return;
  if (button.dataset.share && navigator.share) return void navigator.share({ url: button.dataset.share }).catch(() => {});
  const text = button.dataset.share ?? document.querySelector(button.dataset.copy).textContent;
  await navigator.clipboard.writeText(text);
  done(button);
});
