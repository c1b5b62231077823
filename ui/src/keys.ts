/* keys -- the keyboard: Ctrl+K searches, ? shows the keys, Ctrl+Enter saves; any other key that the
 * page names by data-key="j" clicks its element. */
import { all, find } from "./dom";
import { openPalette } from "./palette";

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function save(target: EventTarget | null): void {
  const form = (target instanceof Element && target.closest("form")) || find<HTMLFormElement>(".drawer[open] form");
  if (form instanceof HTMLFormElement) form.requestSubmit(find<HTMLButtonElement>("[type=submit]", form));
}

export function keys(): void {
  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    } else if (command && event.key === "Enter") {
      event.preventDefault();
      save(event.target);
    } else if (!command && !event.altKey && !typing(event.target) && !find("dialog[open]")) {
      if (event.key === "?") find<HTMLDialogElement>("#keys")?.showModal();
      else all("[data-key]").find((each) => each.dataset.key === event.key)?.click();
    }
  });
}
