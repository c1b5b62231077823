/* dom -- the few words that all islands use. */

export function find<T extends HTMLElement>(selector: string, within: ParentNode = document): T | null {
  return within.querySelector<T>(selector);
}

export function all<T extends HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/* What happened to an element inside 'selector', wherever in the page it stands and will stand. */
export function on(type: string, selector: string, then: (element: HTMLElement, event: Event) => void): void {
  document.addEventListener(type, (event) => {
    const at = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (at) then(at, event);
  });
}

/* An element with its attributes; children that are not there are left out. */
type Child = Node | string | null | false;
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

/* Words that the islands say themselves; the frame has them in the page's language. */
export function word(name: string): string {
  return find("#words")?.dataset[name] ?? "";
}

/* Private to this browser, and only for comfort: nothing fails where it is forbidden. */
export const memory = {
  get(name: string): string | null {
    try {
      return localStorage.getItem("guanhu." + name);
    } catch {
      return null;
    }
  },
  set(name: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem("guanhu." + name);
      else localStorage.setItem("guanhu." + name, value);
    } catch {
      /* the page works without */
    }
  },
};

/* What programs would be told at that address; asked for once a page. */
const told = new Map<string, Promise<unknown>>();
export function ask<T>(address: string): Promise<T | null> {
  const asked = told.get(address) ?? fetch(address, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null));
  told.set(address, asked);
  return asked as Promise<T | null>;
}
