/* neighbours -- from one customer to the next of the list one came from, by j and k or the buttons.
 *
 * A click on a link to a customer leaves the order of all such links of its table in the session's
 * storage, this browser tab's only: nothing but numbers and the list's address.  The tab of the
 * record (assets, transactions, ...) stays the same from one to the next. */
import { all, find, on } from "./dom";

const PLACE = /^\/customers\/(\d+)(\/[a-z]+)?$/;
const NAME = "guanhu.neighbours";

interface Came {
  ids: string[];
  from: string;
}

function kept(): Came | null {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "null") as Came | null;
  } catch {
    return null;
  }
}

function keep(link: HTMLAnchorElement): void {
  const room = link.closest("table, ul, ol");
  if (!room || !PLACE.test(link.pathname)) return;
  const found = all<HTMLAnchorElement>("a[href^='/customers/']", room)
    .map((each) => PLACE.exec(each.pathname)?.[1]).filter((id): id is string => id !== undefined);
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ ids: [...new Set(found)], from: location.pathname + location.search }));
  } catch {
    /* the page works without */
  }
}

function point(link: HTMLAnchorElement | null, id: string | undefined, tab: string): void {
  if (!link) return;
  link.classList.toggle("nowhere", id === undefined);
  if (id === undefined) {
    link.removeAttribute("href");
    link.setAttribute("role", "link"); /* without an address it is none, and may not have a label */
    link.setAttribute("aria-disabled", "true");
  } else {
    link.href = `/customers/${id}${tab}`;
    link.removeAttribute("role");
    link.removeAttribute("aria-disabled");
  }
}

function show(): void {
  const room = find("[data-neighbours]");
  const here = PLACE.exec(location.pathname);
  const came = kept();
  if (!room || !here || !came) return;
  const at = came.ids.indexOf(here[1]!);
  if (at < 0 || came.ids.length < 2) return;
  point(find("[data-neighbour=prev]", room), came.ids[at - 1], here[2] ?? "");
  point(find("[data-neighbour=next]", room), came.ids[at + 1], here[2] ?? "");
  const place = find<HTMLAnchorElement>("[data-neighbour-place]", room)!;
  place.textContent = `${at + 1} / ${came.ids.length}`;
  place.href = came.from;
  room.hidden = false;
}

export function neighbours(): void {
  on("click", "a[href^='/customers/']", (link) => {
    if (!link.closest(".record-head")) keep(link as HTMLAnchorElement);
  });
  show();
}
