/* conditions -- the builder of conditions, lived through by keyboard: node conditions.mjs <task.json
 *
 * The task: { base, packages, shots, staff, password }.  Each promise begins on /conditions without
 * any; one JSON line for each: { page, look, faults }. */
import { clean as looksClean, demand, keep, task } from "./promises.mjs";

const clean = (page, picture) => looksClean(page, picture, { fullPage: true });

const text = (page) => page.inputValue("#where");
const becomes = async (page, wanted) => {
  await page.waitForFunction((w) => document.querySelector("#where").value === w, wanted, { timeout: 5000 })
    .catch(async () => demand(false, `the text is ${await text(page)}, not ${wanted}`));
};
const found = async (page) => Number((await page.locator(".counted-size b").textContent()).replace(/\D/g, ""));
const focused = (page) => page.evaluate(() => document.activeElement.dataset?.key ?? document.activeElement.tagName);

/* A field by what is typed, in the combobox that has the focus. */
async function choose(page, typed, key = "Enter") {
  demand((await page.evaluate(() => document.activeElement.getAttribute("role"))) === "combobox", `no combobox has the focus but ${await focused(page)}`);
  await page.keyboard.type(typed);
  await page.locator(".combo-list:not([hidden]) [aria-selected=true]").waitFor();
  await page.keyboard.press(key);
}

async function tabTo(page, part) {
  for (let i = 0; i < 40 && !(await focused(page)).endsWith(part); i++) await page.keyboard.press("Tab");
  demand((await focused(page)).endsWith(part), `Tab does not lead to ${part}`);
}

