/* chart_table -- the table behind a chart, as numbers and links; what a chart draws is only ever this.
 *
 * Heads are the columns after those that name the row; a cell without data-value is a gap, and a column
 * without any value, or of sums (data-sum), is for readers only.  Where columns have different units (data-unit of the head, else of the
 * figure) those of the first one's are drawn: one axis says one thing. */
import { all, find } from "./dom";

export interface Head {
  name: string;
  tone: string; /* of a tier, a standing, a state: fixed colours */
  series: string; /* which of the six colours; "" : by its place */
}

export interface Cell {
  value: number | null;
  link: HTMLAnchorElement | null; /* to the customers behind it */
}

export interface Grid {
  rows: Head[];
  heads: Head[];
  cells: Cell[][]; /* by row */
  unit: string; /* "money", "count", "share", "days" */
  unitWord: string;
}

function headOf(at: HTMLElement | null): Head {
  return { name: at?.textContent!.trim() ?? "", tone: at?.dataset.tone ?? "", series: at?.dataset.series ?? "" };
}

function cellOf(at: HTMLElement | undefined): Cell {
  const value = at?.dataset.value;
  return { value: value ? Number(value) : null, link: at ? find<HTMLAnchorElement>("a[href]", at) : null };
}

export function readGrid(figure: HTMLElement, table: HTMLElement): Grid {
  const lines = all("tbody tr", table), labels = lines[0] ? all("th", lines[0]).length : 1;
  const titles = all("thead tr:last-child th:not([data-sum])", table).slice(labels);
  const cells = lines.map((line) => all("td", line).slice(0, titles.length).map(cellOf));
  const unitOf = (at: HTMLElement | undefined): string => at?.dataset.unit ?? figure.dataset.unit ?? "count";
  const filled = titles.map((_, i) => cells.some((row) => row[i]?.value != null));
  const first = titles[filled.indexOf(true)];
  const drawn = titles.map((title, i) => filled[i]! && title.dataset.aside === undefined && unitOf(title) === unitOf(first));
  return {
    rows: lines.map((line) => ({ ...headOf(find("th", line)), name: all("th", line).map((each) => each.textContent!.trim()).join(" · ") })),
    heads: titles.filter((_, i) => drawn[i]).map(headOf),
    cells: cells.map((row) => row.filter((_, i) => drawn[i])),
    unit: unitOf(first),
    unitWord: first?.dataset.unitWord ?? figure.dataset.unitWord ?? "",
  };
}

export function columnSum(grid: Grid, at: number): number {
  return grid.cells.reduce((sum, row) => sum + Math.abs(row[at]?.value ?? 0), 0);
}

/* The 'most' largest columns, in their order. */
export function largestColumns(grid: Grid, most: number): Grid {
  if (grid.heads.length <= most) return grid;
  const ranked = grid.heads.map((_, i) => i).sort((a, b) => columnSum(grid, b) - columnSum(grid, a));
  const kept = new Set(ranked.slice(0, most));
  return {
    ...grid,
    heads: grid.heads.filter((_, i) => kept.has(i)),
    cells: grid.cells.map((row) => row.filter((_, i) => kept.has(i))),
  };
}

/* ---- amounts as people say them ---- */

const chinese = document.documentElement.lang.startsWith("zh");
const UNITS: [number, string][] = chinese ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];

function trimmed(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

export function short(value: number, unit: string): string {
  if (unit === "share") return trimmed(value) + "%";
  for (const [size, name] of UNITS) if (Math.abs(value) >= size) return trimmed(value / size) + name;
  return trimmed(value);
}

export function exact(value: number, unit: string): string {
  if (unit === "share") return trimmed(value) + "%";
  const digits = unit === "money" ? 2 : 0;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
