/* mornings -- what people of each post click on a morning, in each look: node mornings.mjs <task.json
 *
 * The task: { base, packages, shots, looks, people: { post: { staff, password, name, customer, other } } }.
 * A morning is a list of steps for one post, done in their order in one browser; each returns nothing or
 * throws what is wrong.  After each the page is looked at (axe, width, console) and pictured.  A new step is
 * a line in the table of its post.  One JSON line for each step: { page, look, faults }. */
import fs from "node:fs";
import path from "node:path";
import { launch, packaged, signIn } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const { AxeBuilder } = packaged(task, "@axe-core/playwright");
const SCREENS = { desktop: { width: 1366, height: 768 }, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

const mornings = {
  rm: { "signs in": signsIn },
  outlet_head: { "signs in": signsIn },
  supervisor: { "signs in": signsIn },
  lobby_manager: { "signs in": signsIn },
  lobby_assistant: { "signs in": signsIn },
  open_teller: { "signs in": signsIn },
  closed_teller: { "signs in": signsIn },
  marketer: { "signs in": signsIn },
  marketing_supervisor: { "signs in": signsIn },
  agent: { "signs in": signsIn },
  compliance: { "signs in": signsIn },
  admin: { "signs in": signsIn },
  remote_authoriser: { "signs in": signsIn },
};

async function open(browser, look, faults) {
  const [tongue, screen, theme] = look.split(" ");
  const context = await browser.newContext({ viewport: SCREENS[screen], locale: tongue, colorScheme: theme,
    isMobile: screen === "phone", hasTouch: screen === "phone" });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && !m.text().startsWith("Failed to load resource") && faults.push(`console: ${m.text().slice(0, 200)}`));
  return page;
}

async function lookAt(page, name, faults) {
  const axe = await new AxeBuilder({ page }).withTags(RULES).analyze();
  for (const v of axe.violations) faults.push(`axe ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 1) faults.push(`wider than the screen by ${wide} px`);
  fs.mkdirSync(task.shots, { recursive: true });
  await page.screenshot({ path: path.join(task.shots, `morning ${name}.png`.replaceAll(" ", "-")) });
}

async function morning(browser, look, post) {
  const faults = [], page = await open(browser, look, faults);
  for (const [name, step] of Object.entries(mornings[post])) {
    faults.length = 0;
    await step(page, task.people[post]).catch((e) => void faults.push(e.message.split("\n")[0]));
    await lookAt(page, `${post} ${name} ${look}`, faults).catch((e) => void faults.push(e.message.split("\n")[0]));
    console.log(JSON.stringify({ page: `${post} ${name}`, look, faults: [...faults] }));
  }
  await page.context().close();
}

const browser = await launch(task);
try {
  for (const look of task.looks) for (const post of Object.keys(mornings)) await morning(browser, look, post);
} finally {
  await browser.close();
}
