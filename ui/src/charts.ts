/* charts -- loads what draws charts (chart.ts, a bundle of its own) where one stands, and what builds
 * conditions (condition.ts) or arranges tiles (arrange.ts); elsewhere the first is fetched while nothing else happens, so that the
 * first chart of the morning is there at once. */
import { find } from "./dom";

function address(): string | undefined {
  return find<HTMLMetaElement>("meta[name=charts]")?.content;
}

/* A bundle of its own, where something of it stands. */
function bring(from: string | undefined, selector: string): void {
  if (!from || !find(selector) || find(`script[src="${from}"]`)) return;
  const script = document.createElement("script");
  script.src = from;
  document.head.append(script);
}

function load(): void {
  bring(address(), "figure[data-chart]");
  bring(find<HTMLMetaElement>("meta[name=conditions]")?.content, "[data-condition]");
  bring(find<HTMLMetaElement>("meta[name=arrange]")?.content, "[data-arrange]");
}

/* Once a session: the browser keeps it from then on.  Who leaves the page before it has come fetches
 * it ahead on the next one. */
async function fetchAhead(): Promise<void> {
  const from = address();
  try {
    if (!from || sessionStorage.getItem("guanhu.charts") === from) return;
    await (await fetch(from, { priority: "low" } as RequestInit)).blob();
    sessionStorage.setItem("guanhu.charts", from);
  } catch {
    return; /* it comes with the first chart */
  }
}

export function charts(): void {
  load();
  document.addEventListener("htmx:afterSwap", load);
  if (!find("figure[data-chart]")) window.addEventListener("load", () => setTimeout(() => void fetchAhead(), 300));
}
