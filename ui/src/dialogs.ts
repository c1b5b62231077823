/* dialogs -- the drawer, the question with its consequences, and lines of news.
 *
 *   <a href="/x/new" data-drawer>            opens that page's form in the drawer
 *   <button data-confirm="1,284 customers…"> asks before it does what it does
 *   HX-Trigger: {"toast": {"text": "Saved", "tone": "ok"}}   from the server */
import htmx from "htmx.org";
import { all, find, on, word } from "./dom";
import { leave } from "./form";

export function toast(text: string, tone = "ok"): void {
  const room = find(".toasts");
  if (!room || !text || all(".toast-line span", room).some((line) => line.textContent === text)) return;
  const line = document.createElement("div");
  const icon = document.createElement("i");
  const said = document.createElement("span");
  const close = document.createElement("button");
  line.className = `toast-line ${tone}`;
  icon.className = `i ${tone === "bad" ? "i-alert-circle" : "i-check"}`;
  said.textContent = text;
  close.className = "btn btn-plain btn-bare";
  close.type = "button";
  close.setAttribute("aria-label", word("close"));
  close.innerHTML = '<i class="i i-x"></i>';
  close.addEventListener("click", () => line.remove());
  line.append(icon, said, close);
  room.append(line);
  if (tone !== "bad") setTimeout(() => line.remove(), 6000); /* what went wrong stays until it was read */
}

/* Asks; true if the answer is yes.  No dialog in the page: nothing can be asked, nothing is done. */
export function ask(title: string, text: string, yes: string): Promise<boolean> {
  const dialog = find<HTMLDialogElement>("#ask");
  if (!dialog) return Promise.resolve(false);
  find("h2", dialog)!.textContent = title;
  find("p", dialog)!.textContent = text;
  find("[value=yes]", dialog)!.textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

async function closeDrawer(drawer: HTMLDialogElement): Promise<void> {
  if (await leave(find("form", drawer))) drawer.close();
}

function drawers(): void {
  const drawer = find<HTMLDialogElement>("#drawer");
  if (!drawer) return;
  on("click", "a[data-drawer]", (link, event) => {
    const mouse = event as MouseEvent;
    if (mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return; /* a tab of its own, as for any link */
    event.preventDefault();
    void htmx.ajax("get", (link as HTMLAnchorElement).href, { target: "#drawer-body", select: ".form-sheet", swap: "innerHTML" });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== find("#drawer-body")) return;
    if (!drawer.open) drawer.showModal();
    (find("[aria-invalid=true]", drawer) ?? find("[autofocus], .fields :is(input, select, textarea)", drawer))?.focus();
  });
  /* Escape by the key too: Chromium asks with "cancel" only after the person has done something. */
  const stay = (event: Event): void => {
    event.preventDefault();
    void closeDrawer(drawer);
  };
  drawer.addEventListener("cancel", stay);
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stay(event);
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) void closeDrawer(drawer); /* beside it */
  });
  on("click", "[data-close]", (button) => {
    const dialog = button.closest("dialog");
    if (dialog === drawer) void closeDrawer(drawer);
    else dialog?.close();
  });
  on("click", "[data-open]", (button) => find<HTMLDialogElement>("#" + button.dataset.open)?.showModal());
}

function questions(): void {
  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-confirm]") : null;
    if (!at || at.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(at.dataset.title ?? word("sure"), at.dataset.confirm ?? "", at.textContent!.trim()).then((yes) => {
      if (!yes) return;
      at.dataset.confirmed = "yes";
      at.click();
      delete at.dataset.confirmed;
    });
  }, true);
}

export function dialogs(): void {
  drawers();
  questions();
  document.addEventListener("toast", (event) => {
    const { text, tone } = (event as CustomEvent<{ text: string; tone?: string }>).detail;
    toast(text, tone);
  });
  document.addEventListener("htmx:sendError", () => toast(word("offline"), "bad"));
  document.addEventListener("htmx:timeout", () => toast(word("offline"), "bad"));
  document.addEventListener("htmx:responseError", () => toast(word("failed"), "bad"));
}
