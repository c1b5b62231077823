/* form -- nothing typed is lost, nothing is sent twice.
 *
 *   <form data-guard>          leaving it asks, if something was typed
 *   <form data-draft="note-7"> what was typed is there again after a crash or a lost session */
import { ask } from "./dialogs";
import { all, memory, on, word } from "./dom";

const typed = new WeakSet<HTMLFormElement>();

/* May the form be left?  Asks if something was typed. */
export async function leave(form: HTMLFormElement | null): Promise<boolean> {
  if (!form || !typed.has(form)) return true;
  const yes = await ask(word("leaveTitle"), word("leave"), word("leaveYes"));
  if (yes) typed.delete(form);
  return yes;
}

function draftOf(form: HTMLFormElement): string {
  const values: [string, string][] = [];
  new FormData(form).forEach((value, name) => {
    const field = form.elements.namedItem(name);
    const secret = field instanceof HTMLInputElement && /^(password|hidden|file)$/.test(field.type);
    if (typeof value === "string" && !secret) values.push([name, value]);
  });
  return JSON.stringify(values);
}

function restore(form: HTMLFormElement): void {
  const draft = memory.get("draft." + form.dataset.draft);
  if (!draft) return; /* also when the server gives back what was sent: sending forgets the draft */
  for (const [name, value] of JSON.parse(draft) as [string, string][]) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && /^(text|search|number|date|tel|email)$/.test(field.type)))
      field.value = value;
  }
  typed.add(form);
}

export function forms(): void {
  on("input", "form", (element) => {
    const form = element as HTMLFormElement;
    typed.add(form);
    if (form.dataset.draft) memory.set("draft." + form.dataset.draft, draftOf(form));
  });
  on("input", "[aria-invalid=true]", (field) => {
    if ((field as HTMLInputElement).validity.valid) field.removeAttribute("aria-invalid");
  });
  on("submit", "form", (element, event) => {
    const form = element as HTMLFormElement;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    typed.delete(form);
    if (form.dataset.draft) memory.set("draft." + form.dataset.draft, null);
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    for (const button of all<HTMLButtonElement>("[type=submit]", form)) button.classList.add("waiting");
  });
  document.addEventListener("htmx:afterRequest", () => {
    for (const form of all<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("[type=submit]", form)) button.classList.remove("waiting");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    for (const form of all<HTMLFormElement>("form[data-draft]", event.target as HTMLElement)) restore(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (all<HTMLFormElement>("form[data-guard]").some((form) => typed.has(form))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    for (const form of all<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent; /* came back */
  });
  for (const form of all<HTMLFormElement>("form[data-draft]")) restore(form);
}
