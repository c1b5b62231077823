/* list -- picking rows: one by one, a range with Shift, all of the page, all results; x picks the row
 * where the focus is, a goes to the bar, which says how many.  Shift and a click on a head sorts by one more column. */
import { all, find, on } from "./dom";

let last: HTMLInputElement | null = null;

function boxes(table: HTMLElement): HTMLInputElement[] {
  return all<HTMLInputElement>("tbody .pick input", table);
}

function results(): HTMLInputElement | null {
  return find<HTMLInputElement>("[data-pick-results]");
}

function show(table: HTMLElement): void {
  const rows = boxes(table);
  const everything = results()?.checked ?? false;
  const picked = rows.filter((box) => box.checked).length;
  for (const box of rows) box.closest("tr")?.classList.toggle("picked", box.checked || everything);
  const head = find<HTMLInputElement>("thead .pick input", table);
  if (head) {
    head.checked = picked > 0 && picked === rows.length;
    head.indeterminate = picked > 0 && picked < rows.length;
  }
  const bar = find(".pick-bar");
  const count = bar && find("[data-picked]", bar);
  if (bar && count) {
    bar.hidden = picked === 0 && !everything;
    count.textContent = String(picked);
    count.parentElement!.classList.toggle("quiet", everything);
  }
}

function pickRange(table: HTMLElement, to: HTMLInputElement): void {
  const rows = boxes(table);
  const from = last ? rows.indexOf(last) : -1;
  if (from < 0) return;
  const [a, b] = [from, rows.indexOf(to)].sort((x, y) => x - y) as [number, number];
  for (const box of rows.slice(a, b + 1)) box.checked = to.checked;
}

function setAll(table: HTMLElement, checked: boolean): void {
  for (const box of boxes(table)) box.checked = checked;
  show(table);
}

/* The row with the focus; where there is none, the first. */
function pickFocused(): void {
  const table = find(".dense:has(tbody .pick)");
  const row = document.activeElement?.closest<HTMLElement>(".dense tbody tr");
  const box = row ? find<HTMLInputElement>(".pick input", row) : table && boxes(table)[0];
  if (!box) return;
  box.checked = !box.checked;
  box.focus();
  last = box;
  show(box.closest<HTMLElement>(".dense")!);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable);
}

function key(event: KeyboardEvent): void {
  const command = event.ctrlKey || event.metaKey;
  const table = document.activeElement?.closest<HTMLElement>(".dense, .table-room");
  if (command && event.key.toLowerCase() === "a" && table && !typing(event.target)) {
    const dense = table.matches(".dense") ? table : find(".dense", table);
    if (!dense || !boxes(dense).length) return;
    event.preventDefault();
    setAll(dense, true);
  } else if (event.key === "x" && !command && !event.altKey && !typing(event.target) && !find("dialog[open]")) {
    pickFocused();
  } else if (event.key === "a" && !command && !event.altKey && !typing(event.target) && !find("dialog[open]")) {
    find(".pick-bar:not([hidden]) [data-pick-results]")?.focus();
  } else if (event.key === "Escape" && find(".pick-bar:not([hidden])") && !find("dialog[open], details.menu[open]")) {
    none();
  }
}

function none(): void {
  const everything = results();
  if (everything) everything.checked = false;
  for (const table of all(".dense")) setAll(table, false);
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
  on("change", "[data-pick-results]", () => all(".dense").forEach(show));
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
  document.addEventListener("keydown", key);
  on("click", "[data-pick-none]", none);
  window.addEventListener("pageshow", () => all(".dense").forEach(show)); /* the browser may keep ticks */
}
