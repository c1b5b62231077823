/* rules -- a limit is changed, tried, signed by somebody else, run by the night, explained, and taken back: node rules.mjs
 * <task.json
 *
 * The task: { base, packages, shots, staff, password, signer: { staff, password }, night: [command], home, customer }.  The
 * promises follow each other: what one makes the next one uses.  One JSON line for each: { page, look, faults }. */
import { execFileSync } from "node:child_process";
import { clean as looksClean, demand, keep, task } from "./promises.mjs";
import { signIn } from "./visit.mjs";

/* Each look lives through days of its own, one after the other. */
const DAYS = {
  "zh-CN desktop": { begins: "2026-02-05", night: "2026-02-28", back: "2026-03-02", after: "2026-03-31" },
  "en phone": { begins: "2026-04-02", night: "2026-04-30", back: "2026-05-02", after: "2026-05-31" },
};
const WORDS = {
  "zh-CN desktop": { gold: "金级", none: "潜力级", scheme: "财富分层", level: "翡翠" },
  "en phone": { gold: "Gold", none: "Potential", scheme: "Wealth", level: "Jade" },
};

const at = (page) => new URL(page.url()).pathname;
const follow = (page, what) => Promise.all([page.waitForNavigation(), (typeof what === "string" ? page.locator(what).first() : what).click()]);
const night = (day) => execFileSync(task.night[0], [...task.night.slice(1), day], { env: { ...process.env, GUANHU_HOME: task.home }, stdio: "ignore" });

