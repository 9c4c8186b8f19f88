// What only the signed in see: desk, office, forms of acts, the meeting room with its buttons; whole in both languages, at a desk and
// on a phone. A vote by keyboard alone. And a member's whole way without a script.

import { DESK, mustBeWhole, PHONE, shot } from "../browser.mjs";
import { command } from "../house.mjs";
import { answer, done, enter, follow, refusal, signInByMail, tries } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";
import { crawl } from "./everything.mjs";

const INSIDE = /^\/(desk|office|account|act|meetings|motions|matters|nominations|members\/\d|people\/\d)/;
const CHAIR = 2;      // of the Board, the Technical Committee and the Outreach Committee, see tests/support/scene.py
const SECRETARY = 21;

for (const lang of ["en", "zh"]) {
  for (const [name, size] of [["desk", DESK], ["phone", PHONE]]) {
    journey(`everything inside, ${lang}, ${name}`, { scene: { session: "tc" } }, async ({ house, visit, step }) => {
      for (const [who, person] of [["the chair", CHAIR], ["the Secretariat", SECRETARY]]) {
        await step(`every page ${who} is led to is whole`, async () => {
          const page = await visit({ lang, size });
          await enter(house, page, person);
          const broken = [];
          const count = await crawl(page, house, ["/desk", ...(person === SECRETARY ? ["/office"] : [])], async (path, answered) => {
            if (answered.status() !== 200) broken.push(`${path}: ${answered.status()}`);
            else if (/text\/html/.test(answered.headers()["content-type"] ?? "")) {
              await mustBeWhole(page, path).catch((problem) => broken.push(problem.message));
              const said = await page.evaluate(() => document.documentElement.lang);
              if (!said.startsWith(lang)) broken.push(`${path}: says it is in ${said}`);
            }
          }, (path) => INSIDE.test(path));
          await page.goto("/desk");
          await shot(page, `desk-${person}-${name}-${lang}`);
          ok(count > 10, `only ${count} pages`);
          ok(broken.length === 0, `${broken.length} of ${count} pages:\n${broken.slice(0, 12).join("\n")}`);
        });
      }
      if ((lang === "en") === (name === "desk")) {
        await step("every form of an act is whole", async () => {
          const page = await visit({ lang, size });
          await enter(house, page, SECRETARY);
          await page.goto("/reference/acts");
          const kinds = await page.$$eval("main a[href^='/reference/acts/']", (all) => [...new Set(all.map((a) => a.getAttribute("href").split("/").pop()))]);
          ok(kinds.length > 30, `only ${kinds.length} kinds`);
          const broken = [];
          for (const kind of kinds) {
            page.faults.length = 0;
            const answered = await page.goto(`/act/${kind}`);
            if (answered.status() === 404) continue; // the clock's and the charter's own
            await mustBeWhole(page, kind).catch((problem) => broken.push(problem.message));
          }
          ok(broken.length === 0, broken.slice(0, 12).join("\n"));
        });
      }
    });
  }
}

journey("a vote by keyboard alone", { scene: { session: "tc" } }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en" });
  await enter(house, page, 6);
  /// Presses Tab until what is focused reads so; every stop on the way shows that it has the focus.
  const tabTo = async (words) => {
    for (let i = 0; i < 120; i += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const node = document.activeElement;
        const style = getComputedStyle(node);
        return { words: (node.innerText || node.value || "").trim(), seen: node === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none" };
      });
      ok(at.seen, `“${at.words}” does not show the focus`);
      if (words instanceof RegExp ? words.test(at.words) : at.words === words) return;
    }
    throw new Error(`the keyboard does not reach ${words}`);
  };
  const enterKey = () => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

  await step("from the desk to the vote that waits, by Tab and Enter", async () => {
    await page.goto("/desk");
    await tabTo(/Adopt the example roadmap|Vote/);
    await enterKey();
    includes(page.url(), /\/(meetings|motions)\/1/);
  });
  await step("the vote is cast with Enter, and said back", async () => {
    await tabTo("Affirmative");
    await enterKey();
    equal(await refusal(page), "", "refused");
    includes(await page.locator("#motion-1").innerText(), /Your vote:?\s*✓?\s*affirmative/i);
  });
  await step("it is corrected with the space bar", async () => {
    await tabTo("Negative");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Space")]);
    includes(await page.locator("#motion-1").innerText(), /Your vote:?\s*\S?\s*negative/i);
    await mustBeWhole(page);
  });
  await step("the list of votes opens and closes by key", async () => {
    await tabTo(/^Votes by name/);
    await page.keyboard.press("Enter");
    ok(await page.locator("#motion-1 details").first().evaluate((node) => node.open), "it opened");
    await page.keyboard.press("Enter");
    ok(!(await page.locator("#motion-1 details").first().evaluate((node) => node.open)), "it closed");
  });
  await step("a form is filled in and sent without a mouse; what is wrong takes the focus", async () => {
    await page.goto("/act/person.update");
    await tabTo(/^$/);
    await page.locator('form.act [name="email"]').focus();
    await page.keyboard.type("no address");
    await enterKey();
    const focused = await page.evaluate(() => document.activeElement.closest("#summary") !== null);
    ok(focused, "the summary of what is wrong has the focus");
    await mustBeWhole(page);
  });
});

