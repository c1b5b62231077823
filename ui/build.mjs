/* Bundles what runs in the browser and writes it as C: node build.mjs SOURCE BUILD OUT.c OUT.h DEPFILE
 *
 * SOURCE is the top of the house, BUILD a folder for the packages and the files as they are sent.
 * Packages are installed only when package-lock.json is not the one they were installed from.
 * Every file's name bears its hash, so that a browser may keep it for ever; OUT.h has a macro for
 * each name, OUT.c the table of web/asset.h with the bytes, plain and gzipped. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import zlib from "node:zlib";

const [outSource, outHeader, depfile] = process.argv.slice(4);
const [top, build] = process.argv.slice(2, 4).map((p) => path.resolve(p));
const ui = path.join(top, "ui");
const read = new Set(); // every file that the result depends on
const OLDEST = ["chrome88", "firefox91", "safari15"];
const TYPES = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json" };

function text(file) {
  read.add(file);
  return fs.readFileSync(file, "utf8");
}

/* --- packages -------------------------------------------------------------------------------- */

function install() {
  const stamp = path.join(build, "node_modules", ".installed");
  const lock = text(path.join(ui, "package-lock.json"));
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lock) return;
  fs.mkdirSync(build, { recursive: true });
  for (const name of ["package.json", "package-lock.json", ".npmrc"])
    fs.copyFileSync(path.join(ui, name), path.join(build, name));
  execFileSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], { cwd: build, stdio: ["ignore", "ignore", "inherit"] });
  fs.writeFileSync(stamp, lock);
}

/* --- files of the house ---------------------------------------------------------------------- */

function* walk(folder, ending) {
  read.add(folder); // a new file changes its folder
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(file, ending);
    else if (entry.name.endsWith(ending)) yield file;
  }
}

const byOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/* --- icons: one picture, shown through a mask ------------------------------------------------- */

/* All icons of icons.txt side by side, each 24 wide, and the classes that show the n-th of them. */
function icons() {
  const names = text(path.join(ui, "icons.txt")).split("\n").filter((line) => line && !line.startsWith("#"));
  const shapes = names.map((name, i) => {
    const [kind, file] = name.includes("/") ? name.split("/") : ["outline", name];
    const svg = fs.readFileSync(path.join(build, "node_modules/@tabler/icons/icons", kind, file + ".svg"), "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "").replace(/\s+/g, " ").trim();
    const paint = kind === "filled" ? 'fill="#000" stroke="none"' : "";
    return `<g transform="translate(${i * 24})" ${paint}>${body}</g>`;
  });
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${names.length * 24} 24" fill="none" ` +
      `stroke="#000" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</svg>`,
    css: names.map((name, i) => `.i-${name.split("/").pop()}{--i:${i}}`).join("") +
      `.i{--icons:${names.length}}`,
  };
}

/* --- bundling -------------------------------------------------------------------------------- */

