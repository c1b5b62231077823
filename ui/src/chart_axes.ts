/* chart_axes -- charts along two axes: lines, areas, areas and bars upon each other, bars, and heat maps. */
import type { Grid } from "./chart_table";
import { exact, short } from "./chart_table";
import { axisText, colour, colourOf, common, tooltip, valueAxis } from "./chart_looks";

interface Tip {
  seriesIndex: number;
  dataIndex: number;
  seriesName: string;
}

function isDay(name: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(name);
}

function isMonthEnd(name: string): boolean {
  return isDay(name) && new Date(Date.parse(name) + 86_400_000).getUTCDate() === 1;
}

/* Bars of words lie where the words would not stand side by side. */
export function lies(grid: Grid, kind: string, width: number): boolean {
  if (!/^(bar|stackbar)$/.test(kind) || grid.rows.every((row) => isDay(row.name))) return false;
  const wide = grid.rows.reduce((most, row) => Math.max(most, [...row.name].reduce((w, c) => w + (c > "\u2e80" ? 12 : 6.5), 0)), 0);
  return grid.rows.length > 3 && (grid.rows.length > 12 || (wide + 14) * grid.rows.length > width - 70);
}

function tips(grid: Grid, given: unknown): string {
  const at = (Array.isArray(given) ? given : [given]) as Tip[];
  const lines = at.map((tip) => {
    const value = grid.cells[tip.dataIndex]?.[tip.seriesIndex]?.value ?? null;
    return `${tip.seriesName}  ${value === null ? "–" : exact(value, grid.unit)}`;
  });
  return [grid.rows[at[0]?.dataIndex ?? 0]?.name ?? "", ...lines].join("\n");
}

/* What hardly moved looks like it: the axis of a line spans at least a tenth of its amounts. */
function calm(of: { min: number; max: number }): number | null {
  return of.max > 0 && of.min > 0 && of.max - of.min < of.max / 10 ? of.max * 0.9 : null;
}

function serie(grid: Grid, at: number, kind: string, time: boolean, lying: boolean): object {
  const stacked = kind === "stack" || kind === "stackbar", bars = kind === "bar" || kind === "stackbar";
  const own = colourOf(grid.heads[at]!, at), alone = grid.heads.length === 1;
  const data = grid.rows.map((row, i) => {
    const value = grid.cells[i]?.[at]?.value ?? null;
    const tone = bars && alone && row.tone ? { itemStyle: { color: colourOf(row, i) } } : {};
    return { value: time ? [Date.parse(row.name), value] : value, ...tone };
  });
  return {
    name: grid.heads[at]!.name,
    type: bars ? "bar" : "line",
    stack: stacked ? "all" : undefined,
    data,
    symbol: "circle",
    symbolSize: 6,
    showSymbol: grid.rows.length < 40 && kind !== "stack",
    lineStyle: { width: kind === "stack" ? 1 : 2, color: own },
    itemStyle: { color: own },
    areaStyle: bars ? undefined : { color: own, opacity: kind === "stack" ? 0.75 : kind === "area" ? 0.3 : alone ? 0.08 : 0 },
    emphasis: { focus: stacked ? "series" : "none" },
    barMaxWidth: lying ? 18 : 32,
    label: { show: bars && alone && grid.rows.length <= 40 && (lying || grid.rows.length <= 12), position: lying ? "right" : "top", ...axisText(),
      formatter: (of: Tip) => short(grid.cells[of.dataIndex]?.[at]?.value ?? 0, grid.unit) },
    labelLayout: { hideOverlap: true },
  };
}

export function axes(grid: Grid, kind: string, width: number): object {
  const days = grid.rows.length > 0 && grid.rows.every((row) => isDay(row.name));
  const bars = kind === "bar" || kind === "stackbar", lying = lies(grid, kind, width);
  const time = days && !bars && !grid.rows.slice(0, -1).every((row) => isMonthEnd(row.name)); /* month ends stand side by side, and today after them */
  const words = {
    type: time ? "time" : "category",
    data: time ? undefined : grid.rows.map((row) => row.name),
    inverse: lying,
    axisLabel: { ...axisText(), hideOverlap: !lying, ...(lying ? { width: Math.min(140, width * 0.32), overflow: "truncate" } : {}),
      formatter: time ? { year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}" } : days ? (value: string) => (isMonthEnd(value) ? value.slice(2, 7) : value.slice(5)) : undefined },
    axisLine: { lineStyle: { color: colour("line-strong") } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
  const values = { ...valueAxis(grid), ...(kind === "line" ? { scale: true, min: calm } : {}),
    ...(lying ? { nameLocation: "start", nameGap: 14, nameTextStyle: { ...axisText(), align: "right", verticalAlign: "bottom", padding: [0, 0, 8, 0] } } : {}) };
  return {
    ...common(),
    grid: { top: grid.unitWord ? 28 : 16, left: 8, right: lying ? 56 : 14, bottom: 4, containLabel: true },
    tooltip: { ...tooltip(), trigger: "axis", axisPointer: { type: bars ? "shadow" : "line" }, formatter: (given: unknown) => tips(grid, given) },
    xAxis: lying ? { ...values, position: "top" } : words,
    yAxis: lying ? words : values,
    series: grid.heads.map((_, at) => serie(grid, at, kind, time, lying)),
  };
}

/* ---- heat ---- */

export function heat(grid: Grid, width: number): object {
  const values = grid.cells.flatMap((row) => row.map((cell) => cell.value ?? 0));
  const most = Math.max(...values, 0), least = Math.min(...values, 0), size = Math.max(most, -least) || 1;
  const roomy = grid.heads.length * 52 < width * 0.75;
  const data = grid.cells.flatMap((row, y) => row.map((cell, x) => ({
    value: [x, y, cell.value ?? "-"],
    label: { color: Math.abs(cell.value ?? 0) > size * 0.55 ? colour("sheet") : colour("ink") },
  })));
  const category = { type: "category", axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false } };
  return {
    ...common(),
    grid: { top: 4, left: 8, right: 8, bottom: 44, containLabel: true },
    tooltip: { ...tooltip(), formatter: (tip: { value: [number, number, number | string] }) =>
      `${grid.rows[tip.value[1]]?.name} · ${grid.heads[tip.value[0]]?.name}\n${tip.value[2] === "-" ? "–" : exact(Number(tip.value[2]), grid.unit)}` },
    xAxis: { ...category, position: "top", data: grid.heads.map((head) => head.name), axisLabel: { ...axisText(), interval: 0, hideOverlap: true, width: 64, overflow: "truncate" } },
    yAxis: { ...category, inverse: true, data: grid.rows.map((row) => row.name), axisLabel: { ...axisText(), width: Math.min(140, width * 0.3), overflow: "truncate" } },
    visualMap: {
      min: least < 0 ? -size : 0, max: size, orient: "horizontal", left: "center", bottom: 4, itemWidth: 10, itemHeight: 120,
      text: [short(size, grid.unit) + " " + grid.unitWord, short(least < 0 ? -size : 0, grid.unit)], textStyle: axisText(),
      inRange: { color: least < 0 ? [colour("fall"), colour("sheet"), colour("rise")] : [colour("accent-wash"), colour("accent")] },
    },
    series: [{ type: "heatmap", data, itemStyle: { borderColor: colour("sheet"), borderWidth: 1 },
      label: { show: roomy, fontSize: 11, formatter: (of: { value: [number, number, number | string] }) => (of.value[2] === "-" ? "" : short(Number(of.value[2]), grid.unit)) } }],
  };
}
