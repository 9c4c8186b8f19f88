// What only the Board decides: each matter from its own act, through one meeting, to its effect, which comes by itself. A change
// of the fee, an expulsion, and an amendment, read on its page before anybody votes.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { SOURCE, WORK } from "../house.mjs";
import { done, enter, follow, refusal } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

async function press(page, name, within = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(within).getByRole("button", { name, exact: true }).first().click()]);
  equal(await refusal(page), "", `“${name}”`);
}

journey("the Board decides", { scene: { members: 20, directors: 12, tc: 8, at: "2026-03-02T02:00:00Z" }, clock: "2026-03-16T02:00:00Z" },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "en" });
    const phone = await visit({ lang: "zh", size: PHONE });
    const director = await visit({ lang: "en" });
    const anyone = await visit({ lang: "en" });
    await enter(house, chair, "chair@board");
    await enter(house, phone, 5);
    await enter(house, director, 6);

    await step("a director proposes a fee, with its rule said and its effect restated", async () => {
      await done(director, "fee.propose", { class: "ordinary", from_year: 2027, amount: "15,000.00", title: "Lower fee for ordinary members", grounds: "Example grounds." });
      await director.goto("/matters/1");
      await mustBeWhole(director);
      await shot(director, "matter-fee-desk-en");
      includes(await director.locator("main").innerText(), "Example grounds.");
    });
    await step("an expulsion is proposed from a phone; what is weighty is confirmed first", async () => {
      await done(phone, "member.propose_expulsion", { member: 20, ground: "obligations", title: "示例除名", statement: "示例事实。" });
      await phone.goto("/matters/2");
      await mustBeWhole(phone);
      await shot(phone, "matter-expulsion-phone-zh");
    });
    await step("an amendment shows its differences and what it would change today, before anybody votes", async () => {
      const rules = await readFile(join(SOURCE, "charters/coia/rules"), "utf8");
      const draft = join(WORK, "draft-rules");
      const changed = rules.replace("meetings of tc: at least 2 in each calendar month", "meetings of tc: at least 1 in each calendar month");
      ok(changed !== rules, "the draft differs");
      await writeFile(draft, changed);
      await done(director, "charter.propose", { title: "One meeting a month", grounds: "Example grounds.", rules: draft, from: "2026-03-27" });
      await anyone.goto("/matters/3");
      await mustBeWhole(anyone);
      await shot(anyone, "matter-amendment-desk-en");
      const said = await anyone.locator("main").innerText();
      includes(await anyone.locator("main .changed").allInnerTexts().then((all) => all.join("\n")), /meets at least [\s\S]*twice[\s\S]*once[\s\S]* in each calendar month/);
      includes(await anyone.locator("main del").last().innerText(), "twice");
      includes(await anyone.locator("main ins").last().innerText(), "once");
      includes(said, /today/i);
    });
    await step("the chair calls the Board and puts all three on its agenda from their own pages", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-03-25T14:00", place: "Room 1" }, { given: { body: "board" } });
      for (const matter of [1, 2, 3]) {
        await chair.goto(`/matters/${matter}`);
        await follow(chair, chair.locator("main").getByRole("link", { name: "as a motion" }));
        await done(chair, "motion.propose", { text: "As proposed." }, { here: true });
      }
      await anyone.goto("/meetings/1");
      await mustBeWhole(anyone);
      includes(await anyone.locator("main").innerText(), "One meeting a month");
    });
    await step("the Board meets: five of ten are a quorum", async () => {
      await house.moveTo("2026-03-25T06:00:00Z");
      await chair.goto("/meetings/1");
      await press(chair, "Open the meeting");
      for (const name of ["Example Person 1", "Example Person 2", "Example Person 3", "Example Person 4", "Example Person 5"]) {
        const row = chair.locator("tr", { has: chair.getByRole("link", { name, exact: true }) });
        await Promise.all([chair.waitForNavigation(), row.getByRole("button", { name: "came" }).click()]);
      }
      equal(await chair.locator("#attendance ~ figure figcaption").innerText(), "Quorum reached: 5 of 10 in office are present, 5 needed");
    });
    await step("each motion is put, voted on at three screens, and carried", async () => {
      for (const motion of [1, 2, 3]) {
        await chair.goto(`/motions/${motion}`);
        await press(chair, "Put to the vote");
        await press(chair, "Affirmative");
        await phone.goto(`/motions/${motion}`);
        await press(phone, "赞成");
        await director.goto(`/motions/${motion}`);
        await press(director, "Affirmative");
        await chair.goto(`/motions/${motion}`);
        await press(chair, "Close the vote");
        includes(await chair.locator("main").innerText(), "3 affirmative");
      }
    });
    await step("the expelled unit is a member no more, is told, and its page keeps the story", async () => {
      const members = JSON.stringify((await house.json("/api/v1/members?limit=100")).items.filter(({ until, to_at, class: kind }) => kind && !until && !to_at));
      ok(!members.includes("Example Member 20") || !members.includes("EXAMPLE-0020"), "it is gone from the members");
      const mail = await house.mailTo("person20@example.org");
      includes(mail.subject + mail.text, /除名|expelled/);
      await anyone.goto("/members/20");
      await mustBeWhole(anyone);
      includes(await anyone.locator("main").innerText(), /expel/i);
    });
    await step("the new fee stands at its clause", async () => {
      await anyone.goto("/charter/A25.1");
      await mustBeWhole(anyone);
      includes(await anyone.locator("main").innerText(), "15,000");
    });
    await step("the amendment comes into force by itself on its day", async () => {
      await anyone.goto("/charter/A16");
      includes(await anyone.locator("main").innerText(), "at least twice");
      await house.moveTo("2026-03-27T02:00:00Z");
      await anyone.goto("/charter/A16");
      includes(await anyone.locator("main").innerText(), /at least [\s\S]*once/);
      includes(await anyone.locator("main").innerText(), "The text is unchanged; its rules now say:");
      await mustBeWhole(anyone);
      await shot(anyone, "clause-amended-desk-en");
    });
  });
