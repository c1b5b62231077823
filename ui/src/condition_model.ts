/* condition_model -- a condition as the builder holds it: groups of rows.  It is the tree of
 * src/cond/condition.h, but for what is not finished yet, which is left out of the JSON. */

export interface Word {
  name: string;
  label: string;
}

export interface Arg {
  kind: "code" | "product" | "tag" | "list" | "audience" | "text" | "window" | "percent" | "since";
  optional: boolean;
  label: string;
  words: Word[];
}

/* takes: how many values; days: a length such as 30d */
export interface Operator {
  name: string;
  label: string;
  takes: "none" | "one" | "two" | "many";
  days: boolean;
}

export interface Field {
  name: string;
  label: string;
  zh: string;
  pinyin: string;
  meaning: string;
  group: string;
  type: "money" | "count" | "code" | "flag" | "date" | "yearly" | "text" | "org" | "staff" | "share";
  words: Word[];
  operators: Operator[];
  moments: Word[];
  args: Arg[];
}

export interface Ref {
  field: string;
  at?: string;
  args?: string[];
}

export interface Test extends Ref {
  op?: string;
  values?: string[];
  factor?: string;
  than?: Ref;
}

export type Tree = { and: Tree[] } | { or: Tree[] } | { not: Tree } | Test;

export interface Row {
  id: number;
  not: boolean;
  test: Test;
}

export interface Group {
  id: number;
  not: boolean;
  any: boolean;
  items: Item[];
}

export type Item = Row | Group;

let last = 0;
export const isGroup = (item: Item): item is Group => "items" in item;
export const newRow = (test: Test = { field: "" }, not = false): Row => ({ id: ++last, not, test });
export const newGroup = (any = false, items: Item[] = [], not = false): Group => ({ id: ++last, not, any, items });

/* ---- from and to the tree ---- */

function itemOf(tree: Tree): Item {
  if ("and" in tree) return newGroup(false, tree.and.map(itemOf));
  if ("or" in tree) return newGroup(true, tree.or.map(itemOf));
  if (!("not" in tree)) return newRow(tree);
  const item = itemOf(tree.not);
  if (item.not) return newGroup(false, [item], true);
  item.not = true;
  return item;
}

/* The outermost is a group always, so that there is somewhere to add to. */
export function rootOf(tree: Tree | null): Group {
  if (!tree) return newGroup(false, [newRow()]);
  const item = itemOf(tree);
  return isGroup(item) && !item.not ? item : newGroup(false, [item]);
}

function negated(not: boolean, tree: Tree): Tree {
  return not ? { not: tree } : tree;
}

/* What is finished of it; null: nothing is. */
export function treeOf(item: Item, fields: Map<string, Field>): Tree | null {
  if (!isGroup(item)) return isComplete(item.test, fields) ? negated(item.not, bare(item.test)) : null;
  const parts = item.items.map((each) => treeOf(each, fields)).filter((part): part is Tree => part !== null);
  if (parts.length === 0) return null;
  return negated(item.not, parts.length === 1 ? parts[0]! : item.any ? { or: parts } : { and: parts });
}

function bareRef(ref: Ref): Ref {
  const args = ref.args?.filter((arg) => arg !== "");
  return { field: ref.field, ...(ref.at ? { at: ref.at } : {}), ...(args?.length ? { args } : {}) };
}

function bare(test: Test): Test {
  const ref: Test = bareRef(test);
  if (!test.op) return ref;
  if (test.than)
    return { ...ref, op: test.op, ...(test.factor && test.factor !== "1" ? { factor: test.factor } : {}), than: bareRef(test.than) };
  return { ...ref, op: test.op, ...(test.values?.length ? { values: test.values } : {}) };
}

/* ---- what is finished ---- */

export const operatorOf = (field: Field, test: Test): Operator | undefined =>
  field.operators.find((operator) => operator.name === test.op) ?? (test.op ? undefined : field.operators[0]);

function isRefComplete(ref: Ref, fields: Map<string, Field>): boolean {
  const field = fields.get(ref.field);
  return !!field && field.args.every((arg, i) => arg.optional || !!ref.args?.[i]);
}

export function isComplete(test: Test, fields: Map<string, Field>): boolean {
  const field = fields.get(test.field);
  if (!field || !isRefComplete(test, fields)) return false;
  if (field.type === "flag") return true;
  if (test.than) return isRefComplete(test.than, fields);
  const given = (test.values ?? []).filter((value) => value !== "").length;
  switch (operatorOf(field, test)?.takes) {
    case "none": return true;
    case "one": return given === 1;
    case "two": return given === 2;
    case "many": return given > 0;
    default: return false;
  }
}