async function clean(page, picture) {
  await looksClean(page, `${picture}.png`, { fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  demand(wide <= 1, `the page is ${wide} px too wide`);
}

async function confirmed(page, selector) {
  await page.locator(selector).first().click();
  await Promise.all([page.waitForNavigation(), page.locator("#ask [value=yes]").click()]);
}

/* By keyboard alone: to the button or link, and Enter. */
async function pressed(page, selector) {
  await page.locator(selector).first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function named(page, draft, title, day) {
  await page.goto(`${task.base}${draft}/edit`);
  await page.fill("#f-title", title);
  await page.fill("#f-effective_on", day);
  await follow(page, ".form-sheet .btn-primary");
}

async function signed(page, browser, look, draft, picture) {
  const context = await browser.newContext({ viewport: page.viewportSize(), locale: look.split(" ")[0] });
  const other = await context.newPage();
  await signIn(other, { ...task, password: task.signer.password }, task.signer.staff);
  await other.goto(task.base + draft);
  if (picture) await clean(other, picture);
  await confirmed(other, "form[action$='/sign'] button");
  demand(/^\/rules\/\d+$/.test(at(other)), `signing led to ${at(other)}`);
  if (picture) await clean(other, picture.replace("sign", "version"));
  await context.close();
  return at(other);
}

/* What the customer's page says of the tier. */
async function tierOf(page, picture) {
  await page.goto(`${task.base}/customers/${task.customer}/why`);
  if (picture) await clean(page, picture);
  return { tier: (await page.locator("#why-tier .tone").first().textContent()).trim(), rules: await page.locator(".as-of-rules").textContent() };
}

const made = {}; /* what a promise leaves to those after it */

const promises = {
  "a limit is changed by keyboard, with what it was beside it": async (page, look) => {
    await page.goto(task.base + "/rules");
    await pressed(page, "tbody a[href^='/rules/']");
    made.first = at(page);
    await pressed(page, "form[action$='/draft'] button");
    made.draft = at(page);
    await named(page, made.draft, look, DAYS[look].begins);
    await pressed(page, "a[href$='/limits']");
    await page.locator("#f-large_movement_from").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("300000");
    await clean(page, `rules-limits-${look}`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    demand((await page.locator("#limits s").count()) === 1, "the draft does not show what the limit was");
  },
  "what a limit may not be is said at its field": async (page) => {
    await page.goto(`${task.base}${made.draft}/limits`);
    await page.evaluate(() => document.querySelector("#f-spend_days").form.setAttribute("novalidate", ""));
    await page.fill("#f-spend_days", "9999");
    await follow(page, ".limits-end .btn-primary");
    demand((await page.locator("#fe-spend_days").textContent()).includes("366"), "the field does not say what it may be");
  },
  "a level is put together with the builder, and counted": async (page, look) => {
    await page.goto(task.base + made.draft);
    await follow(page, "#scheme-value a[href$='/levels/value/gold']");
    await page.locator(".ask-row [data-key$=':field']").first().waitFor();
    await page.fill("#condition", "aum_max6 >= 300000 or credit_loan >= 300000");
    await page.waitForFunction(() => document.querySelector("#counted")?.dataset.text === document.querySelector("#condition").value);
    await page.fill("#f-line", "300000");
    await clean(page, `rules-level-${look}`);
    await follow(page, ".form-sheet .btn-primary");
    demand((await page.locator("#scheme-value s").count()) >= 2, "the draft does not show what the level asked");
  },
  "a gap is told with its figures": async (page) => {
    await page.goto(`${task.base}${made.draft}/levels/value/gold`);
    await page.fill("#condition", "aum_max6 between 200000 and 400000");
    await follow(page, ".form-sheet .btn-primary");
    demand((await page.locator("#e-condition").textContent()).includes("400,000.01"), "the gap is not told");
  },
  "a scheme of the bank's own is made": async (page, look) => {
    await page.goto(`${task.base}${made.draft}/schemes/new`);
    made.code = look.startsWith("zh") ? "wealth" : "wealth_two";
    await page.fill("#condition", "aum >= 200000");
    for (const [name, value] of Object.entries({ scheme_code: made.code, scheme_zh: "财富分层", scheme_en: "Wealth", code: "jade", zh: "翡翠", en: "Jade", gift: "1200" })) await page.fill(`#f-${name}`, value);
    await page.selectOption("#f-card", "none");
    await clean(page, `rules-scheme-${look}`);
    await follow(page, ".form-sheet .btn-primary");
    demand((await page.locator(`#scheme-${made.code}`).count()) === 1, "the scheme is not in the draft");
    await clean(page, `rules-draft-${look}`);
  },
  "the trial's matrix leads to examples": async (page, look) => {
    await page.goto(task.base + made.draft);
    await follow(page, "form[action$='/try'] button");
    await page.locator("#trials tbody a").waitFor();
    await follow(page, "#trials tbody a");
    made.trial = at(page);
    demand((await page.locator(".matrix td a.fall").count()) > 0, "nobody falls");
    await clean(page, `rules-matrix-${look}`);
    await pressed(page, ".matrix td a.fall");
    demand((await page.locator("main tbody a[href^='/customers/']").count()) > 0, "no examples");
    await page.goto(task.base + made.trial);
    await follow(page, page.locator(".tabs-alone a", { hasText: WORDS[look].scheme }).last());
    demand((await page.locator(".whatif-sums").textContent()).includes("→"), "no budget");
    await clean(page, `rules-matrix-own-${look}`);
  },
  "its author cannot sign, another person does": async (page, look, browser) => {
    await page.goto(task.base + made.draft);
    await pressed(page, "form[action$='/hand-in'] button");
    demand((await page.locator("form[action$='/sign']").count()) === 0, "the author may sign");
    await signed(page, browser, look, made.draft, `rules-sign-${look}`);
    await page.goto(task.base + "/rules");
    await clean(page, `rules-history-${look}`);
  },
  "the next night applies it, and why says so": async (page, look) => {
    demand((await tierOf(page)).tier === WORDS[look].gold, "the customer is no gold one before");
    night(DAYS[look].night);
    const now = await tierOf(page, `rules-why-${look}`);
    demand(now.rules.includes(DAYS[look].begins), `why does not name the version: ${now.rules}`);
    demand((await page.locator("#why-tier").textContent()).length > 20, "why says nothing");
    demand((await page.locator("#why-standing").textContent()).includes("300,000") || (await page.locator("#why-standing [title*='300,000']").count()) > 0, "the standing is not told by the new line");
    await page.goto(`${task.base}/customers/${task.customer}/why?date=${DAYS[look].begins.slice(0, 8)}01`);
    demand(!(await page.locator(".as-of-rules").textContent()).includes(DAYS[look].begins), "the day before is told by the new version");
  },
  "the way back is a draft of the version before": async (page, look, browser) => {
    await page.goto(task.base + made.first);
    await follow(page, "form[action$='/draft'] button");
    const draft = at(page);
    await named(page, draft, `${look} ←`, DAYS[look].back);
    await follow(page, "form[action$='/hand-in'] button");
    await signed(page, browser, look, draft);
    night(DAYS[look].after);
    const now = await tierOf(page);
    demand(now.rules.includes(DAYS[look].back), `not by the version that went back: ${now.rules}`);
    demand(now.tier === WORDS[look].gold, `${now.tier} after going back`);
  },
};

await keep(promises, { patience: 20000 });
