/* islands -- does what people do with keyboard and mouse on /components and says what does not happen:
 * node islands.mjs <task.json, with the task of walk.mjs.  One JSON line for each promise. */
import fs from "node:fs";
import { launch, signIn } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const promises = {
  "a question mark shows the keys, Escape hides them": async (page) => {
    await page.keyboard.press("?");
    const shown = await page.locator("#keys").isVisible();
    await page.keyboard.press("Escape");
    return shown && !(await page.locator("#keys").isVisible());
  },
  "a question mark that is typed is only typed": async (page) => {
    await page.locator(".list-search").first().press("?");
    return !(await page.locator("#keys").isVisible()) && (await page.locator(".list-search").first().inputValue()) === "?";
  },
  "the fold of the navigation is remembered": async (page) => {
    await page.locator("[data-nav-fold]").click();
    await page.reload();
    const width = (await page.locator(".nav-side").boundingBox()).width;
    await page.locator("[data-nav-fold]").click();
    return width < 80 && (await page.locator(".nav-side").boundingBox()).width > 150;
  },
  "the theme is chosen and remembered": async (page) => {
    await page.locator("details.menu > .top-act").click();
    const kept = page.waitForResponse((r) => r.url().endsWith("/me/theme"));
    await page.locator("[data-theme=dark]").click();
    if (!(await kept).ok()) return false;
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    return (await page.getAttribute("html", "data-bs-theme")) === "dark";
  },
  "rows are picked one by one, in a range, and all": async (page) => {
    const boxes = page.locator(".dense tbody .pick input"), count = page.locator("[data-picked]");
    await boxes.nth(0).click();
    await boxes.nth(2).click({ modifiers: ["Shift"] });
    const range = (await count.textContent()) === "3";
    await page.keyboard.press("Control+a");
    const all = (await count.textContent()) === String(await boxes.count());
    await page.locator("[data-pick-none]").click();
    return range && all && !(await page.locator(".pick-bar").isVisible());
  },
  "what has consequences asks first": async (page) => {
    await page.locator(".btn-danger[data-confirm]").first().click();
    const said = await page.locator("#ask p").textContent();
    await page.locator("#ask [value=no]").click();
    return /1,284/.test(said) && !(await page.locator("#ask").isVisible());
  },
  "a form opens in the drawer, and closes by itself when nothing was typed": async (page) => {
    await page.locator("a[data-drawer]").first().click();
    await page.locator("#drawer form").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#drawer").waitFor({ state: "hidden" });
    return true;
  },
  "a form that was typed in asks before it closes, and its draft is there again": async (page) => {
    await page.locator("a[data-drawer]").first().click();
    await page.fill("#drawer [name=subject]", "draft");
    await page.keyboard.press("Escape");
    await page.locator("#ask").waitFor({ timeout: 5000 });
    await page.locator("#ask [value=yes]").click();
    await page.locator("#drawer").waitFor({ state: "hidden" });
    await page.locator("a[data-drawer]").first().click();
    await page.locator("#drawer form").waitFor();
    return (await page.inputValue("#drawer [name=subject]")) === "draft";
  },
  "Ctrl+Enter sends the form": async (page) => {
    await page.locator("a[data-drawer]").first().click();
    await page.fill("#drawer [name=subject]", "sent");
    const sent = page.waitForRequest((r) => r.method() === "POST" && r.headers()["x-csrf-token"] !== undefined, { timeout: 5000 });
    await page.keyboard.press("Control+Enter");
    return (await sent).postData().includes('name="subject"\r\n\r\nsent');
  },
  "a job that runs is shown anew by itself, and the button that cancels it stays where it is": async (page) => {
    await page.goto(task.base + "/jobs/2");
    await page.evaluate(() => ["#job", "#job-cancel"].forEach((part) => (document.querySelector(part).dataset.seen = "yes")));
    await page.waitForFunction(() => !document.querySelector("#job").dataset.seen, null, { timeout: 10000 });
    return (await page.getAttribute("#job-cancel", "data-seen")) === "yes";
  },
  "a job is cancelled after a question": async (page) => {
    await page.goto(task.base + "/jobs/2");
    await page.locator("#job-cancel button").click();
    await page.locator("#ask [value=yes]").click();
    await page.locator("#job [role=status]").waitFor({ timeout: 10000 });
    return (await page.locator("#job-cancel").count()) === 0;
  },
  "a file goes with the form, and what came of it is shown": async (page) => {
    await page.locator("a[data-drawer]").first().click();
    await page.fill("#drawer [name=subject]", "list");
    await page.setInputFiles("#drawer [name=list]", { name: "list.exe", mimeType: "text/csv", buffer: Buffer.from("x") });
    await page.keyboard.press("Control+Enter");
    await page.locator("#drawer [name=list][aria-invalid=true]").waitFor();
    await page.setInputFiles("#drawer [name=list]", { name: "名单.csv", mimeType: "text/csv", buffer: Buffer.from("no,name\n1,<b>x</b>\n") });
    await page.keyboard.press("Control+Enter");
    await page.locator("#drawer .log").waitFor();
    return (await page.locator("#drawer .log").textContent()) === "no,name\n1,<b>x</b>\n" && (await page.locator("#drawer dd").nth(1).textContent()) === "名单.csv";
  },
  "what the server could not do is said": async (page) => {
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("htmx:sendError")));
    return page.locator(".toast-line.bad").isVisible();
  },
};

const browser = await launch(task);
try {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const page = await context.newPage();
  if (task.staff) await signIn(page, task, task.staff);
  for (const [name, keeps] of Object.entries(promises)) {
    await page.goto(task.base + "/components");
    const kept = await keeps(page).catch((e) => e.message.split("\n")[0]);
    console.log(JSON.stringify({ page: name, look: "zh-CN desktop light", faults: kept === true ? [] : [String(kept)] }));
  }
} finally {
  await browser.close();
}
