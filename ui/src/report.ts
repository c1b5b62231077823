/* report -- the builder of reports: what they divide by and sum up, as parts beside the texts.
 *
 *   <form data-report-builder data-fields="/reports/fields" data-names="/conditions/fields">
 *     <div data-build="by"><input name="by"></div> <div data-build="show"><input name="show"></div>
 *
 * The texts are what counts: the form sends them, without script they are typed.  Each part of a text
 * is a chip with what it takes; a chip changes the text, a change of the text makes new chips, and the
 * form asks for the result (htmx).  What cannot be taken apart here is kept as it is written.
 *
 * By keyboard: type in the last field of a row to add a part; Alt with the arrows moves a part,
 * Alt+Backspace takes it away. */
import { combo, type Choice } from "./condition_combo";
import { all, ask, find, make } from "./dom";

interface Named {
  name: string;
  label: string;
}

interface Catalogue {
  dims: { name: string; kind: string }[];
  measures: { name: string; averages: boolean }[];
  figures: Named[];
  bases: Named[];
  since: Named[];
  moments: Named[];
  schemes: Named[];
}

interface Field extends Named {
  zh: string;
  pinyin: string;
  meaning: string;
  group: string;
}

/* A part of "by" or "show": name(args...)@moment; 'raw' where it is none. */
interface Part {
  name: string;
  args: string[];
  at: string;
  raw: string;
}

/* At commas that are neither in parentheses nor in quotes. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0, quoted = false, part = "";
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === "(") depth++;
    else if (!quoted && c === ")") depth--;
    if (c === "," && depth === 0 && !quoted) {
      parts.push(part.trim());
      part = "";
    } else part += c;
  }
  if (part.trim()) parts.push(part.trim());
  return parts.filter((each) => each !== "");
}

function partOf(raw: string): Part {
  const found = /^([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*(?:@\s*([\w-]+))?$/.exec(raw);
  return { name: found?.[1] ?? "", args: found?.[2] ? split(found[2]) : [], at: found?.[3] ?? "", raw };
}

function textOf(part: Part): string {
  if (!part.name) return part.raw;
  return part.name + (part.args.length ? `(${part.args.join(",")})` : "") + (part.at ? "@" + part.at : "");
}

/* One row of parts, beside the input that holds its text. */
class Parts {
  private parts: Part[] = [];
  private readonly room: HTMLElement;
  private readonly input: HTMLInputElement;

  constructor(home: HTMLElement, private readonly builder: Builder, private readonly figures: boolean) {
    this.input = find<HTMLInputElement>("input", home)!;
    this.room = make("div", { class: "parts", role: "group", "aria-label": builder.word(figures ? "measures" : "dims") });
    home.insertBefore(this.room, home.firstChild);
    home.classList.add("ask-ready");
    this.input.addEventListener("change", (event) => {
      if (event.isTrusted) this.read();
    });
    this.room.addEventListener("keydown", (event) => this.press(event));
    this.read();
  }

  private read(): void {
    this.parts = split(this.input.value).map(partOf);
    this.render();
  }

