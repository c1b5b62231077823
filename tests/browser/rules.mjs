/* rules -- a limit is changed, tried and signed by another person, at browsers: node rules.mjs <task.json
 *
 * The task: { base, packages, shots, writer, signer } (each: { staff, password }).  One JSON line for each look: { page,
 * look, faults }. */
import fs from "node:fs";
import path from "node:path";
import { launch, packaged, signIn } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const { AxeBuilder } = packaged(task, "@axe-core/playwright");
const SCREENS = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const browser = await launch(task);
const say = (page, look, faults) => console.log(JSON.stringify({ page, look, faults }));

async function person(who) {
  const context = await browser.newContext({ baseURL: task.base, viewport: SCREENS.desktop, locale: "zh-CN" });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  await signIn(page, { ...task, password: who.password }, who.staff);
  return page;
}

/* A picture and a look at it, on a desk and on a phone. */
async function look(page, name) {
  for (const [screen, size] of Object.entries(SCREENS)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: path.join(task.shots, `rules-${name}-${screen}.png`), fullPage: true });
    const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    const faults = found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`);
    say(name, screen, wide ? [...faults, "wider than the screen"] : faults);
  }
  await page.setViewportSize(SCREENS.desktop);
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

try {
  const writer = await person(task.writer);
  await writer.goto("/rules");
  await look(writer, "versions");
  await writer.getByRole("link", { name: "1", exact: true }).first().click();
  await look(writer, "version");
  await press(writer, "基于此版本新建草稿");
  await writer.waitForURL(/rules\/drafts\/\d+/);
  const draft = new URL(writer.url()).pathname;
  await writer.getByRole("link", { name: "金级", exact: true }).first().click();
  await writer.locator("#drawer textarea[name=asks]").fill("aum_max6 >= 300000 or credit_loan >= 300000");
  await writer.locator("#drawer input[name=line]").fill("300000");
  await look(writer, "level");
  await writer.keyboard.press("Control+Enter");
  await writer.locator("td s code").first().waitFor();
  await look(writer, "draft");
  await press(writer, "全量试算");
  await writer.locator("#trials a[href^='/whatifs/']").first().waitFor({ timeout: 30000 });
  await writer.locator("#trials a[href^='/whatifs/']").first().click();
  await writer.getByRole("heading", { name: /试算/ }).waitFor();
  await look(writer, "matrix");
  const moved = Number((await writer.locator("td a[href*='level_before=2']").first().textContent()).replace(/\D/g, ""));
  say("moved", "desktop", moved > 0 ? [] : ["nobody moves from gold"]);
  await writer.locator("td a[href*='level_before=2']").first().click();
  await look(writer, "examples");
  await writer.goto(draft);
  await press(writer, "提交签署");
  await writer.getByText("须由作者以外").waitFor();
  say("own-signature", "desktop", (await writer.getByRole("button", { name: "签署并发布" }).count()) ? ["the author may sign"] : []);
  const signer = await person(task.signer);
  await signer.goto(draft);
  await press(signer, "签署并发布");
  await signer.locator("#ask[open] button[value=yes]").click();
  await signer.waitForURL(/rules\/2$/);
  await look(signer, "signed");
} catch (failure) {
  say("walk", "desktop", [String(failure)]);
}
await browser.close();
