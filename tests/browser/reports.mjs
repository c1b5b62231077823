/* reports -- reports and the dashboard lived through: node reports.mjs <task.json
 *
 * The task: { base, packages, shots, staff, password, passwords, colleague: { staff, customers } }: the colleague sees so
 * many customers.  One JSON line for each promise: { page, look, faults }. */
import path from "node:path";
import { signIn } from "./visit.mjs";
import { clean, demand, keep, task } from "./promises.mjs";

const number = (text) => Number(text.replace(/[^\d.-]/g, ""));
const focused = (page) => page.evaluate(() => document.activeElement.dataset?.key ?? document.activeElement.tagName);

/* Until the result beside the builder is of this definition. */
async function shows(page, definition) {
  await page.waitForFunction((wanted) => wanted.every((line) => document.querySelector("#report")?.dataset.definition.split("\n").includes(line)), definition)
    .catch(async () => demand(false, `the result is of ${await page.getAttribute("#report", "data-definition")}`));
}

async function add(page, row, typed) {
  await page.locator(`[data-build=${row}] [data-key=add]`).focus();
  await page.keyboard.type(typed);
  await page.locator(`[data-build=${row}] .combo-list:not([hidden]) [aria-selected=true]`).waitFor();
  await page.keyboard.press("Enter");
}

async function settled(page) {
  await page.waitForFunction(() => [...document.querySelectorAll("[data-tile]")].every((tile) => tile.getAttribute("aria-busy") === "false"));
}

const titles = (page) => page.locator(".tile h2").allTextContents();

