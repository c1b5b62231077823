/* promises -- what pages promise, gone through as somebody signed in: in Chinese on a desk, in English on a phone.
 *
 * The task: { base, packages, shots, staff, password } and what the script needs besides.  One JSON line for each
 * promise: { page, look, faults }. */
import fs from "node:fs";
import path from "node:path";
import { launch, PATIENCE_MS, SCREENS, signIn, violations } from "./visit.mjs";

export const task = JSON.parse(fs.readFileSync(0, "utf8"));

export const demand = (held, what) => {
  if (!held) throw new Error(what);
};

/* A picture of it, and nothing that axe finds. */
export async function clean(page, picture, { fullPage = false } = {}) {
  await page.screenshot({ path: path.join(task.shots, picture), fullPage });
  const found = await violations(task, page);
  demand(found.length === 0, found.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
}

/* What the browser says of a form that the server sends back with what is wrong in it. */
const isRefusal = (text) => text.startsWith("Failed to load resource") && text.includes("status of 422");

/* Each is called with the page, the look and the browser; 'begin' goes where each begins. */
export async function keep(promises, { begin = async () => {}, patience = PATIENCE_MS } = {}) {
  const browser = await launch(task);
  try {
    for (const look of ["zh-CN desktop", "en phone"]) {
      const [tongue, screen] = look.split(" ");
      const context = await browser.newContext({ viewport: SCREENS[screen], locale: tongue });
      const page = await context.newPage();
      const faults = [];
      page.setDefaultTimeout(patience);
      page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
      page.on("console", (m) => m.type() === "error" && !isRefusal(m.text()) && faults.push(`console: ${m.text().slice(0, 200)}`));
      await signIn(page, task, task.staff);
      for (const [name, keeps] of Object.entries(promises)) {
        faults.length = 0;
        await begin(page);
        await keeps(page, look, browser).catch((e) => faults.push(e.message.split("\n")[0]));
        console.log(JSON.stringify({ page: name, look, faults: [...faults] }));
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
}
