/* list -- picking rows: one by one, a range with Shift, all of the page; the bar says how many.
 * Shift and a click on a head sorts by one more column. */
import { all, find, on } from "./dom";

let last: HTMLInputElement | null = null;

function boxes(table: HTMLElement): HTMLInputElement[] {
  return all<HTMLInputElement>("tbody .pick input", table);
}

function show(table: HTMLElement): void {
  const rows = boxes(table);
  const picked = rows.filter((box) => box.checked).length;
  for (const box of rows) box.closest("tr")?.classList.toggle("picked", box.checked);
  const head = find<HTMLInputElement>("thead .pick input", table);
  if (head) {
    head.checked = picked > 0 && picked === rows.length;
    head.indeterminate = picked > 0 && picked < rows.length;
  }
  const bar = find(".pick-bar");
  if (!bar) return;
  bar.hidden = picked === 0;
  find("[data-picked]", bar)!.textContent = String(picked);
}

function pickRange(table: HTMLElement, to: HTMLInputElement): void {
  const rows = boxes(table);
  const from = last ? rows.indexOf(last) : -1;
  if (from < 0) return;
  const [a, b] = [from, rows.indexOf(to)].sort((x, y) => x - y) as [number, number];
  for (const box of rows.slice(a, b + 1)) box.checked = to.checked;
}

export function list(): void {
  on("click", ".dense .pick input", (element, event) => {
    const box = element as HTMLInputElement;
    const table = box.closest<HTMLElement>(".dense")!;
    if (box.closest("thead")) for (const each of boxes(table)) each.checked = box.checked;
    else if ((event as MouseEvent).shiftKey) pickRange(table, box);
    last = box.closest("thead") ? null : box;
    show(table);
  });
  /* Before htmx hears of the click: one more column to sort by. */
  document.addEventListener(
    "click",
    (event) => {
      const head = event.shiftKey && event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-then]") : null;
      if (!head) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(head.dataset.then!);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const table = document.activeElement?.closest<HTMLElement>(".dense");
    if (!table || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "a" || !boxes(table).length) return;
    event.preventDefault();
    for (const box of boxes(table)) box.checked = true;
    show(table);
  });
  on("click", "[data-pick-none]", () => {
    for (const table of all(".dense")) {
      for (const box of boxes(table)) box.checked = false;
      show(table);
    }
  });
  window.addEventListener("pageshow", () => all(".dense").forEach(show)); /* the browser may keep ticks */
}
