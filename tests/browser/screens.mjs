// Pictures for people to look at: every address given, in both languages, on a desk and on a phone.
//
//     node tests/browser/screens.mjs http://127.0.0.1:8080 OUT_DIR / /charter /members …
//     node tests/browser/screens.mjs --sign-in LINK http://127.0.0.1:8080 OUT_DIR /desk
//
// OUT_DIR gets NAME-desk-en.png, NAME-desk-zh.png, NAME-phone-en.png, NAME-phone-zh.png, and a word to stdout about every
// page that is not whole (axe, sideways scrolling, script errors, several h1).

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, DESK, faultsOf, PHONE, visitor } from "./browser.mjs";

const words = process.argv.slice(2);
let link;
if (words[0] === "--sign-in") [, link] = words.splice(0, 2);
const dark = words[0] === "--dark" && Boolean(words.shift());
const [url, out, ...paths] = words;
if (!url || !out || !paths.length) {
  console.error("usage: screens.mjs [--sign-in LINK] [--dark] URL OUT_DIR PATH …");
  process.exit(2);
}
await mkdir(out, { recursive: true });
let faults = 0;
let state;
for (const lang of ["en", "zh"]) {
  for (const [name, size] of [["desk", DESK], ["phone", PHONE]]) {
    const page = await visitor({ url }, { lang, size, dark });
    if (link && !state) {
      await signIn(page, link);
      state = await page.context().storageState();
    } else if (state) {
      await page.context().addCookies(state.cookies);
    }
    for (const path of paths) {
      const file = `${path.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "front"}-${name}-${lang}.png`;
      page.faults.length = 0;
      const answer = await page.goto(url + path);
      await page.screenshot({ path: join(out, file), fullPage: true });
      const wrong = await faultsOf(page);
      console.log(`${answer.status()} ${file}${wrong ? "\n    " + wrong.replaceAll("\n", "\n    ") : ""}`);
      if (wrong || answer.status() >= 400) faults += 1;
    }
    await page.context().close();
  }
}
await closeBrowser();
process.exit(faults ? 1 : 0);

/// A sign-in link opens a page that asks for one click.
async function signIn(page, address) {
  await page.goto(address);
  const button = page.locator("main form button[type=submit], main form button:not([type])").first();
  if (await button.count()) await Promise.all([page.waitForLoadState(), button.click()]);
}
