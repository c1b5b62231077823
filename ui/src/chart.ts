/* chart -- figures drawn from the tables behind them; a bundle of its own (charts.ts loads it).
 *
 *   <figure class="chart" data-chart="line" data-unit="money">
 *     <figcaption>…</figcaption>
 *     <details class="chart-data"><summary>…</summary><table>
 *       <thead><tr><th>Day</th><th data-series="1">Deposits</th>…</tr></thead>
 *       <tbody><tr><th>2026-11-20</th><td data-value="1234.50">1,234.50</td>…</tr></tbody>
 *     </table></details>
 *   </figure>
 *
 * data-chart: line, stack (areas upon each other), bar (of months); of lines a first column of days
 * stands on an axis of time.  A cell without data-value is a gap.  data-series: which of the six colours of base.css.
 * Nothing is drawn with styles of its own that the policy would refuse: canvas, and tips as text. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { all, find } from "./dom";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

type Point = [string, number | null];
interface Series {
  name: string;
  colour: string;
  points: Point[];
}

const chinese = document.documentElement.lang.startsWith("zh");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/* ---- the table ---- */

function read(table: HTMLElement): Series[] {
  const heads = all("thead th", table).slice(1);
  const rows = all("tbody tr", table);
  return heads.map((head, i) => ({
    name: head.textContent!.trim(),
    colour: colour("series-" + (head.dataset.series ?? String(i + 1))),
    points: rows.map((row) => {
      const value = all("td", row)[i]?.dataset.value;
      return [find("th", row)?.textContent!.trim() ?? "", value ? Number(value) : null] as Point;
    }),
  })).filter((series) => series.points.some(([, value]) => value !== null)); /* other columns are for readers */
}

/* ---- amounts as people say them ---- */

const UNITS: [number, string][] = chinese ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];

function short(value: number): string {
  for (const [size, name] of UNITS) if (Math.abs(value) >= size) return trimmed(value / size) + name;
  return trimmed(value);
}

function trimmed(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

function exact(value: number, money: boolean): string {
  const digits = money ? 2 : 0;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/* ---- what ECharts is told ---- */

interface Tip {
  seriesName?: string;
  marker?: unknown;
  axisValueLabel?: string;
  value?: unknown;
  axisValue?: unknown;
}

function day(value: unknown): string {
  return new Date(Number(value)).toISOString().slice(0, 10);
}

function tips(given: unknown, time: boolean, money: boolean): string {
  const at = (Array.isArray(given) ? given : [given]) as Tip[];
  const lines = at.map((tip) => {
    const value = (tip.value as Point)[1];
    return `${tip.seriesName}  ${value === null ? "–" : exact(Number(value), money)}`;
  });
  const first = at[0];
  return [first ? (time ? day(first.axisValue) : String((first.value as Point)[0])) : "", ...lines].join("\n");
}

function axisText(): object {
  return { color: colour("ink-faint"), fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily };
}

/* What hardly moved looks like it: the axis of a line spans at least a tenth of its amounts. */
function calm(of: { min: number; max: number }): number | null {
  return of.max > 0 && of.min > 0 && of.max - of.min < of.max / 10 ? of.max * 0.9 : null;
}

function drawn(series: Series, kind: string, sparse: boolean, time: boolean): object {
  const stacked = kind === "stack";
  return {
    name: series.name,
    type: kind === "bar" ? "bar" : "line",
    stack: stacked ? "all" : undefined,
    data: time ? series.points.map(([x, y]) => [Date.parse(x), y]) : series.points,
    symbol: "circle",
    symbolSize: 5,
    showSymbol: sparse && !stacked,
    lineStyle: { width: stacked ? 1 : 2, color: series.colour },
    itemStyle: { color: series.colour },
    areaStyle: { color: series.colour, opacity: stacked ? 0.75 : 0.08 },
    emphasis: { focus: stacked ? "series" : "none" },
    barMaxWidth: 22,
  };
}

function option(figure: HTMLElement, series: Series[]): echarts.EChartsCoreOption {
  const kind = figure.dataset.chart ?? "line";
  const money = figure.dataset.unit === "money";
  const places = series[0]?.points ?? [];
  const days = places.every(([x]) => /^\d{4}-\d\d-\d\d$/.test(x));
  const time = days && kind !== "bar";
  const atBars = days ? (value: string) => value.slice(2, 7) : undefined; /* bars are months */
  return {
    animation: !still.matches,
    animationDuration: 300,
    useUTC: true,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { top: 12, left: 8, right: 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("raised"),
      borderColor: colour("line-strong"),
      textStyle: { color: colour("ink"), fontSize: 12, lineHeight: 18 },
      axisPointer: { lineStyle: { color: colour("line-strong") } },
      formatter: (given: unknown) => tips(given, time, money),
    },
    xAxis: {
      type: time ? "time" : "category",
      axisLabel: { ...axisText(), hideOverlap: true, formatter: time ? { year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}" } : atBars },
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      scale: kind === "line",
      min: kind === "line" ? calm : undefined,
      axisLabel: { ...axisText(), formatter: (value: number) => short(value) },
      splitLine: { lineStyle: { color: colour("line") } },
      splitNumber: 4,
    },
    series: series.map((each) => drawn(each, kind, places.length < 40, time)),
  };
}

/* ---- on the page ---- */

function legend(figure: HTMLElement, series: Series[]): void {
  if (series.length < 2) return;
  const list = document.createElement("ul");
  list.className = "chart-legend";
  list.setAttribute("aria-hidden", "true"); /* the table says it */
  for (const each of series) {
    const item = document.createElement("li");
    item.style.setProperty("--mark", each.colour);
    item.textContent = each.name;
    list.append(item);
  }
  find(".chart-legend", figure)?.remove();
  find(".chart-room", figure)!.before(list);
}

function begin(room: HTMLDivElement): echarts.ECharts {
  const chart = echarts.init(room, null, { renderer: "canvas" });
  new ResizeObserver(() => chart.resize()).observe(room);
  return chart;
}

function draw(figure: HTMLElement): void {
  const table = find("table", figure);
  if (!table) return;
  const all = read(table);
  const series = all.filter((each) => all.length === 1 || each.points.some(([, value]) => value));
  if (!series.some((each) => each.points.length > 1)) return;
  let room = find<HTMLDivElement>(".chart-room", figure);
  if (!room) {
    room = document.createElement("div");
    room.className = "chart-room";
    room.setAttribute("aria-hidden", "true");
    find("details", figure)!.before(room);
  }
  figure.classList.add("chart-drawn");
  legend(figure, series);
  const chart = echarts.getInstanceByDom(room) ?? begin(room);
  chart.setOption(option(figure, series), true);
}

export function drawAll(): void {
  all("figure[data-chart]").forEach(draw);
}

drawAll();
document.addEventListener("htmx:afterSwap", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
