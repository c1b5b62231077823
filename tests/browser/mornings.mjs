/* mornings -- what people of each post click on a morning, in each look: node mornings.mjs <task.json
 *
 * The task: { base, packages, shots, looks, people: { post: { staff, password, name, customer, other } } }.
 * A morning is a list of steps for one post, done in their order in one browser; each returns nothing or
 * throws what is wrong.  After each the page is looked at (axe, width, console) and pictured.  A new step is
 * a line in the table of its post.  One JSON line for each step: { page, look, faults }. */
import fs from "node:fs";
import path from "node:path";
import { launch, PATIENCE_MS, SCREENS, signIn, violations } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));

const at = (page) => new URL(page.url()).pathname;
const demand = (held, what) => {
  if (!held) throw new Error(what);
};
/* Clicks and waits for the page that answers. */
const follow = (page, what) => Promise.all([page.waitForNavigation(), (typeof what === "string" ? page.locator(what).first() : what).click()]);

const signsIn = async (page, who) => {
  await signIn(page, { ...task, password: who.password }, who.staff);
  demand(at(page) !== "/sign-in", "was not let in");
  await page.locator(".top details.menu > summary").click();
  demand((await page.locator(".top .menu-who").textContent()).includes(who.name), "somebody else's name");
  await page.keyboard.press("Escape");
};

/* "/" leads there; the page says whose day it is. */
const begins = async (page) => {
  await page.goto(task.base + "/");
  demand(at(page) === "/today", `led to ${at(page)}`);
  demand((await page.locator("h1").textContent()).trim().length > 1, "no title");
};
const hasTasks = async (page) => {
  const tasks = page.locator(".task");
  demand((await tasks.count()) > 0, "nothing to do");
  demand((await tasks.first().locator(".task-why li").first().textContent()).trim().length > 3, "no reason");
  demand((await tasks.first().locator(".task-who a").getAttribute("href")).startsWith("/customers/"), "no way to the customer");
};
/* A tab or button of the page by a part of its address. */
const chooses = (part) => async (page) => {
  await follow(page, `#tasks a[href*="${part}"]`);
  demand(page.url().includes(part), `led to ${page.url()}`);
  demand((await page.locator(`#tasks a[href*="${part}"][aria-current]`).count()) > 0, "not shown as chosen");
};
/* To the first customer there, and back again. */
const looksAtCustomer = (selector) => async (page) => {
  const link = page.locator(selector).first(), name = (await link.textContent()).trim();
  await follow(page, link);
  demand(/^\/customers\/\d+$/.test(at(page)), `led to ${at(page)}`);
  demand((await page.locator("main").textContent()).includes(name), `the page does not name ${name}`);
};
const comesBack = async (page) => {
  await page.goBack();
  demand(at(page) === "/today", `back at ${at(page)}`);
};
const seesNobody = async (page) => demand((await page.locator("main a[href^='/customers/']").count()) === 0, "a customer is shown");
const mayServe = async (page) => demand(await page.locator("#serve").isVisible(), "no field for a number");

/* A built-in report, from a figure of its table and from its chart to the customers behind it. */
const report = "/reports/built-in/tiers";
const opensReport = async (page) => {
  await page.goto(task.base + "/reports");
  await follow(page, `a[href="${report}"]`);
  demand((await page.locator(".report-words p").first().textContent()).trim().length > 5, "does not say what it counts");
};
const drillsFromTable = async (page) => {
  const figure = page.locator(".report-part tbody a[href^='/reports/customers']").first(), told = (await figure.textContent()).trim();
  await follow(page, figure);
  demand(at(page) === "/reports/customers", `led to ${page.url()}`);
  demand((await page.locator("main").textContent()).includes(told), `the list does not come to ${told}`);
  demand((await page.locator("#list tbody tr").count()) > 0, "nobody behind the figure");
};
const drillsFromChart = async (page) => {
  await page.goto(task.base + report);
  const chart = page.locator(".report-chart canvas, .report-chart svg").first();
  await chart.waitFor();
  await chart.evaluate((drawn) => drawn.scrollIntoView({ block: "center", behavior: "instant" }));    // a phone has a bar at its foot
  const bar = await chart.boundingBox();
  const arrives = page.waitForURL(/\/reports\/customers/, { timeout: PATIENCE_MS });
  arrives.catch(() => {});
  const hit = (x, y) => at(page) === report && page.mouse.click(bar.x + bar.width * x, bar.y + bar.height * y).catch(() => {});
  for (let step = 0; step < 20; step++) {
    await hit(0.07 + step * 0.01, 0.78);       // the first bar stands on the axis, at the left; on a phone
    await hit(0.22, 0.24 + step * 0.01);       // it lies, at the top
  }
  await arrives;
};

