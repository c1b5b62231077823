/* walk -- visits pages in Debian's Chromium and says what is wrong with each: node walk.mjs <task.json
 *
 * The task: { base, packages, shots, password, passwords?, all?, looks?, pages: [{ path, name, staff?,
 * status?, whole? }] }; passwords: { staff: theirs } where they differ.  Standard output gets one JSON line for each page and look: { page, look, faults,
 * bytes }.  A look is a tongue, a screen and a theme; the four that are walked contain every pair of
 * these, "all" walks all eight. */
import fs from "node:fs";
import path from "node:path";
import { launch, PATIENCE_MS, SCREENS, signIn, violations } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));

const PAIRWISE = ["zh-CN desktop light", "zh-CN phone dark", "en desktop dark", "en phone light"];
const ALL = ["zh-CN", "en"].flatMap((t) => ["desktop", "phone"].flatMap((s) => ["light", "dark"].map((d) => `${t} ${s} ${d}`)));
const MOST_BYTES = 100 * 1024; // of a page after the first, as sent

/* In the page: what its policy refuses. */
function watch() {
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));
}

/* In the page: what can be seen of it to be wrong without any tool. */
function look(tongue) {
  const faults = [], root = document.documentElement;
  if (root.lang !== tongue) faults.push(`the page speaks ${root.lang || "no tongue"}`);
  if (root.scrollWidth > root.clientWidth + 1) {
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    const names = wide.slice(-3).map((e) => e.tagName.toLowerCase() + "." + e.className);
    faults.push(`wider than the screen: ${root.scrollWidth} of ${root.clientWidth} px (${names.join(", ")})`);
  }
  if (tongue !== "zh-CN") return faults;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, text = node.data.trim();
    if (/[A-Za-z]{2,}(\s+[A-Za-z]{2,}){2}/.test(text) && !node.parentElement.closest("script, style, pre, code, kbd, [lang=en]"))
      faults.push(`not in Chinese: ${text.slice(0, 60)}`);
  }
  return faults;
}

async function speak(page, tongue) {
  if ((await page.getAttribute("html", "lang")) === tongue) return;
  const button = page.locator(`button[name=tongue][value=${tongue}]`).first();
  if (await button.count()) await Promise.all([page.waitForNavigation(), button.dispatchEvent("click")]);
}

function listen(page, seen) {
  const status = (m) => m.location().url === seen.url && m.text().startsWith("Failed to load resource"); // visit looks at it
  page.on("console", (m) => m.type() === "error" && !status(m) && seen.faults.push(`console: ${m.text().slice(0, 300)}`));
  page.on("pageerror", (e) => seen.faults.push(`script: ${e.message}`));
  page.on("request", (r) => !r.url().startsWith(task.base) && !/^(data|blob):/.test(r.url()) && seen.faults.push(`asks another host: ${r.url()}`));
  page.on("response", (r) => r.status() >= 400 && r.url() !== seen.url && seen.faults.push(`${r.status()}: ${new URL(r.url()).pathname}`));
  page.on("requestfinished", async (r) => {
    const sizes = await r.sizes().catch(() => null);
    if (sizes && sizes.responseBodySize > 0) seen.bytes += sizes.responseBodySize;
  });
}

async function visit(page, wanted, name, seen) {
  const [tongue] = name.split(" ");
  Object.assign(seen, { faults: [], bytes: 0, url: task.base + wanted.path });
  const response = await page.goto(seen.url, { waitUntil: "load" });
  if (response.status() !== (wanted.status ?? 200)) seen.faults.push(`answers ${response.status()}`);
  const policy = response.headers()["content-security-policy"] ?? "";
  if (!/script-src 'self'/.test(policy) || /unsafe-/.test(policy)) seen.faults.push(`its policy is ${policy || "missing"}`);
  await speak(page, tongue);
  seen.faults.push(...(await page.evaluate(look, tongue)));
  for (const v of await violations(task, page))
    seen.faults.push(`axe ${v.id}: ${v.help} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].any[0]?.message ?? ""}`);
  seen.faults.push(...(await page.evaluate(() => window.refused)).map((what) => `refused by the policy: ${what}`));
  fs.mkdirSync(task.shots, { recursive: true });
  await page.screenshot({ path: path.join(task.shots, `${wanted.name} ${name}.png`.replaceAll(" ", "-")), fullPage: Boolean(wanted.whole) });
}

/* What is fetched ahead belongs to the first page, however soon one goes on. */
function fetchedAhead() {
  return !document.querySelector("meta[name=charts]") || document.querySelector("figure[data-chart]") || sessionStorage.getItem("guanhu.charts");
}

async function walk(browser, name) {
  const [tongue, screen, theme] = name.split(" ");
  const people = [...new Set(task.pages.map((p) => p.staff ?? ""))];
  for (const staff of people) {
    const context = await browser.newContext({ viewport: SCREENS[screen], locale: tongue, colorScheme: theme,
      isMobile: screen === "phone", hasTouch: screen === "phone" });
    await context.addInitScript(watch);
    const page = await context.newPage(), seen = {};
    listen(page, seen);
    Object.assign(seen, { faults: [], bytes: 0 });
    if (staff) await signIn(page, task, staff);
    let first = true; /* what the sign-in led to may still be arriving */
    for (const wanted of task.pages.filter((p) => (p.staff ?? "") === staff)) {
      await visit(page, wanted, name, seen).catch((e) => seen.faults.push(`cannot be visited: ${e.message.split("\n")[0]}`));
      if (!first && seen.bytes > MOST_BYTES) seen.faults.push(`${seen.bytes} bytes; ${MOST_BYTES} are allowed after the first page`);
      if (first) await page.waitForFunction(fetchedAhead, { timeout: PATIENCE_MS }).catch(() => seen.faults.push("the charts are not fetched ahead"));
      first = false;
      console.log(JSON.stringify({ page: wanted.name, look: name, faults: seen.faults, bytes: seen.bytes }));
    }
    await context.close();
  }
}

const browser = await launch(task);
try {
  for (const name of task.all ? ALL : task.looks ?? PAIRWISE) await walk(browser, name);
} finally {
  await browser.close();
}
