// Every page that can be reached by links, once of each shape, in both languages, on a desk and on a phone: it answers, it is
// whole (axe, one h1, nothing sideways, no script error), and says what it says in the language asked for.

import { DESK, mustBeWhole, PHONE } from "../browser.mjs";
import { journey, ok } from "../tap.mjs";

const EACH_SHAPE = 2; // pages of one shape, such as /members/N
const PAGES_MAX = 140;

const shape = (path) =>
  path.replace(/\?.*$/, "?").replace(/^\/(act|reference\/acts|bodies)\/[^/?]+/, "/$1/N").replaceAll(/\/[^/]*\d[^/]*/g, "/N");

/// All internal pages from a start that `follow` wants, breadth first.
export async function crawl(page, house, start, visit, follow = () => true) {
  const seen = new Map();
  const queue = [...start];
  const known = new Set(queue);
  let count = 0;
  while (queue.length && count < PAGES_MAX) {
    const path = queue.shift();
    const times = seen.get(shape(path)) ?? 0;
    if (times >= EACH_SHAPE) continue;
    seen.set(shape(path), times + 1);
    page.faults.length = 0;
    const answer = await page.goto(house.url + path).catch((problem) => {
      if (/Download is starting/.test(problem.message)) return null;
      throw problem;
    });
    if (!answer) continue;
    count += 1;
    await visit(path, answer);
    if (!/text\/html/.test(answer.headers()["content-type"] ?? "")) continue;
    const links = await page.$$eval("a[href]", (all) => all.filter((a) => !a.hasAttribute("download")).map((a) => a.href));
    for (const link of links) {
      const url = new URL(link);
      const next = url.pathname + url.search;
      if (url.origin !== house.url || known.has(next) || /[?&]lang=|^\/(signout|events)\b/.test(next) || !follow(next)) continue;
      known.add(next);
      queue.push(next);
    }
  }
  return count;
}

for (const lang of ["en", "zh"]) {
  for (const [name, size] of [["desk", DESK], ["phone", PHONE]]) {
    journey(`everything public, ${lang}, ${name}`, { scene: { session: "tc" } }, async ({ house, visit, step }) => {
      const page = await visit({ lang, size });
      const broken = [];
      let count = 0;
      await step("every page reached by links answers and is whole", async () => {
        count = await crawl(page, house, ["/"], async (path, answer) => {
          if (answer.status() !== 200) {
            broken.push(`${path}: ${answer.status()}`);
          } else if (/text\/html/.test(answer.headers()["content-type"] ?? "")) {
            await mustBeWhole(page, path).catch((problem) => broken.push(problem.message));
            const said = await page.evaluate(() => document.documentElement.lang);
            if (!said.startsWith(lang)) broken.push(`${path}: says it is in ${said}`);
          }
        });
        ok(broken.length === 0, `${broken.length} of ${count} pages:\n${broken.slice(0, 12).join("\n")}`);
      });
      await step("there is something to see", async () => ok(count > 15, `only ${count} pages`));
    });
  }
}

journey("without script", { scene: { session: "tc" } }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en", script: false });
  const broken = [];
  await step("every public page answers and shows its heading", async () => {
    await crawl(page, house, ["/"], async (path, answer) => {
      if (answer.status() !== 200) broken.push(`${path}: ${answer.status()}`);
    });
    ok(broken.length === 0, broken.join("\n"));
  });
});
