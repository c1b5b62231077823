/* signing -- what people live through at the door, in each look: node signing.mjs <task.json
 *
 * The task: { base, packages, shots, admin, watcher: { staff, password }, people: { look: staff number } }.
 * A one-time password and its change, wrong passwords up to the lock, unlocking, the other language, a
 * theme, a token, a whole value, another user's pages.  One JSON line for each step: { page, look, faults }. */
import fs from "node:fs";
import path from "node:path";
import { launch, PATIENCE_MS, SCREENS, violations } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const WORD = "a tall green tree 7";

const at = (page) => new URL(page.url()).pathname;
const demand = (held, what) => {
  if (!held) throw new Error(what);
};

async function open(browser, look, faults) {
  const [tongue, screen] = look.split(" ");
  const context = await browser.newContext({ viewport: SCREENS[screen], locale: tongue, isMobile: screen === "phone", hasTouch: screen === "phone" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && !m.text().startsWith("Failed to load resource") && faults.push(`console: ${m.text().slice(0, 200)}`));
  return page;
}

/* Submits by the button and waits for the page that answers. */
const send = (page, selector) => Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);

async function confirmed(page, selector) {
  await page.locator(selector).first().click();
  await Promise.all([page.waitForNavigation(), page.locator("#ask [value=yes]").click()]);
}

async function signIn(page, staff, password) {
  if (at(page) !== "/sign-in") await page.goto(task.base + "/sign-in");
  await page.fill("#staff", staff);
  await page.fill("#password", password);
  await send(page, ".alone-sheet .btn-primary");
}