/* Arguments by their place: the tree leaves out what is optional, the builder keeps its place. */
export function placeArgs(ref: Ref, field: Field): string[] {
  const given = [...(ref.args ?? [])];
  if (given.length === field.args.length) return given;
  return field.args.map((arg) => (given.length && fits(arg, given[0]!) ? given.shift()! : ""));
}

function fits(arg: Arg, value: string): boolean {
  if (arg.kind === "window") return /^\d+d$/.test(value);
  if (arg.kind === "percent") return /^[\d.]+%$/.test(value);
  if (arg.kind === "code" || arg.kind === "since") return arg.words.some((word) => word.name === value);
  return true;
}

/* ---- the tree as one sees it ---- */

export interface Found {
  item: Item;
  parent: Group | null;
  at: number;
}

export function find(root: Group, id: number): Found | null {
  const inside = (group: Group): Found | null => {
    for (const [at, item] of group.items.entries()) {
      if (item.id === id) return { item, parent: group, at };
      const found = isGroup(item) ? inside(item) : null;
      if (found) return found;
    }
    return null;
  };
  return root.id === id ? { item: root, parent: null, at: 0 } : inside(root);
}

/* Up and down among its neighbours, into a group that stands there, and out of its own. */
export function move(root: Group, id: number, step: -1 | 1): void {
  const found = find(root, id);
  if (!found?.parent) return;
  const { parent, at, item } = found;
  const neighbour = parent.items[at + step];
  parent.items.splice(at, 1);
  if (neighbour && isGroup(neighbour)) neighbour.items.splice(step > 0 ? 0 : neighbour.items.length, 0, item);
  else if (neighbour) parent.items.splice(at + step, 0, item);
  else {
    const above = find(root, parent.id);
    if (above?.parent) above.parent.items.splice(above.at + (step > 0 ? 1 : 0), 0, item);
    else parent.items.splice(at, 0, item);
  }
  tidy(root);
}

/* Into a group of its own, or out of the one it is in. */
export function nest(root: Group, id: number): void {
  const found = find(root, id);
  if (found?.parent) found.parent.items[found.at] = newGroup(!found.parent.any, [found.item]);
}

export function unnest(root: Group, id: number): void {
  const found = find(root, id);
  const above = found?.parent ? find(root, found.parent.id) : null;
  if (!found?.parent || !above?.parent) return;
  found.parent.items.splice(found.at, 1);
  above.parent.items.splice(above.at + 1, 0, found.item);
  tidy(root);
}

export function remove(root: Group, id: number): void {
  const found = find(root, id);
  if (!found?.parent) return;
  found.parent.items.splice(found.at, 1);
  tidy(root);
  if (root.items.length === 0) root.items.push(newRow());
}

/* Groups without anything in them go. */
function tidy(group: Group): void {
  group.items = group.items.filter((item) => {
    if (!isGroup(item)) return true;
    tidy(item);
    return item.items.length > 0;
  });
}

/* A row like this one with another name in its argument: one of several, any of which will do. */
export function addAlternative(root: Group, id: number, arg: number, name: string): void {
  const found = find(root, id);
  if (!found?.parent || isGroup(found.item)) return;
  const args = [...(found.item.test.args ?? [])];
  args[arg] = name;
  const more = newRow({ ...found.item.test, args }, found.item.not);
  if (found.parent.any) found.parent.items.splice(found.at + 1, 0, more);
  else found.parent.items[found.at] = newGroup(true, [found.item, more]);
}

/* ---- amounts ---- */

const UNITS: Record<string, number> = { 万: 4, w: 4, 亿: 8, k: 3, m: 6 };

/* "50万" is 500000, "1.2亿" 120000000; what is no number stays what was typed, for the server to say. */
export function amount(typed: string): string {
  const match = /^([-+]?)(\d[\d,]*)(?:\.(\d+))?\s*(万|亿|[wkm])?\s*元?$/i.exec(typed.trim());
  if (!match) return typed.trim();
  const places = UNITS[(match[4] ?? "").toLowerCase()] ?? 0;
  const whole = match[2]!.replace(/,/g, "");
  const fraction = (match[3] ?? "").padEnd(places, "0");
  const digits = (whole + fraction.slice(0, places)).replace(/^0+(?=\d)/, "");
  const rest = fraction.slice(places).replace(/0+$/, "");
  return (match[1] === "-" ? "-" : "") + digits + (rest ? "." + rest : "");
}

/* 500000 as people read it, beside the field. */
export function short(value: string, chinese: boolean): string {
  const number = Number(value);
  if (!value || !Number.isFinite(number) || Math.abs(number) < (chinese ? 10000 : 1000)) return "";
  const units: [number, string][] = chinese ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
  const [size, name] = units.find(([least]) => Math.abs(number) >= least)!;
  return `${+(number / size).toFixed(4)}${chinese ? "" : " "}${name}`;
}
