/* chart -- figures drawn from the tables behind them; a bundle of its own (charts.ts loads it).
 *
 *   <figure class="chart" data-chart="line" data-unit="money" data-unit-word="元">
 *     <figcaption>…</figcaption>
 *     <details class="chart-data"><summary>…</summary><table>
 *       <thead><tr><th>Day</th><th data-series="1">Deposits</th>…</tr></thead>
 *       <tbody><tr><th>2026-11-20</th><td data-value="1234.50"><a href="…">1,234.50</a></td>…</tr></tbody>
 *     </table></details>
 *   </figure>
 *
 * data-chart: line, area, stack (areas upon each other), bar (of months or words; long words lie),
 * stackbar, pie (five slices at most), funnel (rows are steps), heat (rows by columns), sankey (rows
 * are where from, columns where to).  Of lines a first column of days stands on an axis of time.
 * data-table: the id of a table elsewhere on the page, in place of one within.  data-series: which of
 * the six colours of base.css; data-tone: of a word that has a colour of its own.  A click on what is
 * drawn follows the link of its cell.  Nothing is drawn with styles of its own that the policy would
 * refuse: canvas, and tips as text. */
import { BarChart, FunnelChart, HeatmapChart, LineChart, PieChart, SankeyChart } from "echarts/charts";
import { GridComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { axes, heat, lies } from "./chart_axes";
import { colourOf } from "./chart_looks";
import { funnel, movesOf, partsOf, pie, sankey, slicesOf } from "./chart_shares";
import { largestColumns, readGrid, type Cell, type Grid } from "./chart_table";
import { all, find } from "./dom";

echarts.use([BarChart, FunnelChart, HeatmapChart, LineChart, PieChart, SankeyChart, GridComponent, TooltipComponent,
  VisualMapContinuousComponent, CanvasRenderer]);

const SERIES_MOST = 6, BARS_MOST = 30, HEAT_MOST = 30, POINTS_MOST = 400;

interface Drawing {
  grid: Grid;
  kind: string;
  others: string;
}

/* ---- what is drawn of the table ---- */

function firstRows(grid: Grid, most: number): Grid {
  return grid.rows.length <= most ? grid : { ...grid, rows: grid.rows.slice(0, most), cells: grid.cells.slice(0, most) };
}

function rowsMost(kind: string): number {
  return /bar$/.test(kind) ? BARS_MOST : kind === "heat" || kind === "sankey" ? HEAT_MOST : POINTS_MOST;
}

/* Columns that are nought everywhere say nothing as a series. */
function withoutNought(grid: Grid): Grid {
  const kept = grid.heads.map((_, i) => grid.heads.length === 1 || grid.cells.some((row) => row[i]?.value));
  return { ...grid, heads: grid.heads.filter((_, i) => kept[i]), cells: grid.cells.map((row) => row.filter((_, i) => kept[i])) };
}

function cut(grid: Grid, kind: string): Grid {
  const rows = firstRows(grid, rowsMost(kind));
  if (kind === "heat" || kind === "sankey") return { ...largestColumns(rows, HEAT_MOST) };
  return largestColumns(withoutNought(rows), SERIES_MOST);
}

function hasSomething({ grid, kind }: Drawing): boolean {
  const lone = kind === "line" || kind === "area" || kind === "stack"; /* a line of one point is none */
  return kind === "sankey" ? movesOf(grid).length > 0 : grid.rows.length > (lone ? 1 : 0) && grid.heads.length > 0;
}

function option({ grid, kind, others }: Drawing, width: number): echarts.EChartsCoreOption {
  return drawn({ grid, kind, others }, width) as echarts.EChartsCoreOption;
}

function drawn({ grid, kind, others }: Drawing, width: number): object {
  switch (kind) {
    case "pie": return pie(grid, others, width);
    case "funnel": return funnel(grid, others, width);
    case "heat": return heat(grid, width);
    case "sankey": return sankey(grid, width);
    default: return axes(grid, kind, width);
  }
}

/* ---- on the page ---- */

function heightOf({ grid, kind }: Drawing, width: number): number {
  if (kind === "heat") return grid.rows.length * 28 + 80;
  if (kind === "sankey") return Math.max(260, Math.min(460, 60 * Math.max(grid.rows.length, grid.heads.length)));
  if (lies(grid, kind, width)) return grid.rows.length * (kind === "bar" && grid.heads.length > 1 ? 14 + 12 * grid.heads.length : 26) + 44;
  return 0; /* as the style has it */
}

function legend(figure: HTMLElement, room: HTMLElement, { grid, kind }: Drawing): void {
  find(".chart-legend", figure)?.remove();
  if (grid.heads.length < 2 || !/^(line|area|stack|bar|stackbar)$/.test(kind)) return;
  const list = document.createElement("ul");
  list.className = "chart-legend";
  list.setAttribute("aria-hidden", "true"); /* the table says it */
  grid.heads.forEach((head, at) => {
    const item = document.createElement("li");
    item.style.setProperty("--mark", colourOf(head, at));
    item.textContent = head.name;
    list.append(item);
  });
  room.before(list);
}

/* What the table has and the chart has not. */
function rest(figure: HTMLElement, room: HTMLElement, whole: Grid, { grid, kind }: Drawing): void {
  find(".chart-rest", figure)?.remove();
  const filled = /^(pie|funnel|heat|sankey)$/.test(kind) ? whole.heads : withoutNought(whole).heads;
  const left = whole.rows.length - grid.rows.length + (filled.length - grid.heads.length);
  if (left <= 0 || !figure.dataset.wordRest) return;
  const line = document.createElement("p");
  line.className = "chart-rest";
  line.textContent = figure.dataset.wordRest;
  room.after(line);
}

interface Clicked {
  dataIndex: number;
  seriesIndex: number;
  dataType?: string;
  value: unknown;
}

function cellAt({ grid, kind, others }: Drawing, at: Clicked): Cell | undefined {
  if (kind === "pie") return slicesOf(grid, others)[at.dataIndex]?.cell;
  if (kind === "funnel") return partsOf(grid, others)[at.dataIndex]?.cell;
  if (kind === "heat") {
    const [column, row] = at.value as [number, number];
    return grid.cells[row]?.[column];
  }
  if (kind === "sankey") {
    const move = at.dataType === "edge" ? movesOf(grid)[at.dataIndex] : undefined;
    return move && grid.cells[move.row]?.[move.column];
  }
  return grid.cells[at.dataIndex]?.[at.seriesIndex];
}

const drawings = new WeakMap<HTMLElement, Drawing>();

function begin(room: HTMLDivElement): echarts.ECharts {
  const chart = echarts.init(room, null, { renderer: "canvas" });
  let width = room.clientWidth;
  new ResizeObserver(() => {
    chart.resize();
    const drawing = drawings.get(room);
    if (drawing && Math.abs(room.clientWidth - width) > 60) chart.setOption(option(drawing, (width = room.clientWidth)), true);
  }).observe(room);
  chart.on("click", (at) => {
    const drawing = drawings.get(room);
    if (drawing) cellAt(drawing, at as unknown as Clicked)?.link?.click();
  });
  return chart;
}

function roomOf(figure: HTMLElement): HTMLDivElement {
  let room = find<HTMLDivElement>(".chart-room", figure);
  if (room) return room;
  room = document.createElement("div");
  room.className = "chart-room";
  room.setAttribute("aria-hidden", "true");
  const details = find("details", figure);
  if (details) details.before(room);
  else figure.append(room);
  return room;
}

function tableOf(figure: HTMLElement): HTMLElement | null {
  return figure.dataset.table ? document.getElementById(figure.dataset.table) : find("table", figure);
}

/* Where nobody moved the figure says so. */
function nothing(figure: HTMLElement, kind: string): void {
  const caption = find("figcaption", figure);
  if (kind === "sankey" && caption && figure.dataset.wordStill) caption.textContent = figure.dataset.wordStill;
}

function draw(figure: HTMLElement): void {
  const table = tableOf(figure);
  if (!table) return;
  const whole = readGrid(figure, table), kind = figure.dataset.chart || "line";
  const drawing = { grid: cut(whole, kind), kind, others: figure.dataset.wordOthers ?? "" };
  if (!hasSomething(drawing)) return nothing(figure, kind);
  const room = roomOf(figure);
  figure.classList.add("chart-drawn");
  const height = figure.dataset.fit === "room" ? 0 : heightOf(drawing, room.clientWidth);
  room.style.height = height ? `${height}px` : "";
  legend(figure, room, drawing);
  rest(figure, room, whole, drawing);
  drawings.set(room, drawing);
  const chart = echarts.getInstanceByDom(room) ?? begin(room);
  chart.resize();
  chart.setOption(option(drawing, room.clientWidth), true);
}

export function drawAll(): void {
  all("figure[data-chart]").forEach(draw);
}

/* Paper is white: drawn at once, before the browser takes its picture. */
function drawForPaper(): void {
  drawAll();
  for (const room of all<HTMLDivElement>(".chart-room")) echarts.getInstanceByDom(room)?.getZr().flush();
}

drawAll();
document.addEventListener("htmx:afterSwap", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
window.addEventListener("beforeprint", drawForPaper);
