// Chromium as people use it: a desk or a phone, Chinese or English, with the rules of axe at hand.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { PATIENCE_MS, SCREENS, wait } from "./house.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps", "--mute-audio"];
export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const LANGS = { zh: "zh-CN", en: "en-US" };

let shared;
export async function browser() {
  shared ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS, headless: true });
  return shared;
}
export async function closeBrowser() {
  if (shared) await (await shared).close();
}

/// A machine that is so many times slower: its processor, and each answer to what is sent or followed comes late. It shows what only
/// speed had hidden; see tests/README.md.
const SLOW = Number(process.env.CHARTERD_SLOW ?? 1);
const LATE_MS = 60;
async function slowDown(page) {
  const line = await page.context().newCDPSession(page);
  page.throttle = (rate) => line.send("Emulation.setCPUThrottlingRate", { rate });
  await page.throttle(SLOW);
  await page.context().route("**/*", async (route) => {
    const request = route.request();
    if (request.method() === "POST" || /\/(live|mine)\?/.test(request.url())) await wait(SLOW * LATE_MS);
    await route.fallback().catch(() => {}); // the page has gone on meanwhile
  });
}

/// Somebody at a screen of their own: fresh cookies, a language, a size.
export async function visitor(house, { lang = "en", size = DESK, script = true, dark = false } = {}) {
  const context = await (await browser()).newContext({
    baseURL: house.url,
    locale: LANGS[lang],
    viewport: size,
    deviceScaleFactor: size === PHONE ? 2 : 1,
    isMobile: size === PHONE,
    hasTouch: size === PHONE,
    javaScriptEnabled: script,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    timezoneId: "Asia/Shanghai",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (problem) => page.faults.push(`script: ${problem.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" || /status of 4\d\d/.test(message.text())) return;
    // A journey that stops its server cuts what pages of it listen to; when the browser says so is chance.
    if (house.stops && /ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(message.text())) return;
    page.faults.push(`console: ${message.text()}`);
  });
  page.on("response", (answer) => {
    if (answer.status() >= 500) page.faults.push(`${answer.status()} ${answer.url()}`);
  });
  page.house = house;
  if (SLOW > 1) await slowDown(page);
  return page;
}

const SHOWN = 3000; // of a page that is very long, its beginning: nobody looks at more of a picture

export async function shot(page, name) {
  await page.waitForLoadState();
  const { width, height } = await page.evaluate(() => ({ width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight }));
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, SHOWN) } });
}

/// Everything a page must be for everyone: axe finds nothing, nothing scrolls sideways, no script failed, the language is
/// said, there is one h1. Gives what is wrong as text, "" when nothing is.
export async function faultsOf(page) {
  await page.waitForLoadState();
  const wrong = [...page.faults];
  await page.throttle?.(1); // the judge's own work takes no part in it
  await page.evaluate(AXE + ";0").catch(async () => page.addScriptTag({ content: AXE }));
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const { id, help, nodes } of violations) {
    wrong.push(`axe ${id}: ${help}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")} (${(failureSummary ?? "").replaceAll("\n", " ").slice(0, 160)})`).join("; ")}`);
  }
  const shape = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    heads: document.querySelectorAll("h1").length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    widest: [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((node) => node.tagName.toLowerCase() + (node.className ? "." + String(node.className).split(" ")[0] : "")).slice(0, 5),
  }));
  await page.throttle?.(SLOW);
  if (!shape.lang) wrong.push("the page does not say its language");
  if (shape.heads !== 1) wrong.push(`${shape.heads} h1`);
  if (shape.wide > 0) wrong.push(`scrolls sideways by ${shape.wide} px: ${shape.widest.join(", ")}`);
  return wrong.join("\n");
}
export async function mustBeWhole(page, where = "") {
  const wrong = await faultsOf(page);
  if (wrong) throw new Error(`${where || new URL(page.url()).pathname}:\n${wrong}`);
}
