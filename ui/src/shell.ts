/* shell -- navigation, theme and menus. */
import htmx from "htmx.org";
import { all, find, memory, on } from "./dom";

const root = document.documentElement;

/* "auto", "light", "dark": what the person chose; the server keeps it. */
function showTheme(theme: string): void {
  root.dataset.look = theme;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.bsTheme = dark ? "dark" : "light";
  for (const button of all("[data-theme]")) button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
}

function showFold(): void {
  const folded = root.dataset.nav === "folded";
  find("[data-nav-fold]")?.setAttribute("aria-expanded", String(!folded));
  for (const link of all<HTMLAnchorElement>(".nav-side li > a")) /* an icon alone needs its word */
    link.title = folded ? (find(".word", link)?.textContent ?? "") : "";
}

export function shell(): void {
  const chosen = (): string => root.dataset.look ?? "auto";
  showTheme(chosen());
  showFold();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showTheme(chosen()));

  window.addEventListener("beforeprint", () => (root.dataset.bsTheme = "light")); /* paper is white */
  window.addEventListener("afterprint", () => showTheme(chosen()));

  on("click", "[data-theme]", (button, event) => {
    const theme = button.dataset.theme ?? "auto";
    event.preventDefault(); /* the form would load the page anew */
    showTheme(theme);
    void htmx.ajax("post", "/me/theme", { values: { theme }, swap: "none", source: button, headers: { Accept: "application/json" } });
  });
  on("click", "[data-print]", () => window.print());
  on("click", "[data-nav-fold]", () => {
    if (root.dataset.nav) delete root.dataset.nav;
    else root.dataset.nav = "folded";
    memory.set("nav", root.dataset.nav ?? null);
    showFold();
  });
  on("click", "[data-nav-show]", (button) => {
    const shown = find(".nav-side")?.classList.toggle("shown") ?? false;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) find(".nav-side a")?.focus();
  });
  document.addEventListener("click", (event) => {
    const at = event.target as Element;
    for (const menu of all<HTMLDetailsElement>("details.menu[open]")) if (!menu.contains(at)) menu.open = false;
    if (!at.closest(".nav-side, [data-nav-show]")) find(".nav-side")?.classList.remove("shown");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
      menu.open = false;
      find("summary", menu)?.focus();
    }
    find(".nav-side")?.classList.remove("shown");
  });
}
