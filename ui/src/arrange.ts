/* arrange -- tiles of the dashboard dragged to another place; a bundle of its own.  The buttons of each tile
 * do the same without it. */
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { all, find } from "./dom";

function begin(): void {
  const room = find("[data-arrange]:not(.arrange-begun)");
  if (!room) return;
  room.classList.add("arrange-begun");
  Sortable.create(room, {
    handle: "header",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: () => {
      const order = all("[data-place]", room).map((tile) => tile.dataset.place).join(",");
      void htmx.ajax("post", "/dashboard/order", { values: { order }, target: "#arrange", select: "#arrange", swap: "outerHTML", source: room });
    },
  });
}

begin();
document.addEventListener("htmx:afterSwap", begin);
