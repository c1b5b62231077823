/* axe -- what axe finds wrong with a page; run within it, since our pages have no frames of other sites.
 *
 * Contrast takes axe most of its time: it looks at every text by itself, of a table at each cell.  Texts of the same
 * colour, size and weight upon the same grounds have the same contrast, so it is given the first, the middle and the
 * last of each sort; all other rules look at everything. */
import fs from "node:fs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/* In the page: some texts of each sort, and fields, which have theirs inside.  window.textsOfEachSort */
function knowSorts() {
  const TRANSPARENT = "rgba(0, 0, 0, 0)";
  const groundBy = (grounds) => function groundOf(e) {
    if (!e) return "";
    if (!grounds.has(e)) {
      const s = getComputedStyle(e), above = groundOf(e.parentElement);
      const plain = s.backgroundColor === TRANSPARENT && s.backgroundImage === "none" && s.opacity === "1" && s.position === "static";
      grounds.set(e, plain ? above : `${above} > ${s.backgroundColor} ${s.backgroundImage} ${s.opacity} ${s.position}`);
    }
    return grounds.get(e);
  };
  function add(sorts, groundOf, e) {
    if (!e.getClientRects().length) return;
    const s = getComputedStyle(e), alone = e.closest("label, :disabled, [aria-disabled=true]") ? sorts.size : "";
    const sort = [s.color, s.fontSize, s.fontWeight, s.textShadow, groundOf(e), alone].join(" ");
    sorts.set(sort, [...(sorts.get(sort) ?? []), e]);
  }
  window.textsOfEachSort = () => {
    const sorts = new Map(), groundOf = groundBy(new Map());
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (texts.currentNode.data.trim()) add(sorts, groundOf, texts.currentNode.parentElement);
    document.querySelectorAll("input, select, textarea").forEach((e) => add(sorts, groundOf, e));
    return [...new Set([...sorts.values()].flatMap((all) => [all[0], all[all.length >> 1], all[all.length - 1]]))];
  };
}

/* In the page. */
async function ask(rules) {
  const how = { resultTypes: ["violations"], preload: false }, texts = window.textsOfEachSort();
  const tags = { ...how, runOnly: { type: "tag", values: rules }, rules: { "color-contrast": { enabled: false } } };
  const { violations } = await window.axe.run(document, tags);
  if (texts.length) violations.push(...(await window.axe.run(texts, { ...how, runOnly: ["color-contrast"] })).violations);
  return violations;
}

let source;
/* [{ id, help, nodes: [{ html, any: [{ message }] }] }]; 'file' is axe itself. */
export async function violationsOf(page, file) {
  source ??= fs.readFileSync(file, "utf8");
  await page.evaluate(source);
  await page.evaluate(knowSorts);
  return page.evaluate(ask, RULES);
}
