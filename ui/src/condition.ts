/* condition -- the builder of conditions: groups of rows beside the text, and what they find.
 *
 *   <div data-condition data-fields="/conditions/fields" data-names="/conditions/names"
 *        data-count="/conditions/count"> <textarea name="where">…</textarea> </div>
 *   <div id="counted">…</div>
 *
 * The text is what counts: the form sends it, without script it is typed.  The language has one
 * parser, the server's: a change of the rows is sent as a tree and comes back as text, a change of
 * the text comes back as rows, both with whom they find, in words, within #counted.
 *
 * By keyboard: Tab through a row; Enter in a value adds a row; Alt with the arrows moves a row up and
 * down, into a group and out; Alt+Backspace takes it away; Shift+Enter or Shift+click in a list of
 * names takes several. */
import { combo, type Choice } from "./condition_combo";
import {
  addAlternative, amount, find as findItem, isComplete, isGroup, move, nest, newGroup, newRow, operatorOf, placeArgs, remove, rootOf, short,
  treeOf, unnest, type Arg, type Field, type Group, type Item, type Operator, type Ref, type Row, type Test, type Tree,
} from "./condition_model";
import { all, ask, find, make } from "./dom";
import { reports } from "./report";

const PAUSE = 120; /* ms after the last key in the text */
const chinese = document.documentElement.lang.startsWith("zh");

interface Catalogue {
  groups: Record<string, string>;
  fields: Field[];
}

class Builder {
  private root: Group = newGroup(false, [newRow()]);
  private readonly fields = new Map<string, Field>();
  private readonly text: HTMLTextAreaElement;
  private readonly rows: HTMLElement;
  private readonly among: HTMLInputElement | null; /* the condition that this one is compared with */
  private groups: Record<string, string> = {};
  private asked: AbortController | null = null;
  private timer = 0;
  private sent = ""; /* the tree that was asked about last */

  constructor(private readonly home: HTMLElement) {
    this.text = find<HTMLTextAreaElement>("textarea", home)!;
    this.among = find<HTMLInputElement>("[name=among]", home.closest("form") ?? home);
    this.rows = make("div", { class: "ask-rows", role: "group", "aria-label": this.word("builder") });
  }

  word(name: string): string {
    return this.home.dataset["word" + name[0]!.toUpperCase() + name.slice(1)] ?? name;
  }

