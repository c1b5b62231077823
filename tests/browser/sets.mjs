/* sets -- audiences, lists and tags as a marketer and a head of an outlet live with them: node sets.mjs <task.json
 *
 * The task: { base, packages, shots, staff, password, files: { csv, xlsx } }.  The promises follow each other: what
 * one makes the next one uses.  One JSON line for each: { page, look, faults }. */
import path from "node:path";
import { clean as looksClean, demand, keep, task } from "./promises.mjs";

const at = (page) => new URL(page.url()).pathname;
const follow = (page, what) => Promise.all([page.waitForNavigation(), (typeof what === "string" ? page.locator(what).first() : what).click()]);
const focused = (page) => page.evaluate(() => document.activeElement.dataset?.key ?? document.activeElement.id ?? document.activeElement.tagName);

async function clean(page, picture) {
  await looksClean(page, `${picture}.png`, { fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  demand(wide <= 1, `the page is ${wide} px too wide`);
}

async function tabTo(page, part) {
  for (let i = 0; i < 60 && !(await focused(page)).endsWith(part); i++) await page.keyboard.press("Tab");
  demand((await focused(page)).endsWith(part), `Tab does not lead to ${part} but to ${await focused(page)}`);
}

async function choose(page, typed) {
  await page.keyboard.type(typed);
  await page.locator(".combo-list:not([hidden]) [aria-selected=true]").waitFor();
  await page.keyboard.press("Enter");
}

const becomes = (page, wanted) => page.waitForFunction((w) => document.querySelector("#condition").value === w, wanted, { timeout: 5000 })
  .catch(async () => demand(false, `the text is ${await page.inputValue("#condition")}, not ${wanted}`));
const settled = (page, condition) => page.waitForFunction((w) => document.querySelector("#counted")?.dataset.text === w, condition, { timeout: 5000 });

const made = {}; /* what a promise leaves to those after it */

const promises = {
  "a nested audience by keyboard alone, from the empty form to its page": async (page, look, name) => {
    await page.goto(task.base + "/audiences/new");
    await page.locator(".ask-row [data-key$=':field']").first().waitFor();
    await tabTo(page, ":field");
    await choose(page, "cunkuanyue");
    await page.keyboard.type("1万");
    await becomes(page, "deposits >= 10000");
    await page.keyboard.press("Enter");
    await choose(page, "性别");
    await page.keyboard.press("Space");
    await becomes(page, "deposits >= 10000 and gender in (male)");
    await page.keyboard.press("Alt+ArrowRight");
    for (let i = 0; i < 10 && !(await focused(page)).endsWith(":field"); i++) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await choose(page, "age");
    await page.keyboard.type("60");
    await page.waitForFunction(() => / or age >= 60\)$/.test(document.querySelector("#condition").value));
    await page.waitForFunction(() => document.querySelector("#counted")?.dataset.text === document.querySelector("#condition").value);
    demand((await page.locator(".counted tbody tr").count()) > 3, "no parts, tiers and members");
    await tabTo(page, "f-name");
    await page.keyboard.type(name);
    await clean(page, `audience-new-${look}`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
    demand(/^\/audiences\/\d+$/.test(at(page)), `led to ${at(page)}`);
    made.audience = at(page);
  },
  "it is published with a question first": async (page, look) => {
    await page.goto(task.base + made.audience);
    await page.locator("button[data-confirm]").focus();
    await page.keyboard.press("Enter");
    await page.locator("#ask[open]").waitFor();
    await Promise.all([page.waitForNavigation(), page.locator("#ask button[value=yes]").press("Enter")]);
    demand((await page.locator(".tone-ok").first().textContent()).trim().length > 1, "not published");
    demand((await page.locator("main tbody a[href^='/customers/']").count()) > 0, "nobody is in it");
    await clean(page, `audience-${look}`);
  },
  "changed, it is a draft; published, another version, and the two are compared": async (page, look) => {
    await page.goto(task.base + made.audience + "/edit");
    await page.locator(".ask-row [data-key$=':field']").first().waitFor();
    demand((await page.locator(".counted-size b").count()) === 1, "the form does not count what is there");
    await page.fill("#condition", "deposits >= 20000");
    await settled(page, "deposits >= 20000");
    await clean(page, `audience-edit-${look}`);
    await follow(page, ".asking footer .btn-primary");
    demand((await page.locator("main").textContent()).includes("deposits >= 20000"), "the draft is not shown");
    await clean(page, `audience-draft-${look}`);
    await page.locator("button[data-confirm]").click();
    await follow(page, "#ask button[value=yes]");
    await follow(page, "a[href$='/versions']");
    demand((await page.locator("tbody tr").count()) >= 5, "no parts");
    await clean(page, `audience-versions-${look}`);
  },
  "why somebody is not in it": async (page, look) => {
    await page.goto(task.base + made.audience);
    await page.fill("#ask-customer", "C01");
    await follow(page, ".audience-ask:has(#ask-customer) button");
    demand((await page.locator("tr.depth").count()) > 0, "no parts");
    await clean(page, `audience-why-${look}`);
  },
  "what it has in common with a copy and another": async (page, look) => {
    await page.goto(task.base + made.audience);
    await follow(page, "form[action$='/copy'] button");
    const copy = at(page);
    demand(copy !== made.audience, "no copy");
    await page.locator("button[data-confirm]").click();
    await follow(page, "#ask button[value=yes]");
    await page.goto(task.base + made.audience + "/overlap");
    await page.selectOption("#ask-with", copy.split("/").pop());
    await follow(page, ".audience-ask button");
    demand((await page.locator("tbody tr").count()) === 5, "not three parts and two sets");
    await clean(page, `audience-overlap-${look}`);
    await page.goto(task.base + copy + "/delete");
    await follow(page, "main .btn-danger");
  },
  "without script the form takes the condition as text": async (page, look, name, browser) => {
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState(), viewport: page.viewportSize() });
    const plain = await context.newPage();
    await plain.goto(task.base + "/audiences/new");
    await plain.fill("#condition", "age >>= 60");
    await plain.fill("#f-name", name + " x");
    await follow(plain, ".asking footer .btn-primary");
    demand((await plain.locator("#e-condition").textContent()).trim().length > 3, "no fault at the field");
    demand((await plain.inputValue("#condition")) === "age >>= 60", "what was typed is gone");
    await plain.screenshot({ path: path.join(task.shots, `audience-fault-${look}.png`), fullPage: true });
    await plain.fill("#condition", "age >= 60");
    await follow(plain, ".asking footer .btn-primary");
    demand(/^\/audiences\/\d+$/.test(at(plain)), `led to ${at(plain)}`);
    await context.close();
  },
  "a list is filled from a workbook and from a text, each with its report": async (page, look, name) => {
    await page.goto(task.base + "/lists/new");
    await page.fill("#f-name", name);
    await follow(page, ".form-sheet .btn-primary");
    made.list = at(page);
    for (const kind of ["xlsx", "csv"]) {
      await page.goto(task.base + made.list + "/upload");
      await page.setInputFiles("input[type=file]", task.files[kind]);
      if (kind === "xlsx") await clean(page, `upload-form-${look}`);
      await follow(page, ".form-sheet .btn-primary");
      demand(/^\/uploads\/\d+$/.test(at(page)), `led to ${at(page)}`);
      await page.waitForFunction(() => document.querySelector("#upload .tone-ok"));
      await page.reload();
      demand((await page.locator("main tbody tr").count()) > 0, "no line is told");
      await clean(page, `upload-${kind}-${look}`);
    }
    await page.goto(task.base + made.list);
    await clean(page, `list-${look}`);
  },
  "a tag is given to the whole list, and stands in the portrait": async (page, look, name) => {
    await page.goto(task.base + "/tags/new");
    await page.fill("#f-name", name.slice(0, 18));
    await follow(page, ".form-sheet .btn-primary");
    made.tag = at(page);
    await page.goto(task.base + made.list + "/tag");
    await page.selectOption("#i-tag", made.tag.split("/").pop());
    await clean(page, `list-tag-${look}`);
    await follow(page, ".form-sheet .btn-primary");
    demand(at(page) === made.tag, `led to ${at(page)}`);
    const holders = page.locator("main tbody a[href^='/customers/']");
    demand((await holders.count()) >= 2, "nobody has it");
    await clean(page, `tag-${look}`);
    await follow(page, holders.first());
    const portrait = page.locator(".portrait");
    demand((await portrait.textContent()).includes(name.slice(0, 18)), "the portrait does not say it");
    await clean(page, `portrait-${look}`);
    await portrait.locator(`form[action$="${made.tag}/take"] button`).click();
    await page.waitForFunction((tag) => !document.querySelector(`.portrait form[action$="${tag}/take"]`), made.tag);
  },
  "a system tag is put together as an audience is": async (page, look, name) => {
    await page.goto(task.base + "/tags/system/new");
    await page.locator(".ask-row [data-key$=':field']").first().waitFor();
    await page.fill("#condition", `list("${name}")`);
    await settled(page, `list("${name}")`);
    await page.fill("#f-name", name.slice(0, 16) + " s");
    await clean(page, `system-tag-${look}`);
    await follow(page, ".asking footer .btn-primary");
    made.system = at(page);
  },
  "what is used is deleted only by who says so": async (page, look) => {
    await page.goto(task.base + made.list + "/delete");
    demand((await page.locator(`.uses a[href="${made.system}"]`).count()) === 1, "who uses it is not named");
    await clean(page, `delete-used-${look}`);
    await page.locator("main .btn-danger").click();
    demand(at(page).endsWith("/delete"), "deleted without a word");
    await page.check("[name=although]");
    await follow(page, "main .btn-danger");
    demand(at(page) === "/lists", `led to ${at(page)}`);
    await page.goto(task.base + made.system);
    demand((await page.locator(".notice-bad").count()) === 1, "the tag does not say that its condition is broken");
    await clean(page, `system-tag-broken-${look}`);
  },
};

const told = Object.entries(promises).map(([name, keeps]) =>
  [name, (page, look, browser) => keeps(page, look.replaceAll(" ", "-"), `集合 ${look}`, browser)]);
await keep(Object.fromEntries(told), { patience: 10000 });
