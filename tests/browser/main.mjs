// Loads every journey and runs them, two at a time, each in a house of its own.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { browser, closeBrowser, shot, visitor } from "./browser.mjs";
import { demo, House, initialized, scene, tidy } from "./house.mjs";
import { runJourneys } from "./tap.mjs";

const folder = new URL("./journeys/", import.meta.url);
for (const name of (await readdir(folder)).filter((each) => each.endsWith(".mjs")).sort()) await import(new URL(name, folder));

await browser();
const whole = await runJourneys({
  parts: process.argv.slice(2),
  width: 2,
  prepare: async ({ options }) => {
    const dir = options.scene ? scene(options.scene) : options.charter || options.empty ? initialized(options) : demo(options.demo);
    const house = new House(await dir);
    if (options.smtp) await house.mailByServer();
    await house.serve(...(options.clock ? ["--clock", options.clock] : []));
    const people = [];
    return {
      house,
      people,
      visit: async (how) => {
        const page = await visitor(house, how);
        people.push(page);
        return page;
      },
    };
  },
  failing: async ({ name }, { house, people }) => {
    const lines = [];
    for (const [index, page] of people.entries()) {
      const file = `failed-${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}-${index + 1}`;
      await shot(page, file).catch(() => {});
      lines.push(`screen ${index + 1}: ${page.url()} (${file}.png)`, ...page.faults);
      lines.push((await page.locator("body").innerText({ timeout: 2000 }).catch(() => "")).slice(0, 1500));
    }
    return [...lines, "server said:", house.said.slice(-2000)].join("\n");
  },
  finish: async ({ house, people }) => {
    for (const page of people) await page.context().close();
    await house.end();
  },
});
await closeBrowser();
await tidy();
process.exit(whole ? 0 : 1);
