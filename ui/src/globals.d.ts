declare function require(name: string): unknown;

declare module "sortablejs" {
  const Sortable: { create(home: HTMLElement, options: { handle: string; animation: number; onEnd(): void }): unknown };
  export default Sortable;
}
