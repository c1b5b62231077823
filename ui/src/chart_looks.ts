/* chart_looks -- colours, type and axes that all charts share: the variables of base.css, so that both
 * themes and the printed sheet have their own. */
import type { Grid, Head } from "./chart_table";
import { short } from "./chart_table";

export const still = matchMedia("(prefers-reduced-motion: reduce)");

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/* Words that have a colour of their own have it in every chart. */
const TONES: Record<string, string> = {
  core: "tier-core", growth: "tier-growth", platinum: "tier-platinum", gold: "tier-gold", potential: "tier-potential",
  ok: "good", normal: "good", warn: "warn", watch: "series-4", attention: "warn", bad: "bad", churned: "bad", quiet: "series-6", info: "series-1",
};

export function colourOf(head: Head, at: number): string {
  return colour(TONES[head.tone] ?? "series-" + (head.series || String((at % 6) + 1)));
}

export function family(): string {
  return getComputedStyle(document.body).fontFamily;
}

export function axisText(): object {
  return { color: colour("ink-faint"), fontSize: 11, fontFamily: family() };
}

export function tooltip(): object {
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: colour("raised"),
    borderColor: colour("line-strong"),
    textStyle: { color: colour("ink"), fontSize: 12, lineHeight: 18 },
    axisPointer: { lineStyle: { color: colour("line-strong") }, shadowStyle: { color: colour("hover"), opacity: 0.5 } },
  };
}

export function valueAxis(grid: Grid): object {
  return {
    type: "value",
    name: grid.unitWord,
    nameGap: 8,
    nameTextStyle: { ...axisText(), align: "left", padding: [0, 0, 0, -4] },
    axisLabel: { ...axisText(), formatter: (value: number) => short(value, grid.unit) },
    splitLine: { lineStyle: { color: colour("line") } },
    splitNumber: 4,
  };
}

export function common(): object {
  return { animation: !still.matches, animationDuration: 300, useUTC: true, textStyle: { fontFamily: family() } };
}
