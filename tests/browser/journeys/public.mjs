// The public, without a script: everything can be read, in both languages, from the charter down to a proof; and by keyboard.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { follow } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

journey("the public reads the house", { demo: { members: 24, years: 1, seed: 1 } }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en", script: false });
  const heading = async () => (await page.locator("h1").innerText()).trim();

  await step("the front door says what this is and leads on", async () => {
    await page.goto("/");
    includes(await heading(), "Open Intelligent Computing Industry Alliance");
    for (const name of ["Charter", "Members", "Bodies", "Meetings", "Resolutions", "Register", "Join"]) {
      equal(await page.locator("nav.places").getByRole("link", { name, exact: true }).count(), 1, name);
    }
  });
  await step("and of a vote that runs until when, with the offices it fills", async () => {
    const running = page.locator("main .card", { has: page.locator('a[href^="/elections/"]') });
    includes(await running.first().innerText(), /seats?\)[^]*Voting until/);
    await page.goto("/elections");
    includes(await page.locator("main tbody tr").first().innerText(), /seats?\)/);
  });
  await step("the charter shows every article, its rule in words and today's state with numbers", async () => {
    await page.goto("/charter");
    const said = await page.locator("main").innerText();
    for (const clause of ["A1", "A11.1", "A16.1", "A26.3"]) includes(said, clause);
    includes(said, /seats/);
    await shot(page, "charter-desk-en");
  });
  await step("a clause has a page of its own with what rests on it", async () => {
    await page.goto("/charter/A16.1");
    includes(await page.locator("main").innerText(), /working day/);
  });
  await step("the switch of language keeps the page and its filters", async () => {
    await page.goto("/members?class=director");
    await follow(page, page.locator("header").getByRole("link", { name: "中文" }));
    equal(new URL(page.url()).pathname, "/members", "the page");
    equal(new URL(page.url()).searchParams.get("class"), "director", "the filter");
    equal(await page.locator("html").getAttribute("lang"), "zh-CN", "the language");
    await page.goto("/charter");
    equal(await page.locator("html").getAttribute("lang"), "zh-CN", "the language stays");
    includes(await page.locator("main").innerText(), /理事会/);
    await shot(page, "charter-desk-zh");
    await follow(page, page.locator("header").getByRole("link", { name: "English" }));
  });
  await step("from the bodies to who sits in one and since when", async () => {
    await page.goto("/bodies");
    await follow(page, page.locator("main").getByRole("link", { name: "Technical Committee" }).first());
    includes(await page.locator("main").innerText(), /chair/);
  });
  await step("from a meeting to its votes, from a resolution to its entry", async () => {
    const { items } = await house.json("/api/v1/resolutions");
    ok(items.length > 0, "the demo has resolutions");
    await page.goto("/resolutions");
    await follow(page, page.locator("main table a").first());
    includes(page.url(), /\/resolutions\/.+/);
    await follow(page, page.locator("main").getByRole("link", { name: /№/ }).first());
    includes(page.url(), /\/register\/entry\/\d+/);
  });
  await step("an entry says in plain words what it is, and offers its proof", async () => {
    const href = await page.locator("main a[href*='proof']").first().getAttribute("href");
    const answer = await fetch(new URL(href, house.url));
    equal(answer.status, 200, href);
    includes(await answer.text(), /^c2sp\.org\/tlog-proof@v1\n/);
  });
  await step("what does not exist says so and leads back", async () => {
    const answer = await page.goto("/members/99999");
    equal(answer.status(), 404, "status");
    await follow(page, page.locator("main").getByRole("link", { name: "To the front door" }));
    equal(new URL(page.url()).pathname, "/", "the page");
  });
});

journey("the public by keyboard and on a phone", { demo: { members: 24, years: 1, seed: 1 } }, async ({ visit, step }) => {
  const page = await visit({ lang: "en" });
  await step("the first tab reaches the skip link, which leads to the content", async () => {
    await page.goto("/members");
    await page.keyboard.press("Tab");
    equal(await page.evaluate(() => document.activeElement.className), "skip", "focused");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#main$/);
    await page.keyboard.press("Tab");
    ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), "the next stop lies in the content");
  });
  await step("the order of the keyboard is the order of reading, and focus can be seen", async () => {
    await page.goto("/");
    const stops = [];
    for (let i = 0; i < 14; i += 1) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate(() => {
        const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, select, textarea, [tabindex='0']")];
        const style = getComputedStyle(document.activeElement);
        return { at: all.indexOf(document.activeElement), seen: style.outlineStyle !== "none" || style.boxShadow !== "none" };
      }));
    }
    for (let i = 1; i < stops.length; i += 1) ok(stops[i].at > stops[i - 1].at, `stop ${i} goes back`);
    ok(stops.every(({ seen }) => seen), "every stop shows its focus");
  });
  await step("key pages are whole on a phone, in Chinese", async () => {
    const phone = await visit({ lang: "zh", size: PHONE });
    for (const path of ["/", "/charter", "/members", "/bodies/board", "/meetings", "/resolutions", "/register", "/signin"]) {
      await phone.goto(path);
      await mustBeWhole(phone);
      await shot(phone, `public${path.replaceAll("/", "-")}-phone-zh`);
    }
  });
  await step("at 320 points and in dark, nothing scrolls sideways", async () => {
    const small = await visit({ lang: "en", size: { width: 320, height: 640 }, dark: true });
    for (const path of ["/", "/charter", "/members", "/meetings", "/register"]) {
      await small.goto(path);
      await mustBeWhole(small);
    }
    await shot(small, "register-small-dark-en");
  });
});