const promises = {
  "a nested condition by keyboard alone": async (page, look) => {
    await tabTo(page, ":field");
    await choose(page, "cunkuanyue"); /* pinyin */
    demand((await focused(page)).endsWith(":value0"), `after the field not the value: ${await focused(page)}`);
    await page.keyboard.type("9万");
    await becomes(page, "deposits >= 90000");
    await page.keyboard.press("Enter");
    await choose(page, "性别"); /* Chinese */
    await page.keyboard.press("Space");
    await becomes(page, "deposits >= 90000 and gender in (male)");
    await page.keyboard.press("Alt+ArrowRight"); /* into a group of its own, of which any will do */
    for (let i = 0; i < 10 && !(await focused(page)).endsWith(":field"); i++) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await choose(page, "age"); /* English */
    await page.keyboard.type("60");
    await page.waitForFunction(() => /and \(gender .*male\)? or age >= 60\)$/.test(document.querySelector("#where").value), null, { timeout: 5000 })
      .catch(async () => demand(false, `the text is ${await text(page)}`));
    const wanted = await page.evaluate(async () => {
      const answer = await fetch("/api/v1/customers?where=" + encodeURIComponent(document.querySelector("#where").value));
      return (await answer.json()).total;
    });
    demand(wanted > 0, "nobody meets it");
    await page.waitForFunction((n) => Number(document.querySelector(".counted-size b")?.textContent.replace(/\D/g, "")) === n, wanted);
    demand((await page.locator(".counted tbody tr").count()) > 3, "no parts, tiers and members");
    await clean(page, `conditions-${look.replaceAll(" ", "-")}.png`);
  },
  "Alt and the arrows move a row, Alt+Backspace takes it away": async (page) => {
    await page.fill("#where", "age >= 60 and dnd and deposits >= 10");
    await page.waitForFunction(() => document.querySelectorAll(".ask-row").length === 3);
    await page.locator(".ask-row").nth(2).locator("[data-key$=':field']").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await becomes(page, "age >= 60 and deposits >= 10 and dnd");
    await page.keyboard.press("Alt+ArrowUp");
    await becomes(page, "deposits >= 10 and age >= 60 and dnd");
    await page.keyboard.press("Alt+ArrowDown");
    await becomes(page, "age >= 60 and deposits >= 10 and dnd");
    await page.keyboard.press("Alt+Backspace");
    await becomes(page, "age >= 60 and dnd");
    demand((await focused(page)).endsWith(":field"), "the focus is lost");
  },
  "the text becomes rows, and what is wrong in it is told at its place": async (page, look) => {
    await page.fill("#where", "not (aum < 0.8 * aum(3 months ago) or tier in (gold, core)) and logins(30d) = 0");
    await page.waitForFunction(() => document.querySelectorAll(".ask-row").length === 3);
    demand((await page.locator(".ask-group .ask-group [data-key$=':kind']").inputValue()) === "not-any", "the group is not turned round");
    await page.fill("#where", "age >= 60 and aun > 5");
    await page.locator("#counted-fault").waitFor();
    demand((await page.locator("#counted-fault").textContent()).includes("aum"), "the nearest name is not told");
    demand((await page.getAttribute("#where", "aria-invalid")) === "true", "the field does not say so");
    demand((await page.locator(".ask-row").count()) === 3, "the rows are gone");
    await clean(page, `conditions-fault-${look.replaceAll(" ", "-")}.png`);
  },
  "Shift+Enter takes several names": async (page) => {
    await tabTo(page, ":field");
    await choose(page, "chiyou");
    demand((await focused(page)).endsWith(":arg0"), `not at the product: ${await focused(page)}`);
    await choose(page, "安心");
    await page.waitForFunction(() => /^holds\("安心快线"\)$/.test(document.querySelector("#where").value));
    await choose(page, "CUR", "Shift+Enter");
    await becomes(page, 'holds("安心快线") or holds("CUR")');
  },
  "Escape closes a list and leaves what was chosen": async (page) => {
    await tabTo(page, ":field");
    await choose(page, "age");
    await page.keyboard.type("60");
    await becomes(page, "age >= 60");
    await page.locator("[data-key$=':field']").focus();
    await page.keyboard.type("zzzz");
    await page.locator(".combo-list:not([hidden])").waitFor();
    await page.keyboard.press("Escape");
    demand((await page.locator(".combo-list:not([hidden])").count()) === 0, "still open");
    demand((await text(page)) === "age >= 60", "the text has changed");
  },
  "another condition to compare with counts at once": async (page) => {
    await page.fill("#where", "age >= 60");
    await page.fill("#among", "gender = male and age >= 60");
    await page.waitForFunction(() => /\d+[^\d]+\d+/.test(document.querySelector("#counted .counted-size ~ p")?.textContent ?? ""));
  },
  "contradictions are named": async (page) => {
    await page.fill("#where", "age >= 60 and age < 50");
    await page.locator(".counted-finding").waitFor();
    demand((await found(page)) === 0, "somebody meets it");
  },
  "what was found is a list with the condition, and back": async (page) => {
    await page.fill("#where", "age >= 60");
    await page.locator(".counted .btn-primary").waitFor();
    const wanted = await found(page);
    await Promise.all([page.waitForNavigation(), page.locator(".counted .btn-primary").click()]);
    demand((await page.locator(".pager").textContent()).includes(String(wanted)), "another number of customers");
    await Promise.all([page.waitForNavigation(), page.locator("a[href^='/conditions?']").first().click()]);
    await page.waitForFunction(() => document.querySelectorAll(".ask-row").length === 1);
    demand((await text(page)) === "age >= 60", "the condition is lost");
  },
  "a view is saved and chosen from the menu": async (page, look) => {
    await page.goto(task.base + "/customers?where=" + encodeURIComponent("age >= 60") + "&sort=-aum,kinds");
    await page.locator(".menu-views > summary").click();
    await page.fill("#view-name", `六十岁 ${look}`);
    await Promise.all([page.waitForNavigation(), page.press("#view-name", "Enter")]);
    demand(/view=\d+/.test(page.url()), `led to ${page.url()}`);
    await page.locator(".menu-views > summary").click();
    await clean(page, `views-${look.replaceAll(" ", "-")}.png`);
    await page.goto(task.base + "/customers");
    await page.locator(".menu-views > summary").click();
    await Promise.all([page.waitForURL(/view=\d+/), page.locator(".views-sheet nav a", { hasText: look }).click()]);
    demand(page.url().includes("where="), "the view has no condition");
  },
  "dark, it is clean too": async (page, look) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.fill("#where", "tier in (gold, core) and aum >= 500000 and (dnd or age between 30 and 60)");
    await page.waitForFunction(() => document.querySelectorAll(".ask-row").length === 4);
    await clean(page, `conditions-dark-${look.replaceAll(" ", "-")}.png`);
    await page.emulateMedia({ colorScheme: "light" });
  },
  "without script it is typed and counted": async (page, look, browser) => {
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(task.base + "/conditions");
    await plain.fill("#where", "age >= 60");
    await Promise.all([plain.waitForNavigation(), plain.locator(".asking .acts .btn").click()]);
    demand((await found(plain)) > 0, "nobody is counted");
    demand((await text(plain)) === "age >= 60", "what was typed is gone");
    await context.close();
  },
};

await keep(promises, {
  begin: async (page) => {
    await page.goto(task.base + "/conditions");
    await page.locator(".ask-row [data-key$=':field']").first().waitFor();
  },
});
