/* condition_combo -- a field that finds what is typed in a list: combobox and listbox by keyboard.
 *
 * The arrows choose, Enter takes, Shift+Enter or Shift+click takes one and stays for more, Escape
 * closes.  What it finds is told by 'search': at once, or after the server has answered. */

export interface Choice {
  value: string;
  label: string;
  more?: string; /* said beside it, more quietly */
  group?: string;
}

export interface Combo {
  key: string; /* where the focus is to be again */
  label: string; /* for screen readers */
  value: string;
  hint: string;
  free: boolean; /* what is typed counts as it stands, too */
  none: string; /* said where nothing is found */
  search(typed: string): Choice[] | Promise<Choice[]>;
  take(choice: Choice, more: boolean): void;
}

let open = 0; /* number of the combobox, for ids */

function optionOf(choice: Choice, id: string): HTMLElement {
  const option = document.createElement("div");
  const label = document.createElement("span");
  option.id = id;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  label.textContent = choice.label;
  option.append(label);
  if (choice.more) {
    const more = document.createElement("small");
    more.className = "quiet";
    more.textContent = choice.more;
    option.append(more);
  }
  return option;
}

export function combo(of: Combo): HTMLElement {
  const number = ++open;
  const room = document.createElement("span");
  const input = document.createElement("input");
  const list = document.createElement("div");
  let choices: Choice[] = [];
  let chosen = -1;
  let asked = 0;
  let asking: Promise<void> | null = null; /* the answer to what is typed is on its way */

  room.className = "combo";
  input.className = "form-control";
  input.type = "text";
  input.value = of.value;
  input.placeholder = of.hint;
  input.autocomplete = "off";
  input.spellcheck = false;
  input.dataset.key = of.key;
  list.id = `combo-${number}`;
  list.className = "combo-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", of.label);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": of.label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);

  const options = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=option]")];

  function choose(at: number): void {
    chosen = at;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    const option = options()[at];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close(): void {
    asked++;
    asking = null;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(found: Choice[]): void {
    choices = found;
    list.replaceChildren();
    let group: string | undefined;
    for (const [i, choice] of found.entries()) {
      if (choice.group && choice.group !== group) {
        const title = document.createElement("div");
        title.className = "combo-title";
        title.setAttribute("role", "presentation");
        title.textContent = group = choice.group;
        list.append(title);
      }
      list.append(optionOf(choice, `combo-${number}-${i}`));
    }
    if (!found.length) {
      const none = optionOf({ value: "", label: of.none }, `combo-${number}-none`);
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(found.length ? 0 : -1);
  }

  async function answer(mine: number): Promise<void> {
    const found = await of.search(input.value.trim());
    if (mine !== asked) return;
    asking = null;
    if (document.activeElement === input) show(found);
  }

  function ask(): Promise<void> {
    return (asking = answer(++asked));
  }

  function take(at: number, more: boolean): void {
    const choice = choices[at] ?? (of.free && input.value.trim() ? { value: input.value.trim(), label: input.value.trim() } : null);
    if (!choice) return;
    close();
    of.take(choice, more);
  }

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => void ask());
  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) void ask();
  });
  input.addEventListener("compositionend", () => void ask());
  input.addEventListener("blur", () => {
    if (list.hidden) return;
    close();
    if (of.free && input.value.trim() !== of.value) of.take({ value: input.value.trim(), label: input.value.trim() }, false);
    else input.value = of.value;
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return; /* the keys are the input method's, or move the row */
    const last = choices.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      input.value = of.value;
      close();
    } else if (event.key === "ArrowDown" && list.hidden) void ask();
    else if (event.key === "ArrowDown") choose(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp" && !list.hidden) choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Enter" && asking) void asking.then(() => take(chosen, event.shiftKey));
    else if (event.key === "Enter" && !list.hidden) take(chosen, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); /* the focus stays */
    const at = options().indexOf((event.target as HTMLElement).closest<HTMLElement>("[role=option]")!);
    if (at >= 0 && choices[at]) take(at, event.shiftKey);
  });
  room.append(input, list);
  return room;
}