  async begin(): Promise<void> {
    const catalogue = await ask<Catalogue>(this.home.dataset.fields!);
    if (!catalogue) return; /* the text remains */
    this.groups = catalogue.groups;
    for (const field of catalogue.fields) this.fields.set(field.name, field);
    this.home.insertBefore(this.rows, this.home.firstChild);
    this.home.classList.add("ask-ready");
    for (const typed of [this.text, this.among])
      typed?.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.askText(), PAUSE);
      });
    this.rows.addEventListener("keydown", (event) => this.press(event));
    this.render();
    if (this.text.value.trim()) await this.askText();
  }

  /* ---- what the server says ---- */

  private async ask(body: URLSearchParams): Promise<HTMLElement | null> {
    const mine = new AbortController();
    const csrf = find<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
    this.asked?.abort();
    this.asked = mine;
    body.set("among", this.among?.value ?? "");
    body.set("at", this.home.dataset.at ?? "");
    try {
      const answer = await fetch(this.home.dataset.count!, { method: "POST", body, signal: mine.signal, headers: { "HX-Request": "true", "X-CSRF-Token": csrf } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const counted = find("#counted", page);
      if (mine.signal.aborted || !counted) return null;
      find("#counted")?.replaceWith(counted);
      return counted;
    } catch {
      return null; /* asked anew, or offline: what stands there stays */
    }
  }

  private async askText(): Promise<void> {
    const counted = await this.ask(new URLSearchParams({ where: this.text.value }));
    if (!counted) return;
    this.showFault(counted);
    if (counted.dataset.fault) return;
    const tree = counted.dataset.tree ? (JSON.parse(counted.dataset.tree) as Tree) : null;
    this.sent = counted.dataset.tree ?? "";
    this.root = rootOf(tree);
    this.render();
  }

  private async askTree(): Promise<void> {
    const tree = treeOf(this.root, this.fields);
    const json = tree ? JSON.stringify(tree) : "";
    if (json === this.sent) return;
    this.sent = json;
    const counted = await this.ask(new URLSearchParams({ tree: json }));
    if (!counted) return;
    if (!counted.dataset.fault) this.text.value = counted.dataset.text ?? "";
    this.showFault(counted);
    this.text.dispatchEvent(new Event("change", { bubbles: true })); /* whoever else reads the text */
  }

  private showFault(counted: HTMLElement): void {
    this.text.toggleAttribute("aria-invalid", false);
    if (!counted.dataset.fault) return this.text.removeAttribute("aria-describedby");
    this.text.setAttribute("aria-invalid", "true");
    this.text.setAttribute("aria-describedby", "counted-fault");
    const at = Number(counted.dataset.at), len = Number(counted.dataset.len);
    if (document.activeElement === this.text || !len) return; /* nobody's typing is taken away */
    const units = [...this.text.value];
    const from = units.slice(0, at).join("").length;
    this.text.setSelectionRange(from, from + units.slice(at, at + len).join("").length);
  }

  /* ---- changes ---- */

  private change(then: () => void, focus?: string): void {
    then();
    this.render(focus);
    void this.askTree();
  }

  private setTest(row: Row, test: Test, focus?: string): void {
    this.change(() => (row.test = test), focus);
  }

  private press(event: KeyboardEvent): void {
    const key = (document.activeElement as HTMLElement | null)?.dataset.key ?? "";
    const id = Number(key.split(":")[0]);
    const found = id ? findItem(this.root, id) : null;
    if (!found || event.isComposing) return;
    if (event.altKey && event.key === "ArrowUp") this.change(() => move(this.root, id, -1), key);
    else if (event.altKey && event.key === "ArrowDown") this.change(() => move(this.root, id, 1), key);
    else if (event.altKey && event.key === "ArrowRight") this.change(() => nest(this.root, id), key);
    else if (event.altKey && event.key === "ArrowLeft") this.change(() => unnest(this.root, id), key);
    else if (event.altKey && event.key === "Backspace") this.takeAway(id);
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement && !isGroup(found.item)) this.addAfter(id);
    else return;
    event.preventDefault();
  }

  private addAfter(id: number): void {
    const found = findItem(this.root, id);
    const row = newRow();
    this.change(() => found!.parent!.items.splice(found!.at + 1, 0, row), `${row.id}:field`);
  }

  private add(group: Group, item: Item): void {
    const row = isGroup(item) ? item.items[0]! : item;
    this.change(() => group.items.push(item), `${row.id}:field`);
  }

  private takeAway(id: number): void {
    const found = findItem(this.root, id);
    if (!found?.parent) return;
    const before = found.parent.items[found.at - 1] ?? found.parent.items[found.at + 1] ?? found.parent;
    this.change(() => remove(this.root, id), `${before.id}:${isGroup(before) ? "kind" : "field"}`);
  }

  /* ---- on the page ---- */

  private render(focus?: string): void {
    const had = (document.activeElement as HTMLElement | null)?.dataset.key;
    const inside = this.rows.contains(document.activeElement);
    this.rows.replaceChildren(this.groupOf(this.root, true));
    const key = focus ?? (inside ? had : undefined);
    if (!key) return;
    const at = all(`[data-key]`, this.rows).find((each) => each.dataset.key === key) ??
      all(`[data-key]`, this.rows).find((each) => each.dataset.key!.startsWith(key.split(":")[0] + ":"));
    at?.focus();
  }

  private button(key: string, icon: string, label: string, then: () => void, said = false): HTMLElement {
    const button = make("button", { type: "button", class: "btn btn-small btn-plain", "data-key": key, ...(said ? {} : { "aria-label": label, title: label }) },
      make("i", { class: `i i-small i-${icon}` }), said && label);
    button.addEventListener("click", then);
    return button;
  }

  private select(key: string, label: string, choices: [string, string][], value: string, then: (value: string) => void): HTMLSelectElement {
    const select = make("select", { class: "form-select", "data-key": key, "aria-label": label },
      ...choices.map(([name, text]) => make("option", { value: name, ...(name === value ? { selected: "" } : {}) }, text)));
    select.addEventListener("change", () => then(select.value));
    return select;
  }

  private input(key: string, label: string, value: string, then: (value: string) => void, more: Record<string, string> = {}): HTMLInputElement {
    const input = make("input", { class: "form-control", type: "text", autocomplete: "off", "data-key": key, "aria-label": label, value, ...more });
    input.addEventListener("change", () => then(input.value.trim()));
    input.addEventListener("input", () => {
      if (input.type !== "date") then(input.value.trim());
    });
    return input;
  }

  private groupOf(group: Group, outermost: boolean): HTMLElement {
    const value = `${group.not ? "not-" : ""}${group.any ? "any" : "all"}`;
    const kind = this.select(`${group.id}:kind`, this.word("kind"),
      [["all", this.word("all")], ["any", this.word("any")], ["not-all", this.word("notAll")], ["not-any", this.word("none")]], value,
      (chosen) => this.change(() => {
        group.not = chosen.startsWith("not-");
        group.any = chosen.endsWith("any");
      }, `${group.id}:kind`));
    const acts = make("span", { class: "acts" },
      this.button(`${group.id}:add`, "plus", this.word("addRow"), () => this.add(group, newRow()), true),
      this.button(`${group.id}:group`, "plus", this.word("addGroup"), () => this.add(group, newGroup(!group.any, [newRow()])), true),
      !outermost && this.button(`${group.id}:away`, "x", this.word("removeGroup"), () => this.takeAway(group.id)));
    return make("fieldset", { class: "ask-group" },
      make("legend", { class: "skip-read" }, this.word("group")),
      make("div", { class: "ask-head" }, kind, acts),
      make("ol", {}, ...group.items.map((item) => make("li", {}, isGroup(item) ? this.groupOf(item, false) : this.rowOf(item)))));
  }

  private rowOf(row: Row): HTMLElement {
    const field = this.fields.get(row.test.field);
    const line = make("div", { class: "ask-row" }, this.fieldOf(row));
    if (field) {
      if (field.type !== "flag") line.append(this.notOf(row));
      this.refOf(row, row.test, "", line);
      if (field.type === "flag") line.append(this.yesNo(row));
      else this.testOf(row, field, line);
      if (!isComplete(row.test, this.fields)) line.classList.add("ask-open");
    }
    line.append(this.button(`${row.id}:away`, "x", this.word("remove"), () => this.takeAway(row.id)));
    return line;
  }

  private notOf(row: Row): HTMLElement {
    const button = make("button", { type: "button", class: "btn btn-small ask-not", "data-key": `${row.id}:not`, "aria-pressed": String(row.not) }, this.word("not"));
    button.addEventListener("click", () => this.change(() => (row.not = !row.not), `${row.id}:not`));
    return button;
  }

  private yesNo(row: Row): HTMLElement {
    return this.select(`${row.id}:op`, this.word("op"), [["yes", this.word("yes")], ["no", this.word("no")]], row.not ? "no" : "yes",
      (value) => this.change(() => (row.not = value === "no"), `${row.id}:op`));
  }

  private searchFields(typed: string, wanted: (field: Field) => boolean): Choice[] {
    const low = typed.toLowerCase().replace(/ /g, "_");
    const plain = low.replace(/_/g, "");
    const rank = (field: Field): number => {
      const names = [field.name, field.label.toLowerCase(), field.zh.toLowerCase()];
      if (names.includes(low)) return 0;
      if (field.pinyin.split(" ").includes(plain)) return 0.5;
      if (names.some((name) => name.startsWith(low))) return 1;
      if (field.pinyin.split(" ").some((pinyin) => pinyin.startsWith(plain))) return 2;
      if (names.some((name) => name.includes(low))) return 3;
      return field.meaning.toLowerCase().includes(typed.toLowerCase()) ? 4 : 9;
    };
    const found = [...this.fields.values()].filter(wanted).map((field) => ({ field, rank: typed ? rank(field) : 0 })).filter((each) => each.rank < 9);
    if (typed) found.sort((a, b) => a.rank - b.rank);
    return found.map(({ field }) => ({ value: field.name, label: field.label, more: field.meaning, ...(typed ? {} : { group: this.groups[field.group] ?? "" }) }));
  }

  private fieldOf(row: Row): HTMLElement {
    const room = combo({
      key: `${row.id}:field`, label: this.word("field"), hint: this.word("fieldHint"), free: false, none: this.word("nothing"),
      value: this.fields.get(row.test.field)?.label ?? "",
      search: (typed) => this.searchFields(typed, () => true),
      take: (choice) => this.setTest(row, this.firstTest(this.fields.get(choice.value)!), this.nextKey(row, choice.value)),
    });
    room.classList.add("ask-field");
    return room;
  }

  private firstTest(field: Field): Test {
    const operator = field.type === "flag" ? undefined : field.operators[0];
    const args = field.args.map((arg) => (arg.kind === "window" && !arg.optional ? "30d" : arg.kind === "percent" ? "10%" : arg.optional ? "" : arg.words[0]?.name ?? ""));
    return { field: field.name, ...(args.length ? { args } : {}), ...(operator ? { op: operator.name, values: [] } : {}) };
  }

  /* Where to go on after a field was chosen. */
  private nextKey(row: Row, name: string): string {
    const field = this.fields.get(name)!;
    const arg = field.args.findIndex((each) => !each.optional);
    if (arg >= 0) return `${row.id}:arg${arg}`;
    return `${row.id}:${field.type === "flag" ? "op" : "value0"}`;
  }

  /* ---- what stands in parentheses, and of which day ---- */

  private refOf(row: Row, ref: Ref, of: string, line: HTMLElement): void {
    const field = this.fields.get(ref.field);
    if (!field) return;
    ref.args = placeArgs(ref, field);
    field.args.forEach((arg, i) => line.append(this.argOf(row, ref, arg, i, of)));
    if (!field.moments.length) return;
    line.append(this.select(`${row.id}:${of}at`, this.word("day"), [["", this.word("today")], ...field.moments.map((m): [string, string] => [m.name, m.label])], ref.at ?? "",
      (value) => this.change(() => (ref.at = value || undefined), `${row.id}:${of}at`)));
  }

  private argOf(row: Row, ref: Ref, arg: Arg, i: number, of: string): HTMLElement {
    const key = `${row.id}:${of}arg${i}`;
    const value = ref.args![i] ?? "";
    const set = (chosen: string): void => this.change(() => (ref.args![i] = chosen), key);
    const put = (typed: string): void => {
      ref.args![i] = typed;
      void this.askTree();
    };
    if (arg.kind === "code" || arg.kind === "since")
      return this.select(key, arg.label, [...(arg.optional ? [["", this.word("anything")] as [string, string]] : []), ...arg.words.map((w): [string, string] => [w.name, w.label])], value, set);
    if (arg.kind === "window" || arg.kind === "percent") {
      const unit = arg.kind === "window" ? "d" : "%";
      return make("span", { class: "ask-unit" },
        this.input(key, arg.label, value.replace(unit, ""), (typed) => put(typed ? typed + unit : ""), { inputmode: "decimal", class: "form-control ask-short" }),
        make("span", { class: "quiet" }, this.word(arg.kind === "window" ? "days" : "percent")));
    }
    if (arg.kind === "text") return this.input(key, arg.label, value, put, { placeholder: this.word("anything") });
    return combo({
      key, label: arg.label, hint: arg.optional ? this.word("anything") : arg.label, value: this.labelOf(arg.words, value), free: arg.optional, none: this.word("nothing"),
      search: async (typed) => [...this.matching(arg.words, typed), ...(await this.names(arg.kind, typed))],
      take: (choice, more) => {
        if (!more || !value) return set(choice.value);
        this.change(() => addAlternative(this.root, row.id, i, choice.value), key);
      },
    });
  }

  private labelOf(words: { name: string; label: string }[], value: string): string {
    return words.find((word) => word.name === value)?.label ?? value;
  }

  private matching(words: { name: string; label: string }[], typed: string): Choice[] {
    const low = typed.toLowerCase();
    const latin = /^[ -~]*$/.test(low); /* "cur" is not meant as a part of "securities" */
    const fits = (name: string): boolean => (latin ? name.startsWith(low) : name.includes(low));
    return words.filter((word) => fits(word.label.toLowerCase()) || fits(word.name)).map((word) => ({ value: word.name, label: word.label }));
  }

  private async names(kind: string, typed: string): Promise<Choice[]> {
    try {
      const answer = await fetch(`${this.home.dataset.names}?kind=${kind}&q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
      const found = (await answer.json()) as { names?: { name: string; more: string }[] };
      return (found.names ?? []).map(({ name, more }) => ({ value: name, label: name, more }));
    } catch {
      return [];
    }
  }

  /* ---- operator and values ---- */

  private testOf(row: Row, field: Field, line: HTMLElement): void {
    const test = row.test;
    const operator = operatorOf(field, test);
    const key = `${row.id}:op`;
    line.append(this.select(key, this.word("op"), field.operators.map((each): [string, string] => [each.name, each.label]), operator?.name ?? "",
      (name) => this.setTest(row, { ...test, op: name, values: this.keep(operator, field.operators.find((each) => each.name === name)!, test.values ?? []) }, key)));
    if (!operator || operator.takes === "none") return;
    const figures = operator.takes === "one" && !operator.days && ["money", "count", "share", "date"].includes(field.type);
    if (figures) line.append(this.figureOrValue(row, test));
    if (test.than) return this.thanOf(row, field, line);
    line.append(this.valuesOf(row, field, operator));
  }

  /* Values that still make sense with another operator. */
  private keep(before: Operator | undefined, after: Operator, values: string[]): string[] {
    if (before?.days !== after.days) return [];
    return after.takes === "none" ? [] : after.takes === "one" ? values.slice(0, 1) : after.takes === "two" ? values.slice(0, 2) : values;
  }

  private figureOrValue(row: Row, test: Test): HTMLElement {
    const key = `${row.id}:than`;
    return this.select(key, this.word("against"), [["value", this.word("value")], ["figure", this.word("figure")]], test.than ? "figure" : "value", (chosen) => {
      const { than: _, factor: __, ...rest } = test;
      this.setTest(row, chosen === "figure" ? { ...rest, values: [], factor: "1", than: { field: test.field } } : { ...rest, values: [] }, key);
    });
  }

  private thanOf(row: Row, field: Field, line: HTMLElement): void {
    const than = row.test.than!;
    line.append(
      this.input(`${row.id}:factor`, this.word("factor"), row.test.factor ?? "1", (typed) => {
        row.test.factor = typed;
        void this.askTree();
      }, { inputmode: "decimal", class: "form-control ask-short" }),
      make("span", { class: "quiet" }, "×"),
      combo({
        key: `${row.id}:thanfield`, label: this.word("figure"), hint: this.word("fieldHint"), free: false, none: this.word("nothing"),
        value: this.fields.get(than.field)?.label ?? "",
        search: (typed) => this.searchFields(typed, (each) => each.type === field.type),
        take: (choice) => this.change(() => (row.test.than = { field: choice.value }), `${row.id}:thanfield`),
      }));
    this.refOf(row, than, "than", line);
  }

  private valuesOf(row: Row, field: Field, operator: Operator): HTMLElement {
    if (operator.takes === "many") return field.words.length ? this.wordsOf(row, field) : this.tokensOf(row, field);
    if (operator.takes === "two")
      return make("span", { class: "ask-two" }, this.valueOf(row, field, operator, 0), make("span", { class: "quiet" }, this.word("and")), this.valueOf(row, field, operator, 1));
    return this.valueOf(row, field, operator, 0);
  }

  private valueOf(row: Row, field: Field, operator: Operator, i: number): HTMLElement {
    const key = `${row.id}:value${i}`;
    const value = row.test.values?.[i] ?? "";
    const put = (typed: string): void => {
      const values = [...(row.test.values ?? [])];
      values[i] = typed;
      row.test.values = Array.from(values, (each) => each ?? "");
      void this.askTree();
    };
    if (operator.days)
      return make("span", { class: "ask-unit" },
        this.input(key, this.word("days"), value.replace("d", ""), (typed) => put(typed ? typed + "d" : ""), { inputmode: "numeric", class: "form-control ask-short" }),
        make("span", { class: "quiet" }, this.word("days")));
    if (field.words.length) return this.select(key, this.word("value"), [["", "–"], ...field.words.map((w): [string, string] => [w.name, w.label])], value, put);
    if (field.type === "date") return this.input(key, this.word("value"), value, put, { type: /^(\d{4}-\d\d-\d\d)?$/.test(value) ? "date" : "text" });
    if (field.type === "money") return this.moneyOf(key, value, put);
    if (field.type === "share")
      return make("span", { class: "ask-unit" },
        this.input(key, this.word("value"), value.replace("%", ""), (typed) => put(typed ? typed + "%" : ""), { inputmode: "decimal", class: "form-control ask-short" }),
        make("span", { class: "quiet" }, this.word("percent")));
    if (field.type === "org" || field.type === "staff") return this.tokensOf(row, field);
    return this.input(key, this.word("value"), value, put, field.type === "count" ? { inputmode: "numeric", class: "form-control ask-short" } : {});
  }

  private moneyOf(key: string, value: string, put: (value: string) => void): HTMLElement {
    const said = make("span", { class: "quiet ask-said" }, short(value, chinese));
    const input = this.input(key, this.word("yuan"), value, (typed) => {
      const exact = amount(typed);
      said.textContent = short(exact, chinese);
      put(exact);
    }, { inputmode: "text", class: "form-control ask-money", placeholder: this.word("yuan") });
    return make("span", { class: "ask-unit" }, input, said);
  }

  /* A closed list: each word is a button that stays pressed. */
  private wordsOf(row: Row, field: Field): HTMLElement {
    const chosen = row.test.values ?? [];
    return make("span", { class: "ask-words", role: "group", "aria-label": this.word("value") }, ...field.words.map((word, i) => {
      const pressed = chosen.includes(word.name);
      const button = make("button", { type: "button", class: "btn btn-small", "data-key": `${row.id}:value${i}`, "aria-pressed": String(pressed) }, word.label);
      button.addEventListener("click", () =>
        this.setTest(row, { ...row.test, values: field.words.map((each) => each.name).filter((name) => (name === word.name ? !pressed : chosen.includes(name))) }, `${row.id}:value${i}`));
      return button;
    }));
  }

  /* Names or texts, one after the other. */
  private tokensOf(row: Row, field: Field): HTMLElement {
    const values = row.test.values ?? [];
    const key = `${row.id}:value0`;
    const set = (next: string[]): void => this.setTest(row, { ...row.test, values: next }, key);
    const tokens = values.filter((value) => value !== "").map((value) => {
      const token = make("span", { class: "chip" }, value);
      token.append(this.button(`${row.id}:drop-${value}`, "x", `${this.word("remove")} ${value}`, () => set(values.filter((each) => each !== value))));
      return token;
    });
    const named = field.type === "org" || field.type === "staff";
    return make("span", { class: "ask-tokens" }, ...tokens, combo({
      key, label: this.word("value"), hint: this.word(tokens.length ? "more" : "value"), value: "", free: !named, none: this.word("nothing"),
      search: (typed) => (named ? this.names(field.type, typed) : []),
      take: (choice) => set(operatorOf(field, row.test)?.takes === "one" ? [choice.value] : [...values.filter((each) => each !== choice.value && each !== ""), choice.value]),
    }));
  }
}

function begin(): void {
  for (const home of all("[data-condition]:not(.ask-begun)")) {
    home.classList.add("ask-begun");
    void new Builder(home).begin();
  }
}

begin();
reports();
document.addEventListener("htmx:afterSwap", begin);