journey("a member without a script", { scene: { session: "tc" } }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en", script: false });
  const size = async () => Number((await (await fetch(`${house.url}/register/checkpoint`)).text()).split("\n")[1]);
  await command("act", house.dir, "meeting.call", "body=tc", `starts_at=${new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 11)}06:00:00Z`, "place=Room 2", "--as", "chair@tc");

  await step("signs in by mail", async () => {
    await signInByMail(house, page, "person5@example.org");
    await page.goto("/desk");
    includes(await page.locator("main").innerText(), "Example Member 5");
  });
  await step("votes with a button, and corrects it", async () => {
    await page.goto("/motions/1");
    for (const vote of ["Affirmative", "Abstention"]) {
      await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: vote, exact: true }).click()]);
      equal(await refusal(page), "", vote);
    }
    includes(await page.locator("#motion-1").innerText(), /abstention/);
  });
  await step("proposes a topic for the next meeting, with a look at the charter's word first", async () => {
    await page.goto("/meetings/2");
    await follow(page, page.locator("main").getByRole("link", { name: "Propose a topic" }));
    await answer(page, "title", "Topic without a script");
    const before = await size();
    await Promise.all([page.waitForNavigation(), page.locator('form.act button[name="_preview"]').click()]);
    includes(await page.locator("main").innerText(), "A16.1");
    equal(await size(), before, "entries: looking does nothing");
    equal(await page.inputValue('[name="title"]'), "Topic without a script", "what was typed");
    await done(page, "topic.propose", {}, { here: true });
    await page.goto("/meetings/2");
    includes(await page.locator("main").innerText(), "Topic without a script");
  });
  await step("keeps the data current: a new address is public nowhere and on the own desk", async () => {
    await done(page, "person.update", { email: "fifth@example.org" });
    await page.goto("/desk");
    includes(await page.locator("main").innerText(), "fifth@example.org");
    ok(!(await (await fetch(`${house.url}/people/6`)).text()).includes("fifth@example.org"), "the address is not public");
  });
  await step("sees what it did, what was refused and why, and takes all its data along", async () => {
    includes((await tries(house, page, "alliance.contact", { contact: "mine@example.org" })).text, "A21.9");
    await page.goto("/desk");
    includes(await page.locator("main").innerText(), "Topic without a script");
    await follow(page, page.locator("main").getByRole("link", { name: "All refused attempts" }));
    await follow(page, page.locator("main ul.tasks a").first());
    includes(await page.locator("main").innerText(), "A21.9");
    const [download] = await Promise.all([page.waitForEvent("download"), page.goto("/desk/data.json").catch(() => {})]);
    equal(download.suggestedFilename(), "my-data.json", "the file");
  });
  await step("the switch of language, the session list and signing out work as well", async () => {
    await page.goto("/desk");
    await follow(page, page.locator("header").getByRole("link", { name: "中文" }));
    equal(await page.locator("html").getAttribute("lang"), "zh-CN", "the language");
    await page.goto("/desk/sessions?lang=en");
    includes(await page.locator("main").innerText(), /Chrom/);
    await Promise.all([page.waitForNavigation(), page.locator("form[action='/signout'] button").click()]);
    await page.goto("/desk");
    includes(page.url(), "/signin");
  });
});
