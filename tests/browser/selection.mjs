/* selection -- rows picked and acted on, lived through by keyboard: node selection.mjs <task.json
 *
 * The task: { base, packages, shots, staff, password, tag }.  One JSON line for each promise:
 * { page, look, faults }. */
import fs from "node:fs";
import { clean, demand, keep, task } from "./promises.mjs";

const WHERE = "aum >= 50000";

const focusedText = (page) => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.name);
const picked = (page) => page.locator("tbody .pick :checked").count();
const rows = (page) => page.locator("tbody tr").count();

async function tabTo(page, held, what) {
  for (let i = 0; i < 20; i++) {
    if (await page.evaluate(held)) return;
    await page.keyboard.press("Tab");
  }
  demand(false, `Tab does not lead to ${what}, but to ${await focusedText(page)}`);
}

async function ended(page) {
  await page.waitForFunction(() => document.querySelector("#job") && !document.querySelector("#job").dataset.live, null, { timeout: 30000 })
    .catch(() => demand(false, "the job does not end on its page"));
}

const promises = {
  "x, Shift, Ctrl+A and Escape pick": async (page, look) => {
    await page.goto(`${task.base}/customers?view=0`);
    demand(!(await page.locator(".pick-bar").isVisible()), "a bar without anything picked");
    await page.keyboard.press("x");
    demand((await picked(page)) === 1, "x picks the first row");
    await page.locator("tbody .pick input").nth(3).click({ modifiers: ["Shift"] });
    demand((await picked(page)) === 4, `a range of ${await picked(page)}`);
    demand((await page.locator("[data-picked]").textContent()) === "4", "the bar does not count them");
    await page.keyboard.press("Control+a");
    demand((await picked(page)) === (await rows(page)), "not all of the page");
    await clean(page, `selection-bar-${look.replaceAll(" ", "-")}.png`);
    await page.keyboard.press("Escape");
    demand((await picked(page)) === 0 && !(await page.locator(".pick-bar").isVisible()), "Escape picks none");
  },
  "a condition, all its results, a tag": async (page, look) => {
    await page.goto(`${task.base}/customers?view=0&where=${encodeURIComponent(WHERE)}`);
    const total = Number((await page.locator(".pager span").first().textContent()).replace(/\D/g, ""));
    demand(total > 3, `too few: ${total}`);
    await page.keyboard.press("x");
    await page.keyboard.press("a");
    demand(await page.evaluate(() => document.activeElement.matches("[data-pick-results]")), "a does not lead to the bar");
    await page.keyboard.press("Space");
    await tabTo(page, () => document.activeElement.getAttribute("formaction") === "/selection/give-tag", "the action");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/selection\/give-tag\?/);
    demand(Number((await page.locator(".selection-size b").textContent()).replace(/\D/g, "")) === total, "the page does not say how many");
    await clean(page, `selection-ask-${look.replaceAll(" ", "-")}.png`);
    await page.locator("#f-tag_id").focus();
    demand((await page.inputValue("#f-tag_id")) === "", "a tag is chosen for the person");
    await page.selectOption("#f-tag_id", { label: task.tag });
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/jobs\/\d+$/);
    await ended(page);
    demand((await page.locator("#job .tone-ok").count()) === 1, `the job says ${await page.locator("#job").innerText()}`);
    await clean(page, `selection-done-${look.replaceAll(" ", "-")}.png`);
    await page.locator("#job a[href^='/tags/']").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/tags\/\d+$/);
    demand(Number((await page.locator(".pager span").first().textContent()).replace(/\D/g, "")) === total, "the tag has others");
    await page.locator("tbody th a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/customers\/\d+/);
    demand((await page.locator("#panel-portrait").innerText()).includes(task.tag), "the tag is not on the customer");
  },
  "some rows as a file": async (page, look) => {
    await page.goto(`${task.base}/customers?view=0`);
    await page.keyboard.press("x");
    await page.keyboard.press("a");
    await tabTo(page, () => document.activeElement.getAttribute("formaction") === "/selection/export", "the export");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/selection\/export\?/);
    await page.locator("#f-form").focus();
    await page.keyboard.type("CSV");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/jobs\/\d+$/);
    await ended(page);
    await clean(page, `selection-file-${look.replaceAll(" ", "-")}.png`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#job a[download]").press("Enter")]);
    const lines = fs.readFileSync(await download.path(), "utf8").trim().split("\n");
    demand(lines.length === 2, `${lines.length} lines`);
    demand(/^guanhu-.*\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
  },
  "an empty list says what to loosen": async (page, look) => {
    await page.goto(`${task.base}/customers?view=0&where=${encodeURIComponent("aum >= 50000 and aum < 100")}`);
    demand(/AUM余额低于100元|assets under management/.test(await page.locator(".empty-room p").textContent()), "it does not name the part");
    await clean(page, `selection-empty-${look.replaceAll(" ", "-")}.png`);
  },
  "views are overlooked and changed": async (page, look) => {
    const name = `大客户 ${look}`;
    await page.goto(`${task.base}/customers?view=0&where=${encodeURIComponent(WHERE)}`);
    await page.locator(".menu-views summary").press("Enter");
    await page.fill("#view-name", name);
    await page.keyboard.press("Enter");
    await page.waitForURL(/[?&]view=\d+/);
    await page.waitForLoadState("networkidle");
    await page.goto(`${task.base}/me/views`);
    await clean(page, `views-${look.replaceAll(" ", "-")}.png`);
    await page.locator("tr", { hasText: name }).locator("a[href$='/edit']").press("Enter");
    await page.waitForURL(/\/edit$/);
    await page.fill("#f-name", name + " 2");
    await page.locator("#f-is_shared").press("Space");
    await clean(page, `view-edit-${look.replaceAll(" ", "-")}.png`);
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/me\/views$/);
    demand((await page.locator("tr", { hasText: name + " 2" }).count()) === 1, "it has not the new name");
  },
};

await keep(promises, { patience: 15000 });