/* What each look does, in this order; 's' has the pages of the user, the administrator and the watcher. */
const steps = {
  "one-time password is given": async (s) => {
    await s.admin.goto(`${task.base}/users?q=${s.staff}`);
    await send(s.admin, ".dense tbody a");
    s.userUrl = s.admin.url();
    await confirmed(s.admin, "form[action$='/password'] button");
    s.once = await s.admin.locator(".notice-ok .number").textContent();
    demand(/^[2-9a-z]{4}(-[2-9a-z]{4}){2}$/.test(s.once), `no one-time password: ${s.once}`);
    return s.admin;
  },
  "wrong password": async (s) => {
    await signIn(s.user, s.staff, "wrong");
    demand(await s.user.locator("[role=alert]").isVisible(), "nothing says that it was wrong");
    demand((await s.user.inputValue("#staff")) === s.staff && (await s.user.inputValue("#password")) === "", "what was typed is not as it should be");
    return s.user;
  },
  "the other language before signing in": async (s) => {
    const before = await s.user.getAttribute("html", "lang");
    await send(s.user, ".alone-foot a");
    demand((await s.user.getAttribute("html", "lang")) !== before, "still the same language");
    await send(s.user, ".alone-foot a");
    demand((await s.user.getAttribute("html", "lang")) === before, "not back again");
    return s.user;
  },
  "a weak new password": async (s) => {
    await signIn(s.user, s.staff, s.once);
    await s.user.goto(task.base + "/organisations");
    demand(at(s.user) === "/password", `not made to change it, but at ${at(s.user)}`);
    for (const [name, value] of [["before", s.once], ["password", "password123"], ["again", "password123"]]) await s.user.fill(`#f-${name}`, value);
    await send(s.user, "button.btn-primary");
    demand((await s.user.locator(".wrong:not(:empty)").first().textContent()).trim().length > 3, "no word at the field");
    return s.user;
  },
  "the forced change": async (s) => {
    for (const [name, value] of [["before", s.once], ["password", WORD], ["again", WORD]]) await s.user.fill(`#f-${name}`, value);
    await send(s.user, "button.btn-primary");
    demand(at(s.user) === "/today", `led to ${at(s.user)}`);
    return s.user;
  },
  "the other language": async (s) => {
    const before = await s.user.getAttribute("html", "lang");
    await Promise.all([s.user.waitForNavigation(), s.user.locator("button[name=tongue]").first().dispatchEvent("click")]);
    demand((await s.user.getAttribute("html", "lang")) !== before, "still the same language");
    await Promise.all([s.user.waitForNavigation(), s.user.locator("button[name=tongue]").first().dispatchEvent("click")]);
    demand((await s.user.getAttribute("html", "lang")) === before, "not back again");
  },
  "the theme is there at the first paint": async (s) => {
    await s.user.locator("details.menu > .top-act").click();
    const kept = s.user.waitForResponse((r) => r.url().endsWith("/me/theme"));
    await s.user.locator("[data-theme=dark]").click();
    demand((await kept).status() === 204, "it was not kept");
    await s.user.addInitScript(() => {
      new MutationObserver((_, watch) => {
        if (!document.body) return;
        window.themeAtBody = document.documentElement.dataset.bsTheme;
        watch.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await s.user.goto(task.base + "/me");
    demand((await s.user.evaluate(() => window.themeAtBody)) === "dark", "the page began in another theme");
    return s.user;
  },
  "my account": async (s) => {
    const rows = await s.user.locator(".dense").last().locator("tbody tr").count();
    demand(rows === 2, `${rows} sign-ins are listed`);
    demand(!/AppleWebKit/.test(await s.user.content()), "a browser is listed by its raw name");
    return s.user;
  },
  "a token is asked for": async (s) => {
    await s.user.goto(task.base + "/me/tokens/new");
    await s.user.fill("#f-name", "batch 1");
    await s.user.locator("[name=scopes]").first().check();
    return s.user;
  },
  "a token is shown once": async (s) => {
    await send(s.user, ".form-sheet .btn-primary");
    demand(/^guanhu_/.test(await s.user.locator(".secret").textContent()), "no token");
    return s.user;
  },
  "five wrong passwords lock": async (s) => {
    await Promise.all([s.user.waitForNavigation(), s.user.locator("form[action='/sign-out'] button").dispatchEvent("click")]);
    for (let i = 0; i < 5; i++) await signIn(s.user, s.staff, "wrong");
    await signIn(s.user, s.staff, WORD);
    demand(at(s.user) === "/sign-in", "let in though locked");
    return s.user;
  },
  "the administrator unlocks": async (s) => {
    await s.admin.goto(s.userUrl);
    demand(await s.admin.locator(".tone-bad").first().isVisible(), "not shown as locked");
    await send(s.admin, "form[action$='/unlock'] button");
    await signIn(s.user, s.staff, WORD);
    demand(at(s.user) !== "/sign-in", "not let in");
    return s.admin;
  },
  "the administrator looks as the user": async (s) => {
    await s.admin.goto(s.userUrl);
    await confirmed(s.admin, "form[action$='/see-as'] button");
    demand(await s.admin.locator(".look-bar").isVisible(), "no bar");
    return s.admin;
  },
  "and is herself again": async (s) => {
    await send(s.admin, ".look-bar button");
    demand((await s.admin.locator(".look-bar").count()) === 0, "the bar stays");
    demand(s.admin.url() === s.userUrl, `led to ${s.admin.url()}`);
  },
  "a lock by hand ends the session": async (s) => {
    await confirmed(s.admin, "form[action$='/lock'] button");
    await s.user.goto(task.base + "/me");
    demand(at(s.user) === "/sign-in", "the session goes on");
  },
  "a whole value is asked for": async (s) => {
    await s.watcher.goto(task.base + "/quarantine");
    await s.watcher.locator("a.unmask").first().click();
    await s.watcher.locator("#drawer form [name=reason]").waitFor();
    return s.watcher;
  },
  "a whole value is shown in the drawer": async (s) => {
    await s.watcher.locator("#drawer [name=reason]").selectOption("check");
    await s.watcher.locator("#drawer .btn-primary").click();
    await s.watcher.locator("#drawer .whole-value").waitFor();
    demand((await s.watcher.locator("#drawer .whole-value").textContent()) === "6222021234567890123", "another value");
    return s.watcher;
  },
};

async function journey(browser, look) {
  const faults = [], s = { staff: task.people[look] };
  for (const who of ["user", "admin", "watcher"]) s[who] = await open(browser, look, faults);
  await signIn(s.admin, task.admin.staff, task.admin.password);
  await signIn(s.watcher, task.watcher.staff, task.watcher.password);
  for (const [name, step] of Object.entries(steps)) {
    faults.length = 0;
    const page = await step(s).catch((e) => void faults.push(e.message.split("\n")[0]));
    if (page) {
      for (const v of await violations(task, page)) faults.push(`axe ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) faults.push(`wider than the screen by ${wide} px`);
      fs.mkdirSync(task.shots, { recursive: true });
      await page.screenshot({ path: path.join(task.shots, `signing ${name} ${look}.png`.replaceAll(" ", "-")) });
    }
    console.log(JSON.stringify({ page: name, look, faults: [...faults] }));
  }
  for (const who of ["user", "admin", "watcher"]) await s[who].context().close();
}

const browser = await launch(task);
try {
  for (const look of Object.keys(task.people)) await journey(browser, look);
} finally {
  await browser.close();
}