/* Tabler without what no template and no island names. */
async function purged(require) {
  const { PurgeCSS } = require("purgecss");
  const file = path.join(build, "node_modules/@tabler/core/dist/css/tabler.css");
  const content = [...walk(path.join(top, "src"), ".html"), ...walk(path.join(ui, "src"), ".ts")]
    .map((each) => ({ raw: text(each), extension: "html" }));
  const ours = [...walk(path.join(ui, "src"), ".css")].map(text).join("\n");
  const [result] = await new PurgeCSS().purge({
    content,
    css: [{ raw: fs.readFileSync(file, "utf8").replace(/\/\*#.*?\*\//g, "") }],
    variables: true, keyframes: true, fontFace: true,
    safelist: { variables: [...new Set(ours.match(/--tblr-[\w-]+/g))], greedy: [/data-bs-theme/] },
    defaultExtractor: (source) => source.match(/[\w-]+/g) || [],
  });
  return result.css.replace(/oklch\(([\d.]+)% ([\d.]+) ([\d.]+)deg\)/g, plainColour)
    .replace(/url\("data:[^"]*"\)/g, "none"); /* the policy refuses those */
}

/* A colour as older browsers know it; esbuild leaves those in variables alone. */
function plainColour(_, lightness, chroma, hue) {
  const angle = (hue * Math.PI) / 180, a = chroma * Math.cos(angle), b = chroma * Math.sin(angle), L = lightness / 100;
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s];
  return "#" + linear.map((c) => Math.min(1, Math.max(0, c)))
    .map((c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055))
    .map((c) => Math.round(c * 255).toString(16).padStart(2, "0")).join("");
}

async function bundle() {
  const require = createRequire(path.join(build, "package.json"));
  const esbuild = require("esbuild");
  const files = new Map(); // logical name -> bytes
  const common = { bundle: true, minify: true, write: false, target: OLDEST, legalComments: "none",
    nodePaths: [path.join(build, "node_modules")], absWorkingDir: ui, metafile: true, logLevel: "warning" };

  const sprite = icons();
  files.set("icons.svg", Buffer.from(sprite.svg));
  files.set("guanhu.svg", Buffer.from(text(path.join(ui, "src/guanhu.svg"))));

  const scripts = await esbuild.build({ ...common, entryPoints: ["src/guanhu.ts", "src/early.ts", "src/chart.ts", "src/condition.ts", "src/arrange.ts"], outdir: "/",
    format: "iife", define: { "process.env.NODE_ENV": '"production"' } });
  for (const input of Object.keys(scripts.metafile.inputs)) if (input.startsWith("src/")) read.add(path.join(ui, input));
  for (const file of scripts.outputFiles) files.set(path.basename(file.path), Buffer.from(file.contents));

  const order = ["base", "frame", "table", "parts", "form", "why", "rules", "record", "search", "today", "condition", "report", "dashboard", "print"];
  const looks = order.map((name) => text(path.join(ui, "src", name + ".css"))).join("\n")
    .replaceAll("url(icons.svg)", `url(${hashed("icons.svg", files.get("icons.svg"))})`);
  const css = await esbuild.transform((await purged(require)) + "\n" + looks + "\n" + sprite.css,
    { loader: "css", minify: true, target: OLDEST, legalComments: "none" });
  files.set("guanhu.css", Buffer.from(css.code));
  return files;
}

function hashed(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return name.replace(/\.\w+$/, `.${hash}$&`);
}

/* --- C --------------------------------------------------------------------------------------- */

/* The bytes as a literal; octal escapes have three digits always, so that no digit joins them. */
function literal(bytes) {
  let line = "", out = "";
  for (const c of bytes) {
    line += c >= 32 && c < 127 && c !== 34 && c !== 92 && c !== 63
      ? String.fromCharCode(c) : "\\" + c.toString(8).padStart(3, "0");
    if (line.length > 2000) { out += `\n        "${line}"`; line = ""; }
  }
  return `${out}\n        "${line}", ${bytes.length}`;
}

/* Leaves alone what is the same, so that nothing is compiled again for it. */
function put(file, content) {
  if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== content) fs.writeFileSync(file, content);
}

function write(files) {
  const rows = [], macros = [], sent = path.join(build, "sent");
  fs.rmSync(sent, { recursive: true, force: true });
  fs.mkdirSync(sent, { recursive: true });
  for (const [name, bytes] of files) {
    const address = "/assets/" + hashed(name, bytes);
    const gzip = zlib.gzipSync(bytes, { level: 9 });
    fs.writeFileSync(path.join(sent, path.basename(address)), bytes);
    rows.push({ address, row: `    {"${address}", "${TYPES[path.extname(name)]}",\n     {${literal(bytes)}},\n` +
      `     {${literal(gzip)}}},\n` });
    macros.push(`#define ASSET_${name.toUpperCase().replace(/\W/g, "_")} "${address}"\n`);
  }
  rows.sort((a, b) => byOrder(a.address, b.address));
  put(outSource, "/* Written by ui/build.mjs. */\n#include \"web/asset.h\"\n\n" +
    "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nconst struct asset assets[] = {\n" +
    rows.map((each) => each.row).join("") + `};\nconst size_t assets_len = ${rows.length};\n`);
  put(outHeader, "#pragma once\n/* Written by ui/build.mjs: where the files of the browser are. */\n\n" +
    macros.sort(byOrder).join(""));
  fs.writeFileSync(path.join(sent, "names.json"), JSON.stringify(
    Object.fromEntries([...files].map(([name, bytes]) => [name, "/assets/" + hashed(name, bytes)])), null, 1));
  fs.writeFileSync(depfile, `${outSource}: ${[...read].map((f) => f.replaceAll(" ", "\\ ")).join(" ")}\n`);
}

install();
read.add(path.join(ui, "build.mjs"));
write(await bundle());