const mornings = {
  rm: {
    "signs in": signsIn,
    "begins": begins,
    "sees what is to be done": hasTasks,
    "only risks": chooses("group=risk"),
    "by customer": chooses("view=customer"),
    "begins again": begins,
    "by kind": chooses("view=kind"),
    "looks at a customer": looksAtCustomer(".task-who a"),
    "comes back": comesBack,
    "watches deposits": async (page) => {
      await follow(page, "#watch a[href*='watch=deposits']");
      demand((await page.locator("#watch .views [aria-current]").getAttribute("href")).includes("watch=deposits"), "not chosen");
    },
    "somebody else's customer is not there": async (page, who) => {
      const answer = await page.goto(`${task.base}/customers/${who.other}`);
      demand(answer.status() === 404, `answers ${answer.status()}`);
    },
  },
  outlet_head: {
    "signs in": signsIn,
    "begins": begins,
    "sees what is to be done": hasTasks,
    "sees the managers": async (page) => {
      demand((await page.locator("#managers tbody tr").count()) > 1, "no managers");
    },
    "looks at a customer": looksAtCustomer(".task-who a"),
    "comes back": comesBack,
    "opens a report": opensReport,
    "from a figure to its customers": drillsFromTable,
    "from the chart to its customers": drillsFromChart,
    "looks at one who is being lost": async (page) => {
      if (await page.locator("#losing tbody a").count()) await looksAtCustomer("#losing tbody a")(page);
    },
  },
  supervisor: {
    "signs in": signsIn,
    "begins": begins,
    "goes down into a branch": async (page) => {
      await follow(page, "#orgs tbody a");
      demand(/\?org=\d+/.test(page.url()), `led to ${page.url()}`);
      demand((await page.locator(".today-path b").count()) === 1, "no way up");
    },
    "and further": async (page) => {
      await follow(page, "#orgs tbody a");
      demand((await page.locator(".today-path a").count()) === 2, "not two above");
    },
    "and up again": async (page) => {
      await follow(page, ".today-path a");
      demand((await page.locator(".today-path").count()) === 0, "not at the top");
    },
    "looks at a customer": looksAtCustomer(".task-who a"),
    "comes back": comesBack,
    "opens a report": opensReport,
    "from a figure to its customers": drillsFromTable,
    "from the chart to its customers": drillsFromChart,
  },
  lobby_manager: { "signs in": signsIn, "begins": begins, "sees what is to be done": hasTasks },
  lobby_assistant: { "signs in": signsIn, "begins": begins, "may serve": mayServe },
  open_teller: { "signs in": signsIn, "begins": begins },
  closed_teller: { "signs in": signsIn, "begins": begins, "may serve": mayServe },
  marketer: { "signs in": signsIn, "begins": begins, "sees nobody": seesNobody },
  marketing_supervisor: { "signs in": signsIn, "begins": begins, "sees nobody": seesNobody },
  agent: { "signs in": signsIn, "begins": begins, "may serve": mayServe },
  compliance: { "signs in": signsIn },
  admin: {
    "signs in": signsIn,
    "sees the bank": async (page) => {
      await page.goto(task.base + "/today");
      demand((await page.locator("#panel-nights tbody tr").count()) > 1, "no nights");
    },
  },
  remote_authoriser: { "signs in": signsIn, "begins": begins, "may serve": mayServe },
};

async function open(browser, look, faults) {
  const [tongue, screen, theme] = look.split(" ");
  const context = await browser.newContext({ viewport: SCREENS[screen], locale: tongue, colorScheme: theme,
    isMobile: screen === "phone", hasTouch: screen === "phone" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && !m.text().startsWith("Failed to load resource") && faults.push(`console: ${m.text().slice(0, 200)}`));
  return page;
}

/* Whoever comes back to a page that is as it was sees nothing new. */
async function lookAt(page, name, faults, looked) {
  await page.evaluate(() => scrollTo(0, 0)); /* nothing half under the bar */
  const html = await page.content(), known = looked.has(html);
  looked.add(html);
  for (const v of known ? [] : await violations(task, page)) faults.push(`axe ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 1) faults.push(`wider than the screen by ${wide} px`);
  fs.mkdirSync(task.shots, { recursive: true });
  await page.screenshot({ path: path.join(task.shots, `morning ${name}.png`.replaceAll(" ", "-")) });
}

async function morning(browser, look, post) {
  const faults = [], looked = new Set(), page = await open(browser, look, faults);
  for (const [name, step] of Object.entries(mornings[post])) {
    faults.length = 0;
    await step(page, task.people[post]).catch((e) => void faults.push(e.message.split("\n")[0]));
    await lookAt(page, `${post} ${name} ${look}`, faults, looked).catch((e) => void faults.push(e.message.split("\n")[0]));
    console.log(JSON.stringify({ page: `${post} ${name}`, look, faults: [...faults] }));
  }
  await page.context().close();
}

const browser = await launch(task);
try {
  for (const look of task.looks)
    for (const post of Object.keys(mornings).filter((name) => task.people[name])) await morning(browser, look, post);
} finally {
  await browser.close();
}