const promises = {
  "a chart is built by keyboard, and its bar leads to as many customers as it says": async (page, look) => {
    await page.goto(task.base + "/reports/new");
    await page.locator("[data-build=by] .part").first().waitFor();
    await page.locator("[data-build=by] [data-key='0:away']").focus();
    await page.keyboard.press("Alt+Backspace");
    await add(page, "by", look.startsWith("zh") ? "xingbie" : "gender"); /* pinyin, or English */
    await shows(page, ["by = gender", "show = customers,sum(aum)"]);
    await add(page, "show", look.startsWith("zh") ? "存款" : "deposits");
    await shows(page, ["show = customers,sum(aum),sum(deposits)"]);
    await page.locator("[data-build=show] [data-key='2:away']").focus();
    await page.keyboard.press("Alt+ArrowLeft");
    await shows(page, ["show = customers,sum(deposits),sum(aum)"]);
    demand((await focused(page)) === "1:away", `the focus is at ${await focused(page)}`);
    await page.locator(".chart-room canvas").waitFor();
    await clean(page, `reports-build-${look.replaceAll(" ", "-")}.png`, { fullPage: true });
    const link = page.locator("#report-table tbody tr").first().locator("td a").first(), said = number(await link.textContent());
    await link.focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    demand(said > 0 && (await page.locator("#list tbody tr").count()) === said, `${said} are not the rows behind it`);
  },
  "a click on a slice follows the link of its cell": async (page) => {
    await page.goto(task.base + "/reports/run?by=gender&show=customers&chart=pie");
    const canvas = page.locator(".report-chart canvas");
    await canvas.waitFor();
    const box = await canvas.boundingBox(), ring = Math.min(box.width, box.height) / 4; /* within it, on a desk and on a phone */
    for (const [x, y] of [[ring, 0], [0, ring], [-ring, 0]]) {
      await page.mouse.click(box.x + box.width / 2 + x, box.y + box.height / 2 + y);
      if (await page.waitForURL(/\/reports\/customers/, { timeout: 3000 }).then(() => true, () => false)) return;
    }
    demand(false, "no slice leads to customers");
  },
  "a report is saved and shared, and a colleague sees in it what he may": async (page, look, browser) => {
    const name = `会议 ${look}`;
    await page.goto(task.base + "/reports/run?show=customers&by=gender");
    await page.locator("a[href^='/reports/save']").click();
    await page.fill("#drawer [name=name]", name);
    await page.check("#drawer [name=is_shared]");
    await Promise.all([page.waitForURL(/view=\d+/), page.keyboard.press("Control+Enter")]);
    demand((await page.locator("h1").textContent()) === name, "its name does not stand above");
    const address = page.url(), mine = number(await page.locator(".lead-figure .figure-value").first().textContent());
    const context = await browser.newContext({ locale: look.split(" ")[0] }), other = await context.newPage();
    await signIn(other, task, task.colleague.staff);
    await other.goto(task.base + "/reports");
    await other.getByText(name).click();
    demand(other.url().split("&")[0] === address.split("&")[0], "the colleague's list leads elsewhere");
    const his = number(await other.locator(".lead-figure .figure-value").first().textContent());
    demand(his === task.colleague.customers && his < mine, `the colleague sees ${his} of ${mine}`);
    await context.close();
  },
  "a dashboard is arranged by keyboard and by dragging, and is so after a reload": async (page, look) => {
    await page.goto(task.base + "/dashboard/arrange");
    const begun = await titles(page);
    await page.locator("#tile-1-later").focus();
    await Promise.all([page.waitForResponse((r) => r.url().endsWith("/dashboard/change")), page.keyboard.press("Enter")]);
    await page.waitForFunction((first) => document.querySelector(".tile h2").textContent === first, begun[1]);
    await page.locator("[data-arrange].arrange-begun").waitFor();
    if (look.endsWith("desktop")) {
      const from = await page.locator(".tile header").nth(3).boundingBox(), to = await page.locator(".tile header").nth(0).boundingBox();
      await page.mouse.move(from.x + 60, from.y + 12);
      await page.mouse.down();
      await page.mouse.move(to.x + 80, to.y + 10, { steps: 12 });
      await page.mouse.move(to.x + 60, to.y + 8, { steps: 4 });
      await Promise.all([page.waitForResponse((r) => r.url().endsWith("/dashboard/order")), page.mouse.up()]);
      await page.waitForFunction((first) => document.querySelector(".tile h2").textContent === first, begun[3]);
    }
    await clean(page, `dashboard-arrange-${look.replaceAll(" ", "-")}.png`, { fullPage: true });
    const arranged = await titles(page);
    await page.goto(task.base + "/dashboard");
    await settled(page);
    demand(JSON.stringify(await titles(page)) === JSON.stringify(arranged), "the order is another one");
    await clean(page, `dashboard-${look.replaceAll(" ", "-")}.png`, { fullPage: true });
    await page.goto(task.base + "/dashboard/arrange");
    await page.locator("form[action='/dashboard/reset'] button").click();
    await Promise.all([page.waitForURL(/\/dashboard$/), page.locator("#ask [value=yes]").click()]);
    demand(JSON.stringify(await titles(page)) === JSON.stringify(begun), "it is not as the post begins");
  },
  "a tile that fails says so and is asked for again": async (page) => {
    let fails = true;
    await page.route("**/dashboard/tile?place=1", (route) => (fails ? route.fulfill({ status: 200, contentType: "text/html", body: "<p>nothing</p>" }) : route.continue()));
    await page.goto(task.base + "/dashboard");
    const again = page.locator("[data-tile]").first().locator("button");
    await again.waitFor();
    fails = false;
    await again.click();
    await page.locator("[data-tile]").first().locator(".lead-figure").waitFor();
    await page.unroute("**/dashboard/tile?place=1");
  },
  "no more than three tiles are asked for at once": async (page) => {
    let open = 0, most = 0;
    await page.route("**/dashboard/tile?*", async (route) => {
      most = Math.max(most, ++open);
      await route.continue();
    });
    const closed = (request) => /\/dashboard\/tile/.test(request.url()) && open--;
    page.on("requestfinished", closed);
    await page.goto(task.base + "/dashboard");
    await settled(page);
    page.off("requestfinished", closed);
    await page.unroute("**/dashboard/tile?*");
    demand(most >= 1 && most <= 3, `${most} at once`);
  },
  "a report is printed as a clean sheet, light whatever the theme": async (page, look) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(task.base + "/reports/run?by=gender&show=customers&chart=bar");
    await page.locator(".report-chart canvas").waitFor();
    await page.pdf({ path: path.join(task.shots, `report-${look.replaceAll(" ", "-")}.pdf`), format: "A4" });
    demand((await page.getAttribute("html", "data-bs-theme")) === "dark", "the theme is another one afterwards");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const part of [".nav-side", ".top", ".report-bar", ".page-head .acts"])
      demand(!(await page.locator(part).first().isVisible()), `${part} is printed`);
    await page.emulateMedia({ media: null, colorScheme: null });
  },
};

await keep(promises);
