// Light or dark: the visitor's choice, else the system's. Runs before the page is drawn, so that it never flashes.
(() => {
  const kept = localStorage.getItem("salon-theme");
  if (kept) document.documentElement.dataset.theme = kept;
  addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme")?.addEventListener("click", () => {
      const dark = document.documentElement.dataset.theme
        ? document.documentElement.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      document.documentElement.dataset.theme = dark ? "light" : "dark";
      localStorage.setItem("salon-theme", document.documentElement.dataset.theme);
    });
  });
})();
