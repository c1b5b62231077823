/* visit -- a browser that speaks to nobody else, somebody who is signed in, and what axe says; for all walks. */
import { createRequire } from "node:module";
import path from "node:path";

const OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

export const SCREENS = { desktop: { width: 1366, height: 768 }, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };
export const PATIENCE_MS = 30000; // with a click or a page, where much else runs on the machine
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export function packaged(task, name) {
  return createRequire(path.join(task.packages, "package.json"))(name);
}

export function launch(task) {
  return packaged(task, "playwright-core").chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: OFFLINE });
}

export async function signIn(page, task, staff) {
  await page.goto(task.base + "/sign-in");
  await page.fill("#staff", staff);
  await page.fill("#password", task.passwords?.[staff] ?? task.password);
  await Promise.all([page.waitForNavigation(), page.press("#password", "Enter")]);
}

/* What axe finds wrong.  Our pages have no frames of other sites, so it runs within the page, which takes half
 * the time of the way that guards against them; and only what is wrong is described. */
export async function violations(task, page) {
  const { AxeBuilder } = packaged(task, "@axe-core/playwright");
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"], preload: false });
  return (await axe.withTags(RULES).analyze()).violations;
}
