/* chart_shares -- charts of one whole: slices, funnels, and customers who move from one place to another. */
import type { Cell, Grid, Head } from "./chart_table";
import { exact, short } from "./chart_table";
import { axisText, colour, colourOf, common, tooltip } from "./chart_looks";

export interface Part {
  head: Head;
  cell: Cell;
}

const SLICES = 5;

/* The rows of the first column; of slices the smallest ones together, so that there are five at most. */
export function partsOf(grid: Grid, others: string, most = Infinity): Part[] {
  const parts = grid.rows.map((head, i) => ({ head, cell: grid.cells[i]![0]! })).filter((part) => part.cell?.value);
  if (parts.length <= most) return parts;
  const ranked = [...parts].sort((a, b) => b.cell.value! - a.cell.value!), kept = new Set(ranked.slice(0, most - 1));
  const rest = ranked.slice(most - 1).reduce((sum, part) => sum + part.cell.value!, 0);
  return [...parts.filter((part) => kept.has(part)), { head: { name: others, tone: "quiet", series: "" }, cell: { value: rest, link: null } }];
}

export function slicesOf(grid: Grid, others: string): Part[] {
  return partsOf(grid, others, SLICES);
}

function percent(value: number, whole: number): string {
  return whole ? (value / whole).toLocaleString("en-US", { style: "percent", maximumFractionDigits: 1 }) : "–";
}

function dataOf(parts: Part[]): object[] {
  return parts.map((part, i) => ({ name: part.head.name, value: part.cell.value, itemStyle: { color: colourOf(part.head, i) } }));
}

interface Tip {
  name: string;
  dataIndex: number;
}

export function pie(grid: Grid, others: string, width: number): object {
  const narrow = width < 420;
  const parts = slicesOf(grid, others), whole = parts.reduce((sum, part) => sum + part.cell.value!, 0);
  const said = (of: Tip): number => parts[of.dataIndex]?.cell.value ?? 0;
  return {
    ...common(),
    tooltip: { ...tooltip(), formatter: (tip: Tip) => `${tip.name}\n${exact(said(tip), grid.unit)} ${grid.unitWord}  ${percent(said(tip), whole)}` },
    series: [{
      type: "pie", radius: narrow ? ["32%", "54%"] : ["42%", "68%"], data: dataOf(parts), itemStyle: { borderColor: colour("sheet"), borderWidth: 2 },
      label: { ...axisText(), color: colour("ink-soft"), lineHeight: 15,
        formatter: (of: Tip) => `${of.name}\n${narrow ? "" : short(said(of), grid.unit) + " · "}${percent(said(of), whole)}` },
      labelLine: { length: 8, length2: 6, lineStyle: { color: colour("line-strong") } },
    }],
  };
}

/* Step by step: each of the first. */
export function funnel(grid: Grid, others: string, width: number): object {
  const narrow = width < 420;
  const parts = partsOf(grid, others), first = parts[0]?.cell.value ?? 0;
  const said = (of: Tip): number => parts[of.dataIndex]?.cell.value ?? 0;
  return {
    ...common(),
    tooltip: { ...tooltip(), formatter: (tip: Tip) => `${tip.name}\n${exact(said(tip), grid.unit)} ${grid.unitWord}  ${percent(said(tip), first)}` },
    series: [{
      type: "funnel", sort: "none", left: narrow ? 4 : "22%", right: narrow ? "50%" : "26%", top: 6, bottom: 6, gap: 2, minSize: "4%", data: dataOf(parts),
      label: { ...axisText(), position: "right", color: colour("ink-soft"), formatter: (of: Tip) => `${of.name}${narrow ? "\n" : "  "}${short(said(of), grid.unit)} · ${percent(said(of), first)}` },
      labelLine: { length: 12, lineStyle: { color: colour("line-strong") } },
    }],
  };
}

/* ---- movements ---- */

/* Who moved: rows are where from, columns where to; whoever stays is in the table. */
export function movesOf(grid: Grid): { row: number; column: number; value: number }[] {
  return grid.cells.flatMap((row, r) => row.map((cell, c) => ({ row: r, column: c, value: cell.value ?? 0 })))
    .filter((move) => move.value > 0 && grid.rows[move.row]!.name !== grid.heads[move.column]!.name);
}

export function sankey(grid: Grid, width: number): object {
  const moves = movesOf(grid), room = Math.min(110, width * 0.2);
  const node = (head: Head, at: number, side: string): object => ({
    name: side + head.name, depth: side === "<" ? 0 : 1, itemStyle: { color: colourOf(head, at) },
    label: { position: side === "<" ? "left" : "right", formatter: head.name, width: room, overflow: "truncate" },
  });
  const from = grid.rows.filter((_, r) => moves.some((move) => move.row === r));
  const to = grid.heads.filter((_, c) => moves.some((move) => move.column === c));
  return {
    ...common(),
    tooltip: { ...tooltip(), formatter: (tip: { data: { source?: string; target?: string; value?: number; name?: string }; value: number }) =>
      tip.data.source ? `${tip.data.source.slice(1)} → ${tip.data.target!.slice(1)}\n${exact(tip.data.value!, grid.unit)} ${grid.unitWord}` :
        `${tip.data.name!.slice(1)}\n${exact(tip.value, grid.unit)} ${grid.unitWord}` },
    series: [{
      type: "sankey", left: room + 8, right: room + 8, top: 8, bottom: 8, nodeGap: 12, nodeWidth: 12, layoutIterations: 0, draggable: false,
      data: [...from.map((head) => node(head, grid.rows.indexOf(head), "<")), ...to.map((head) => node(head, grid.heads.indexOf(head), ">"))],
      links: moves.map((move) => ({ source: "<" + grid.rows[move.row]!.name, target: ">" + grid.heads[move.column]!.name, value: move.value })),
      label: { ...axisText(), color: colour("ink-soft") },
      lineStyle: { color: "source", opacity: 0.32, curveness: 0.5 },
      emphasis: { focus: "adjacency" },
    }],
  };
}
