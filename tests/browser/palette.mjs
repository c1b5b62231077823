/* palette -- the search over any page, by keyboard alone: node palette.mjs <task.json
 *
 * The task: { base, packages, shots, staff, password }.  Each promise
 * begins on /me with the palette closed; one JSON line for each: { page, look, faults }. */
import { clean, demand, keep, task } from "./promises.mjs";

const options = "#palette [role=option]";
const at = (page) => new URL(page.url()).pathname;

/* The answer to what was typed stands there. */
async function type(page, text) {
  await page.keyboard.press("Control+k");
  await page.locator("#palette[open]").waitFor();
  const answer = page.waitForResponse((r) => new URL(r.url()).searchParams.get("q") === text);
  await page.keyboard.type(text);
  await answer;
  await page.waitForFunction(() => document.querySelector("#palette-list:not([hidden]), #palette .palette-rest > *"));
}

const active = (page) => page.evaluate(() => document.getElementById(document.querySelector("#palette input").getAttribute("aria-activedescendant"))?.textContent ?? "");

const promises = {
  "Ctrl+K opens it, focus is in the field, Escape closes it and gives the focus back": async (page) => {
    await page.locator("details.menu summary").focus();
    await page.keyboard.press("Control+k");
    demand(await page.evaluate(() => document.activeElement.closest("#palette") && document.activeElement.role === "combobox"), "the field has no focus");
    await page.keyboard.press("Escape");
    demand(!(await page.locator("#palette").isVisible()), "still open");
    demand(await page.evaluate(() => document.activeElement.matches("details.menu summary")), "the focus is lost");
  },
  "pinyin finds a customer, Enter opens the record": async (page, look) => {
    await type(page, "shanxx");
    demand((await page.locator(options).count()) === 1, "not one customer");
    demand((await active(page)).includes("单雄信"), "the first is not chosen");
    await clean(page, `palette-${look.replace(" ", "-")}.png`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    demand(/^\/customers\/\d+$/.test(at(page)), `led to ${at(page)}`);
    demand((await page.locator("h1").first().textContent()).includes("单雄信"), "another customer");
  },
  "the arrows choose, around the end too": async (page) => {
    await type(page, "zhang");
    const first = await active(page);
    await page.keyboard.press("ArrowDown");
    demand((await active(page)) !== first, "the second is not chosen");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    const last = await page.locator(options).last().textContent();
    demand((await active(page)) === last, "the last is not chosen");
    demand((await page.locator(`${options}[aria-selected=true]`).count()) === 1, "more than one is chosen");
  },
  "Enter before the answer opens what was typed": async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("zengxiaoxian");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    demand(/^\/customers\/\d+$/.test(at(page)), `led to ${at(page)}`);
    demand((await page.locator("h1").first().textContent()).includes("曾小贤"), "another customer");
  },
  "Ctrl+Enter shows all that was found": async (page) => {
    await type(page, "zhang");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
    demand(page.url().endsWith("/search?q=zhang"), `led to ${page.url()}`);
    demand((await page.locator("a.hit").count()) >= 2, "fewer than in the palette");
  },
  "whom one opened stands there before anything is typed": async (page) => {
    await page.keyboard.press("Control+k");
    await page.locator(options).first().waitFor();
    demand((await page.locator(options).first().textContent()).includes("曾小贤"), "not the last one opened");
  },
  "a page is found by its name in either tongue": async (page) => {
    await type(page, "organisations");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    demand(at(page) === "/organisations", `led to ${at(page)}`);
  },
  "nobody found is said, with what can be done": async (page, look) => {
    await type(page, "13999999999");
    demand((await page.locator(options).count()) === 0, "somebody");
    demand(await page.locator("#palette .hits-none").isVisible(), "nothing is said");
    demand((await page.getAttribute("#palette input", "aria-expanded")) === "false", "an empty list is open");
    await clean(page, `palette-none-${look.replace(" ", "-")}.png`);
  },
  "hostile texts are only texts": async (page) => {
    for (const text of ["%", "'\"><script>alert(1)</script>", "😀", "_"]) {
      await type(page, text);
      demand((await page.locator(options).count()) === 0, `${text} finds somebody`);
      await page.keyboard.press("Escape");
    }
  },
  "a click on the field of the bar opens it": async (page, look) => {
    await page.locator(look.endsWith("phone") ? "[data-palette]" : "#search").first().click();
    await page.locator("#palette[open]").waitFor();
  },
  "without script the field of the bar leads to the page": async (page, look, browser) => {
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(task.base + "/me");
    await plain.fill("#search", "zengxiaoxian");
    await Promise.all([plain.waitForNavigation(), plain.press("#search", "Enter")]);
    demand((await plain.locator("a.hit").first().textContent()).includes("曾小贤"), "nobody");
    await context.close();
  },
};

await keep(promises, { begin: (page) => page.goto(task.base + "/me") });
