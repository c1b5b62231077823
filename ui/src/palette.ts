/* palette -- the search over the page (Ctrl+K): what /search finds, as one types, by keyboard alone.
 *
 * It shows the very lines of that page, so it knows nothing of customers; without script the field
 * of the bar leads there.  The arrows choose, Enter opens, Ctrl+Enter shows all, Esc closes; focus
 * stays in the field (a combobox with a list). */
import { all, find, on, word } from "./dom";

const MOST = 8;
const PAUSE = 90; /* ms after the last key */

let asked: AbortController | null = null;
let timer = 0;
let shown = ""; /* what the list is the answer to */

const dialog = (): HTMLDialogElement | null => find<HTMLDialogElement>("#palette");
const field = (): HTMLInputElement => find<HTMLInputElement>("#palette input[role=combobox]")!;
const list = (): HTMLElement => find("#palette-list")!;
const options = (): HTMLElement[] => all("[role=option]", list());
const address = (typed: string): string => `/search?q=${encodeURIComponent(typed)}`;

function choose(option: HTMLElement | undefined): void {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (option) {
    field().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field().removeAttribute("aria-activedescendant");
}

function move(step: number): void {
  const all = options();
  const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (all.length) choose(all[(at + step + all.length) % all.length]);
}

/* A line of the page as a choice: the link's words, without the link. */
function option(link: HTMLAnchorElement, number: number): HTMLElement {
  const choice = document.createElement("div");
  choice.id = `palette-${number}`;
  choice.className = link.className;
  choice.dataset.url = link.getAttribute("href") ?? "";
  choice.setAttribute("role", "option");
  choice.append(...link.childNodes);
  return choice;
}

function groups(hits: HTMLElement): HTMLElement[] {
  let number = 0;
  return all("[data-group]", hits).map((section, i) => {
    const group = document.createElement("div");
    const title = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", `palette-group-${i}`);
    title.id = `palette-group-${i}`;
    title.className = "palette-title";
    title.textContent = find("h2", section)?.textContent ?? "";
    group.append(title, ...all<HTMLAnchorElement>("li > a", section).map((link) => option(link, number++)));
    return group;
  });
}

function show(hits: HTMLElement): void {
  const found = groups(hits);
  const rest = find("#palette .palette-rest")!;
  const said = find("#palette [role=status]")!;
  list().replaceChildren(...found);
  list().hidden = found.length === 0;
  field().setAttribute("aria-expanded", String(found.length > 0));
  rest.replaceChildren(...all(":scope > .notice, :scope > .hits-none, :scope > .hits-act", hits));
  for (const each of all("[role=status]", rest)) each.removeAttribute("role"); /* one voice is enough */
  said.textContent = `${said.dataset.found} ${options().length}`;
  choose(options()[0]);
}

function fail(): void {
  const said = document.createElement("p");
  said.className = "hits-none";
  said.textContent = word("offline");
  list().hidden = true;
  find("#palette .palette-rest")!.replaceChildren(said);
}

async function ask(typed: string): Promise<void> {
  const mine = new AbortController();
  asked?.abort();
  asked = mine;
  try {
    const answer = await fetch(`${address(typed)}&most=${MOST}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const hits = find("#hits", page);
    if (mine.signal.aborted) return;
    if (hits) show(hits);
    else if (answer.ok) location.assign(address(typed)); /* the session is over: the page says so */
    else fail();
    shown = typed;
  } catch {
    if (!mine.signal.aborted) fail();
  }
}

function askSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(field().value.trim()), PAUSE);
}

/* Enter before the answer has come opens what is found then. */
async function open(): Promise<void> {
  const typed = field().value.trim();
  clearTimeout(timer);
  if (typed !== shown) await ask(typed);
  const chosen = find("[aria-selected=true]", list());
  if (chosen?.dataset.url) location.assign(chosen.dataset.url);
  else if (typed) location.assign(address(typed));
}

export function openPalette(): void {
  if (!dialog() || dialog()!.open) return;
  dialog()!.showModal();
  field().select();
  void ask(field().value.trim());
}

function press(event: KeyboardEvent): void {
  if (event.isComposing) return; /* the keys are the input method's */
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) location.assign(address(field().value.trim()));
  else if (event.key === "Enter") void open();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function palette(): void {
  if (!dialog()) return;
  field().addEventListener("keydown", press);
  field().addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) askSoon();
  });
  field().addEventListener("compositionend", askSoon);
  on("click", "#palette [role=option]", (choice) => location.assign(choice.dataset.url ?? ""));
  on("mousemove", "#palette [role=option]", (choice) => {
    if (choice.getAttribute("aria-selected") !== "true") choose(choice);
  });
  on("click", "[data-palette-close]", () => dialog()?.close());
  on("click", "#palette", (_, event) => {
    if (event.target === dialog()) dialog()?.close(); /* beside it */
  });
  on("click", "[data-palette], .top-search input", (_, event) => {
    event.preventDefault();
    openPalette();
  });
  window.addEventListener("pageshow", () => dialog()?.close()); /* back to a page that was left by it */
}
