/* visit -- a browser that speaks to nobody else, somebody who is signed in, and what axe says; for all walks. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { violationsOf } from "./axe.mjs";

const OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

export const SCREENS = { desktop: { width: 1366, height: 768 }, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };
export const PATIENCE_MS = 30000; // with a click or a page, where much else runs on the machine

const from = (task) => createRequire(path.join(task.packages, "package.json"));

export function packaged(task, name) {
  return from(task)(name);
}

/* Of one that is a module: Node.js 18 does not require them. */
export function packagedModule(task, name) {
  return import(pathToFileURL(from(task).resolve(name)).href);
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

export function violations(task, page) {
  return violationsOf(page, from(task).resolve("axe-core/axe.min.js"));
}