  /* A change of the chips: the text follows, and the form hears of it. */
  private change(then: () => void, focus?: string): void {
    then();
    this.input.value = this.parts.map(textOf).join(",");
    this.render(focus);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private press(event: KeyboardEvent): void {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>("[data-part]")?.dataset.part ?? "-1");
    const by = event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || at < 0 || !this.parts[at]) return;
    if (by && this.parts[at + by]) this.change(() => this.parts.splice(at + by, 0, ...this.parts.splice(at, 1)), `${at + by}:away`);
    else if (event.key === "Backspace") this.takeAway(at);
    else return;
    event.preventDefault();
  }

  private takeAway(at: number): void {
    this.change(() => this.parts.splice(at, 1), this.parts.length > 1 ? `${Math.max(0, at - 1)}:away` : "add");
  }

  private render(focus?: string): void {
    this.room.replaceChildren(...this.parts.map((part, at) => this.chip(part, at)), this.adding());
    if (focus) (all("[data-key]", this.room).find((each) => each.dataset.key === focus) ?? find("[data-key=add]", this.room))?.focus();
  }

  private select(key: string, label: string, choices: Named[], value: string, then: (value: string) => void): HTMLSelectElement {
    const known = choices.some((choice) => choice.name === value) ? choices : [...choices, { name: value, label: value }];
    const select = make("select", { class: "form-select", "data-key": key, "aria-label": label },
      ...known.map((choice) => make("option", { value: choice.name, ...(choice.name === value ? { selected: "" } : {}) }, choice.label)));
    select.addEventListener("change", (event) => {
      event.stopPropagation(); /* the text tells the form */
      this.change(() => then(select.value), key);
    });
    return select;
  }

  private typed(key: string, label: string, hint: string, value: string, then: (value: string) => void): HTMLInputElement {
    const input = make("input", { class: "form-control", type: "text", autocomplete: "off", "data-key": key, "aria-label": label, placeholder: hint, value });
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      this.change(() => then(input.value.trim()), key);
    });
    return input;
  }

  private chip(part: Part, at: number): HTMLElement {
    const label = this.figures ? this.figureName(part) : this.builder.label(part.name);
    const away = make("button", { type: "button", class: "btn btn-small btn-bare", "data-key": `${at}:away`, "aria-label": `${this.builder.word("remove")}: ${label || part.raw}` },
      make("i", { class: "i i-small i-x" }));
    away.addEventListener("click", () => this.takeAway(at));
    return make("span", { class: "part", "data-part": String(at) }, make("b", {}, label || part.raw),
      ...(part.name ? (this.figures ? this.figureOptions(part, at) : this.dimOptions(part, at)) : []), away);
  }

  /* ---- dimensions ---- */

  private dimOptions(part: Part, at: number): HTMLElement[] {
    const word = (name: string): string => this.builder.word(name);
    const kind = this.builder.catalogue.dims.find((dim) => dim.name === part.name)?.kind ?? "plain";
    const options: HTMLElement[] = [];
    const alone = (value: string): void => void (part.args = value ? [value] : []);
    if (kind === "org") {
      const levels = [1, 2, 3].map((n) => ({ name: String(n), label: `${n} ${word("levels")}` }));
      options.push(this.select(`${at}:arg`, word("levels"), [...levels, { name: "all", label: word("allLevels") }], part.args[0] ?? "1", alone));
    } else if (kind === "level") options.push(this.select(`${at}:arg`, word("level"), this.builder.catalogue.schemes, part.args[0] ?? "", alone));
    else if (kind === "bands" || kind === "years")
      options.push(this.typed(`${at}:arg`, word("bands"), word("usual"), part.args.join(","), (value) => (part.args = value ? split(value) : [])));
    else if (kind === "names") options.push(this.typed(`${at}:arg`, word("names"), word("names"), part.args.join(","), (value) => (part.args = value ? split(value) : [])));
    options.push(this.select(`${at}:at`, word("moment"), this.builder.catalogue.moments, part.at, (value) => (part.at = value)));
    return options;
  }

  /* ---- figures ---- */

  private takesField(part: Part): boolean {
    return part.name !== "customers" && this.builder.catalogue.measures.some((each) => each.name === part.args[0]);
  }

  private figureName(part: Part): string {
    if (!part.name) return "";
    const kind = this.builder.catalogue.figures.find((each) => each.name === part.name)?.label ?? part.name;
    return this.takesField(part) ? this.builder.label(part.args[0]!) : kind;
  }

  private figureOptions(part: Part, at: number): HTMLElement[] {
    const { catalogue } = this.builder, word = (name: string): string => this.builder.word(name);
    const names = (choices: Named[]): Set<string> => new Set(choices.map((each) => each.name).filter((name) => name));
    const bases = names(catalogue.bases), since = part.args.find((arg) => arg.startsWith("vs_")) ?? "";
    const basis = part.args.find((arg) => bases.has(arg)) ?? "", rate = part.args.includes("rate");
    const takes = this.takesField(part), field = part.args[0] ?? "";
    const others = part.args.slice(takes ? 1 : 0).filter((arg) => !bases.has(arg) && !arg.startsWith("vs_") && arg !== "rate");
    const put = (change: { kind?: string; basis?: string; since?: string; rate?: boolean }): void => {
      const to = { kind: part.name, basis, since, rate, ...change };
      part.name = to.kind;
      part.args = [takes ? field : "", ...(to.kind === "top" ? (others.length ? others : ["10"]) : to.kind === part.name ? others : []), to.basis, to.since, to.since && to.rate ? "rate" : ""]
        .filter((arg) => arg !== "");
    };
    const options: HTMLElement[] = [];
    if (takes) options.push(this.select(`${at}:kind`, word("figure"), catalogue.figures.filter((each) => each.name !== "customers"), part.name, (kind) => put({ kind })));
    if (takes && catalogue.measures.find((each) => each.name === field)?.averages)
      options.push(this.select(`${at}:basis`, word("basis"), catalogue.bases, basis, (value) => put({ basis: value })));
    options.push(this.select(`${at}:since`, word("since"), catalogue.since, since, (value) => put({ since: value })));
    if (since) {
      const tick = make("input", { type: "checkbox", "data-key": `${at}:rate` });
      tick.checked = rate;
      tick.addEventListener("change", (event) => {
        event.stopPropagation();
        this.change(() => put({ rate: tick.checked }), `${at}:rate`);
      });
      options.push(make("label", { class: "tick" }, tick, word("rate")));
    }
    return options;
  }

  /* ---- one more ---- */

  private choices(): Choice[] {
    const { catalogue } = this.builder;
    if (!this.figures) return catalogue.dims.map((dim) => this.builder.choice(dim.name));
    const lone = catalogue.figures.filter((each) => each.name === "customers" || each.name === "share")
      .map((each) => ({ value: each.name, label: each.name === "share" ? `${each.label} · ${this.builder.figure("customers")}` : each.label }));
    return [...lone, ...catalogue.measures.map((each) => this.builder.choice(each.name))];
  }

  private first(name: string): Part {
    const kind = this.builder.catalogue.dims.find((dim) => dim.name === name)?.kind;
    if (this.figures) return name === "customers" || name === "share" ? { name, args: [], at: "", raw: name } : { name: "sum", args: [name], at: "", raw: "" };
    return { name, args: kind === "org" ? ["1"] : kind === "level" ? [this.builder.catalogue.schemes[0]?.name ?? ""] : [], at: "", raw: "" };
  }

  private adding(): HTMLElement {
    const room = combo({
      key: "add", label: this.builder.word(this.figures ? "measure" : "dim"), hint: this.builder.word(this.figures ? "addMeasure" : "addDim"),
      free: false, none: this.builder.word("none"), value: "",
      search: (typed) => this.builder.search(this.choices(), typed),
      take: (choice) => this.change(() => this.parts.push(this.first(choice.value)), "add"),
    });
    room.classList.add("part-add");
    return room;
  }
}

