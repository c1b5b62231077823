/* tiles -- the dashboard: each tile is asked for by itself, a few at a time, so that thirty heavy ones
 * hold nobody up; one that takes too long says so, and can be asked for again.
 *
 *   <div data-tiles> <section data-tile="/dashboard/tile?place=1"> <header>…</header> <div class="tile-body">…</div> */
import htmx from "htmx.org";
import { all, find } from "./dom";

const AT_ONCE = 3, PATIENCE = 12_000; /* ms for one tile */

class Tiles {
  private readonly waiting: HTMLElement[];
  private loading = 0;

  constructor(private readonly home: HTMLElement) {
    this.waiting = all("[data-tile]", home);
    for (const tile of this.waiting) this.say(tile, "waits");
    for (let i = 0; i < AT_ONCE; i++) this.next();
  }

  private word(name: string): string {
    return this.home.dataset["word" + name[0]!.toUpperCase() + name.slice(1)] ?? "";
  }

  private say(tile: HTMLElement, name: string, again = false): void {
    const line = document.createElement("p");
    line.className = "tile-wait quiet";
    line.textContent = this.word(name);
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-small";
      button.textContent = this.word("again");
      button.addEventListener("click", () => {
        this.say(tile, "waits");
        this.waiting.push(tile);
        if (this.loading < AT_ONCE) this.next();
      });
      line.append(" ", button);
    }
    find(".tile-body", tile)?.replaceChildren(line);
    tile.setAttribute("aria-busy", String(!again));
  }

  private next(): void {
    const tile = this.waiting.shift();
    if (!tile) return;
    this.loading++;
    this.say(tile, "loads");
    void this.load(tile).finally(() => {
      this.loading--;
      this.next();
    });
  }

  private async load(tile: HTMLElement): Promise<void> {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(tile.dataset.tile!, { signal: stop.signal, headers: { "HX-Request": "true" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), body = find("#tile", page);
      if (!answer.ok || !body) return this.say(tile, "failed", true);
      body.removeAttribute("id");
      find(".tile-body", tile)!.replaceWith(document.adoptNode(body));
      tile.setAttribute("aria-busy", "false");
      htmx.trigger(tile, "htmx:afterSwap", {}); /* charts are drawn */
    } catch {
      this.say(tile, stop.signal.aborted ? "long" : "failed", true);
    } finally {
      clearTimeout(timer);
    }
  }
}

export function tiles(): void {
  const home = find("[data-tiles]");
  if (home) new Tiles(home);
}
