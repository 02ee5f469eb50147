// Says why a button of a page did nothing, where the server refused it.
document.addEventListener("htmx:response:error", (event) => {
  let words = "";
  try { words = JSON.parse(event.detail.ctx.text).error; } catch { return; }
  let toast = document.querySelector("#toast");
  if (!toast) {
    toast = document.createElement("div");
    toast.id = "toast";
    toast.setAttribute("role", "alert");
    document.body.append(toast);
  }
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (toast.hidden = true), 5000);
});
