/* live -- several tabs of one browser hear what happens: node live.mjs <task.json
 *
 * The task: { base, packages, staff, password, notify: [command] }; the command gets a notice as its last
 * word.  One JSON line for each promise. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { launch, signIn } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const notify = (notice) => execFileSync(task.notify[0], [...task.notify.slice(1), notice]);

/* In the page: elements that follow topics, and what they heard. */
function follow() {
  window.heard = [];
  for (const topic of ["job 17", "job", "job 99"]) {
    const element = document.createElement("i");
    element.dataset.live = topic;
    element.addEventListener("live", (event) => window.heard.push(`${topic} < ${event.detail.topic} ${event.detail.id}`));
    document.body.append(element);
  }
}

const hears = (page, what) => page.waitForFunction((line) => window.heard.includes(line), what, { timeout: 20000 });

/* A tab that follows; it has heard "again" when its stream, or another tab's, is there. */
async function tab(context, path = "/me") {
  const page = await context.newPage();
  await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => window.follow?.()));
  await page.addInitScript(`window.follow = ${follow}`);
  await page.goto(task.base + path);
  await hears(page, "job < again -");
  return page;
}

const promises = {
  "two tabs have one stream, and both hear": async (context, asked) => {
    const first = await tab(context), second = await tab(context);
    notify("job 17");
    for (const page of [first, second]) {
      await hears(page, "job 17 < job 17");
      await hears(page, "job < job 17");
      if (await page.evaluate(() => window.heard.includes("job 99 < job 17"))) return "job 99 heard of job 17";
    }
    return asked.length === 1 || `${asked.length} streams`;
  },
  "when the tab with the stream closes, another one takes over": async (context, asked) => {
    const first = await tab(context), second = await tab(context);
    await first.close();
    await second.waitForFunction(() => window.heard.filter((line) => line === "job < again -").length > 1, null, { timeout: 20000 });
    notify("job 18");
    await hears(second, "job < job 18");
    return asked.length === 2 || `${asked.length} streams`;
  },
  "a browser without locks hears too": async (context) => {
    await context.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    const first = await tab(context), second = await tab(context);
    notify("job 19");
    await hears(first, "job < job 19");
    await hears(second, "job < job 19");
    return true;
  },
  "a part of a page asks anew, and does not keep the session alive": async (context) => {
    const part = '<div data-live="job 31" hx-get="/jobs/1" hx-trigger="live" hx-swap="none"></div></main>';
    await context.route("**/me", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("</main>", part) });
    });
    const page = await tab(context);
    const asked = page.waitForRequest((r) => r.url().endsWith("/jobs/1"), { timeout: 20000 });
    notify("job 31");
    return (await (await asked).allHeaders())["x-by-itself"] === "1";
  },
  "a new day is said in words, and shown when asked for": async (context) => {
    const page = await tab(context, "/nights?page=1");
    const news = page.locator(".top-news");
    for (const id of ["1999-01-01", "2999-12-31"]) /* the server says no day that it does not have */
      await news.evaluate((room, day) =>
        room.dispatchEvent(new CustomEvent("live", { detail: { topic: "day", id: day } })), id);
    await news.locator("button").waitFor();
    const said = (await news.textContent()).replace(/\s+/g, " ").trim();
    if (said !== "新业务日 2999-12-31 显示") return said;
    if ((await news.getAttribute("aria-live")) !== "polite") return "not said to those who listen";
    await Promise.all([page.waitForNavigation(), news.locator("button").click()]);
    return page.url().endsWith("/nights?page=1") || page.url();
  },
  "pages of nobody have no stream": async (context, asked) => {
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto(task.base + "/sign-in", { waitUntil: "networkidle" });
    return asked.length === 0 || `${asked.length} streams`;
  },
};

const browser = await launch(task);
try {
  const first = await browser.newContext({ locale: "zh-CN" });
  await signIn(await first.newPage(), task, task.staff);
  const storageState = await first.storageState();
  await first.close();
  for (const [name, keeps] of Object.entries(promises)) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", storageState });
    const asked = [];
    context.on("request", (r) => new URL(r.url()).pathname === "/live" && asked.push(r));
    const kept = await keeps(context, asked).catch((e) => e.message.split("\n")[0]);
    console.log(JSON.stringify({ page: name, look: "zh-CN desktop light", faults: kept === true ? [] : [String(kept)] }));
    await context.close();
  }
} finally {
  await browser.close();
}