class Builder {
  catalogue!: Catalogue;
  private readonly fields = new Map<string, Field>();
  private groups: Record<string, string> = {};

  constructor(private readonly home: HTMLElement) {}

  word(name: string): string {
    return this.home.dataset["word" + name[0]!.toUpperCase() + name.slice(1)] ?? name;
  }

  label(name: string): string {
    return this.fields.get(name)?.label ?? name;
  }

  figure(name: string): string {
    return this.catalogue.figures.find((each) => each.name === name)?.label ?? name;
  }

  choice(name: string): Choice {
    const field = this.fields.get(name);
    return { value: name, label: field?.label ?? name, more: field?.meaning ?? "", group: field ? (this.groups[field.group] ?? "") : "" };
  }

  search(choices: Choice[], typed: string): Choice[] {
    const low = typed.toLowerCase(), plain = low.replace(/[ _]/g, "");
    if (!low) return choices;
    const rank = (choice: Choice): number => {
      const field = this.fields.get(choice.value);
      const names = [choice.value, choice.label, field?.zh ?? ""].map((name) => name.toLowerCase());
      if (names.includes(low)) return 0;
      if (names.some((name) => name.startsWith(low))) return 1;
      if (field?.pinyin.split(" ").some((pinyin) => pinyin.startsWith(plain))) return 2;
      return names.some((name) => name.includes(low)) ? 3 : (choice.more ?? "").toLowerCase().includes(low) ? 4 : 9;
    };
    return choices.map((choice) => ({ choice, at: rank(choice) })).filter((each) => each.at < 9).sort((a, b) => a.at - b.at)
      .map(({ choice }) => ({ value: choice.value, label: choice.label, more: choice.more ?? "" }));
  }

  async begin(): Promise<void> {
    const fields = await ask<Catalogue>(this.home.dataset.fields!);
    const told = await ask<{ groups: Record<string, string>; fields: Field[] }>(this.home.dataset.names!);
    if (!fields || !told) return; /* the texts remain */
    this.catalogue = fields;
    this.groups = told.groups;
    for (const field of told.fields) this.fields.set(field.name, field);
    for (const row of all("[data-build]", this.home)) new Parts(row, this, row.dataset.build === "show");
  }
}

export function reports(): void {
  const home = find("[data-report-builder]");
  if (home) void new Builder(home).begin();
}
