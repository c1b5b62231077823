/* charts -- loads what draws charts (chart.ts, a bundle of its own) where one stands; elsewhere it is
 * fetched while nothing else happens, so that the first chart of the morning is there at once. */
import { find } from "./dom";

function address(): string | undefined {
  return find<HTMLMetaElement>("meta[name=charts]")?.content;
}

function load(): void {
  const from = address();
  if (!from || !find("figure[data-chart]") || find(`script[src="${from}"]`)) return;
  const script = document.createElement("script");
  script.src = from;
  document.head.append(script);
}

/* Once a session: the browser keeps it from then on. */
function fetchAhead(): void {
  const from = address();
  try {
    if (!from || sessionStorage.getItem("guanhu.charts") === from) return;
    sessionStorage.setItem("guanhu.charts", from);
  } catch {
    return;
  }
  void fetch(from, { priority: "low" } as RequestInit).catch(() => undefined);
}

export function charts(): void {
  load();
  document.addEventListener("htmx:afterSwap", load);
  if (!find("figure[data-chart]")) window.addEventListener("load", () => setTimeout(fetchAhead, 300));
}
