// Arriving: a nickname, once per browser.
import { me, room, root, said, setMe } from "./page.js";

export async function arrive() {
  const dialog = document.getElementById("arrival");
  const join = async (name) => {
    const answer = await fetch(`/rooms/${room}/join`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Salon": "1" },
      body: JSON.stringify({ name, language: root.dataset.language }),
    }).catch(() => null);
    const told = (await answer?.json().catch(() => null)) ?? { error: said.failed };
    if (told.me) setMe(told.me);
    return told;
  };
  if (me()) return;
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  await new Promise((inside) => {
    document.getElementById("arrive").addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = await join(document.getElementById("nickname").value);
      const problem = dialog.querySelector(".problem");
      problem.hidden = !told.error;
      problem.textContent = told.error ?? "";
      if (!told.me) return;
      dialog.close();
      inside();
    });
  });
}
