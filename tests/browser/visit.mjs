/* visit -- a browser that speaks to nobody else, and somebody who is signed in; for walk and islands. */
import { createRequire } from "node:module";
import path from "node:path";

const OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

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
