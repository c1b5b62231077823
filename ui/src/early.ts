/* early -- runs before the page is painted, so that neither theme nor navigation jumps. */
const root = document.documentElement;
const stored = (name: string): string | null => {
  try {
    return localStorage.getItem("guanhu." + name);
  } catch {
    return null; /* storage is forbidden: the defaults will do */
  }
};
const theme = root.dataset.look; /* the person's own, from the server */
const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
root.dataset.bsTheme = dark ? "dark" : "light";
if (stored("nav") === "folded") root.dataset.nav = "folded";
