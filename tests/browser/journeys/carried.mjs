// Votes that are not cast in the room by those whose they are, under a charter that allows it (charters/hearth): given to another
// before a meeting, and cast between meetings. COIA's charter allows neither, and says so.

import { join } from "node:path";
import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { command, SOURCE } from "../house.mjs";
import { act, becomes, counts, done, enter, follow, press as tap, refusal, signInByMail } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const FOUNDER = "founder@example.org";
const HEARTH = { charter: join(SOURCE, "charters/hearth"), founder: FOUNDER };
// Person N + 1 represents member N. The Board: a chair, a treasurer, five members.
const MANAGER = 1;
const CHAIR = 2;
const TREASURER = 3;
const GIVER = 8;
// This alliance is founded now; what follows lies so many days ahead, at ten o'clock in its zone, which is UTC.
const today = new Date(Math.floor(Date.now() / 86400000) * 86400000);
const ahead = (days, hours = 10) => new Date(today.getTime() + days * 86400000 + hours * 3600000);
const clock = (when) => when.toISOString().replace(/\.\d+/, "");
const typed = (when) => when.toISOString().slice(0, 16);

async function founded(house) {
  const shell = (kind, fields) => command("act", house.dir, kind, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`), "--as", "founder");
  for (let n = 1; n <= 9; n += 1) {
    await shell("founding.admit", { class: "full", org_name: `Example Member ${n}`, type: "nonprofit", jurisdiction: "DE", registration: `EXAMPLE-${1000 + n}`,
      name: `Example Person ${n}`, email: `person${n}@example.org` });
  }
  for (let n = 1; n <= 7; n += 1) await shell("founding.appoint", { body: "board", title: n === 1 ? "chair" : n === 2 ? "treasurer" : "member", person: n + 1 });
  await shell("founding.appoint", { body: "office", title: "manager", person: MANAGER });
  await shell("founding.escrow", { company: "Example Trust", registration: "EXAMPLE-7001" });
  await shell("founding.close", {});
}
const moveTo = (house, when) => house.moveTo(clock(when));
const main = (page) => page.locator("main").innerText();
async function press(page, name, within = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(within).getByRole("button", { name, exact: true }).first().click()]);
  equal(await refusal(page), "", `“${name}”`);
}
async function lettersCome(house, to, words, wanted) {
  const came = await house.mailsThat((mail) => mail.to.includes(to) && words.test(mail.subject), wanted, `to ${to} that say ${words}`);
  equal(came.length, wanted, `mails to ${to} that say ${words}`);
}

journey("a vote given to another for a meeting", HEARTH, async ({ house, visit, step }) => {
  const chair = await visit({ lang: "en" });
  const carrier = await visit({ lang: "en", size: PHONE });
  const giver = await visit({ lang: "zh", size: PHONE });
  const wall = await visit({ lang: "zh", dark: true });
  const clerk = await visit({ lang: "en" });
  await founded(house);
  await moveTo(house, ahead(1));
  for (const [page, who] of [[chair, CHAIR], [carrier, TREASURER], [giver, GIVER], [clerk, MANAGER]]) await enter(house, page, who);
  await done(chair, "meeting.call", { starts_at: typed(ahead(21)), place: "Room 1" }, { given: { body: "board" } });

  await step("who cannot come finds it on the desk, and gives the vote to the treasurer, on a phone, in Chinese", async () => {
    await giver.goto("/desk");
    await follow(giver, giver.locator("main").getByRole("link", { name: /不能到会时，将.*表决权委托他人/ }).first());
    await mustBeWhole(giver);
    includes(await main(giver), "委托他人表决");
    await act(giver, "vote.delegate", { to: "Example Person 2" }, { here: true });
    equal(await refusal(giver), "");
    await lettersCome(house, "person2@example.org", /Example Person 7 gives you their vote/, 1);
  });
  await step("both see it on their page of the meeting, with the clause", async () => {
    await giver.goto("/meetings/1/floor");
    includes(await main(giver), "您已委托Example Person 2表决。");
    includes(await main(giver), "A5.7");
    await mustBeWhole(giver);
    await shot(giver, "carried-given-floor-phone-zh");
    await carrier.goto("/meetings/1/floor");
    includes(await main(carrier), "You carry the vote of Example Person 7.");
    await mustBeWhole(carrier);
    await clerk.goto("/proxies?meeting=1");
    includes(await main(clerk), "Example Person 7");
    await mustBeWhole(clerk);
    await shot(clerk, "carried-list-desk-en");
  });
  await step("a second one is not carried: the charter says one each", async () => {
    await enter(house, clerk, GIVER - 1);
    await act(clerk, "vote.delegate", { to: "Example Person 2" }, { given: { meeting: 1 } });
    includes(await refusal(clerk), "A5.7");
    includes(await refusal(clerk), "1 each is the most");
    await shot(clerk, "carried-refused-desk-en");
    await enter(house, clerk, MANAGER);
  });
  await step("taken back, and given again: the treasurer is told each time", async () => {
    await tap(giver.locator("main").getByRole("button", { name: "撤回委托" }), "tap");
    await becomes(giver, "[data-mine=me]", "不能到会？可委托他人表决");
    await carrier.reload();
    ok(!(await main(carrier)).includes("You carry the vote"), "nothing is carried");
    await done(giver, "vote.delegate", { to: "Example Person 2" }, { given: { meeting: 1 } });
    await lettersCome(house, "person2@example.org", /gives you their vote/, 2);
    await lettersCome(house, "person2@example.org", /takes their vote back/, 1);
  });
  await step("in the meeting the chair, the participants and the wall see that a vote is carried", async () => {
    await moveTo(house, ahead(21));
    await chair.goto("/meetings/1/chair");
    await tap(chair.getByRole("button", { name: "Open the meeting" }));
    await becomes(chair, ".hall", "in session");
    await wall.goto("/meetings/1/wall");
    await carrier.goto("/meetings/1/floor");
    await giver.goto("/meetings/1/floor");
    for (const page of [chair, carrier]) await tap(page.getByRole("button", { name: "I am here" }));
    await becomes(chair, ".hall", "2 of 7 in office attend");
    for (const person of [4, 5]) await command("act", house.dir, "attendance.record", "meeting=1", `person=${person}`, "move=came", "--as", "manager@office");
    for (const page of [chair, carrier]) {
      await becomes(page, ".hall", "4 of 7 in office attend");
      await becomes(page, ".hall", "1 vote carried for others");
    }
    await becomes(wall, ".hall", "另有委托表决 1 票");
    await becomes(chair, "[data-mine=me]", "You are present");
    for (const page of [chair, carrier, giver, wall]) await mustBeWhole(page);
    await clerk.goto("/meetings/1/chair");
    includes(await main(clerk), "vote carried by Example Person 2");
    await mustBeWhole(clerk);
    await shot(clerk, "carried-clerk-desk-en");
  });
  await step("when a motion is put five votes are asked for, of four who are there", async () => {
    await done(chair, "motion.propose", { title: "Keep one tool more", text: "The foundation keeps one tool more." }, { given: { meeting: 1 } });
    await chair.goto("/meetings/1/chair");
    await tap(chair.getByRole("button", { name: "Put to the vote" }));
    await becomes(chair, ".cast", /0 of 5 votes have been cast \(1 carried for others\)/);
    await becomes(wall, ".cast", "票已投出，共 5 票（含受托 1 票）");
    await becomes(carrier, ".ballot", "The vote of Example Person 7, given to you");
    await mustBeWhole(carrier);
    await shot(carrier, "carried-voting-floor-phone-en");
    await shot(wall, "carried-voting-wall-zh");
  });
  await step("one tap casts the treasurer's own vote and the carried one", async () => {
    await tap(carrier.locator(".together").getByRole("button", { name: "Affirmative" }), "tap");
    await becomes(carrier, `[data-vote="${TREASURER}"]`, /✓ Recorded: Affirmative № \d+/i);
    await becomes(carrier, `[data-vote="${GIVER}"]`, /✓ Recorded: Affirmative № \d+/i);
    await becomes(chair, ".cast", "2 of 5 votes have been cast");
    await becomes(wall, ".cast", /^2\s*票已投出，共 5 票/);
    await carrier.locator(".together").waitFor({ state: "hidden" }); // what was cast together is corrected one by one
    await mustBeWhole(carrier);
    await shot(carrier, "carried-voted-floor-phone-en");
    await shot(wall, "carried-voted-wall-zh");
  });
  await step("they can differ: the carried one is corrected by itself", async () => {
    await tap(carrier.locator(`[data-vote="${GIVER}"]`).getByRole("button", { name: "Negative" }), "tap");
    await becomes(carrier, `[data-vote="${GIVER}"]`, /✓ Recorded: Negative № \d+/i);
    await becomes(carrier, `[data-vote="${TREASURER}"]`, /recorded: affirmative/i);
    await becomes(chair, ".cast", "2 of 5 votes have been cast");
  });
  await step("who has given it away has no buttons meanwhile, and is told who carries it", async () => {
    await becomes(giver, "[data-mine=me]", "您已委托Example Person 2表决。");
    await becomes(giver, ".ballot", "由Example Person 2代您表决");
    await counts(giver, ".choices button", 0, "buttons to vote");
    await shot(giver, "carried-voting-giver-phone-zh");
  });
  await step("the result says what was asked and what was not cast; both names stand in the roll call", async () => {
    await tap(chair.locator("[data-mine=ballot]").getByRole("button", { name: "Affirmative" }));
    await becomes(chair, ".cast", "3 of 5 votes have been cast");
    await tap(chair.getByRole("button", { name: "Close the vote" }));
    await becomes(chair, ".now", /2 affirmative of 3 votes cast for or against/);
    await clerk.goto("/motions/1");
    includes(await main(clerk), "4 were present and carried 1 vote more: of 5 votes, 2 were not cast.");
    await clerk.locator("summary").first().click();
    includes(await main(clerk), "carried by Example Person 2");
    await mustBeWhole(clerk);
    await shot(clerk, "carried-motion-desk-en");
  });
  await step("taken back in the meeting, it is asked for no more", async () => {
    await tap(giver.locator("main").getByRole("button", { name: "撤回委托" }), "tap");
    await becomes(giver, "[data-mine=me]", "不能到会？可委托他人表决");
    await becomes(carrier, "[data-mine=me]", /^(?![^]*You carry the vote)/);
    await done(chair, "motion.propose", { title: "And another", text: "The foundation keeps another." }, { given: { meeting: 1 } });
    await chair.goto("/meetings/1/chair");
    await tap(chair.getByRole("button", { name: "Put to the vote" }));
    await becomes(chair, ".cast", "0 of 4 have voted");
    await counts(carrier, ".together", 0, "votes to cast together");
    await tap(chair.getByRole("button", { name: "Close the vote" }));
    await becomes(chair, ".now", "Not passed");
    await becomes(chair, ".hall", /^(?![^]*carried)/, "no vote is carried");
  });
  await step("the minutes name whose vote was carried by whom, and who was silent", async () => {
    await chair.locator("summary", { hasText: "End the meeting" }).click();
    await tap(chair.getByRole("button", { name: "Close the meeting" }));
    await becomes(chair, ".hall", "held");
    await clerk.goto("/meetings/1/minutes");
    includes(await main(clerk), "Example Person 7 (by Example Person 2, to whom the vote was given)");
    await mustBeWhole(clerk);
    await shot(clerk, "carried-minutes-desk-en");
  });
});

journey("votes between meetings", HEARTH, async ({ house, visit, step }) => {
  const chair = await visit({ lang: "en" });
  const zh = await visit({ lang: "zh", size: PHONE });
  const en = await visit({ lang: "en", size: PHONE, dark: true });
  const plain = await visit({ lang: "en", size: PHONE, script: false });
  const anyone = await visit({ lang: "zh" });
  const clerk = await visit({ lang: "en" });
  const ends = ahead(9);
  await founded(house);
  await moveTo(house, ahead(1));
  for (const [page, who] of [[chair, CHAIR], [zh, TREASURER], [en, 4], [plain, 5], [clerk, MANAGER]]) await enter(house, page, who);

  await step("the chair finds it on the desk; open for less than seven days it is refused, with the clause and the day", async () => {
    await chair.goto("/desk");
    await follow(chair, chair.locator("main").getByRole("link", { name: "Have the Board vote between meetings" }));
    await act(chair, "motion.circulate", { title: "Buy a lathe", text: "The foundation buys a lathe.", closes_at: typed(ahead(7)) }, { here: true });
    includes(await refusal(chair), "A5.8");
    includes(await refusal(chair), "at least 7 days");
    equal(await chair.inputValue('[name="title"]'), "Buy a lathe", "what was typed");
    await mustBeWhole(chair);
    await shot(chair, "between-refused-desk-en");
    await done(chair, "motion.circulate", { closes_at: typed(ends) }, { here: true });
    await done(chair, "motion.circulate", { title: "Paint the door", text: "The foundation paints its door.", closes_at: typed(ends) }, { given: { body: "board" } });
  });
  await step("everyone in office is told by mail until when", async () => {
    for (let n = 1; n <= 7; n += 1) await lettersCome(house, `person${n}@example.org`, /^(Vote by|请于).*Buy a lathe$/, 1);
  });
  await step("a member goes from the desk to the motion and votes, on a phone, in Chinese", async () => {
    await zh.goto("/desk");
    await mustBeWhole(zh);
    await shot(zh, "between-desk-phone-zh");
    await follow(zh, zh.locator("main").getByRole("link", { name: /现在对动议 1 表决/ }).first());
    includes(await main(zh), "会议之间表决");
    includes(await main(zh), "A5.8");
    await mustBeWhole(zh);
    await shot(zh, "between-motion-phone-zh");
    await press(zh, "赞成");
    includes(await main(zh), "7 人中 1 人已表决");
    await shot(zh, "between-voted-phone-zh");
  });
  await step("others by phone, with script and without; a vote is corrected and counts once", async () => {
    await en.goto("/desk");
    await follow(en, en.locator("main").getByRole("link", { name: /Vote on motion 1 now/ }).first());
    await press(en, "Negative");
    await press(en, "Affirmative");
    await mustBeWhole(en);
    await plain.goto("/desk");
    await follow(plain, plain.locator("main").getByRole("link", { name: /Vote on motion 1 now/ }).first());
    await press(plain, "Abstention");
    await chair.goto("/motions/1");
    await press(chair, "Affirmative");
    includes(await main(chair), "4 of 7 have voted.");
    await chair.goto("/motions/2");
    await press(chair, "Affirmative");
    await zh.goto("/motions/2");
    await press(zh, "赞成");
    await en.goto("/motions/2");
    await press(en, "Affirmative");
    includes(await main(en), "3 of 7 have voted.");
  });
  await step("nobody closes it before its time, and nobody but the Board votes", async () => {
    equal(await chair.getByRole("button", { name: "Close the vote" }).count(), 0, "buttons to close");
    await act(chair, "motion.close", {}, { given: { motion: 1 } });
    includes(await refusal(chair), "closes by itself");
    await clerk.goto("/motions/1");
    equal(await clerk.getByRole("button", { name: "Affirmative" }).count(), 0, "buttons to vote");
  });
  await step("it closes by the clock: four of seven voted, its own quorum, and it passes, with both clauses and the sum", async () => {
    await moveTo(house, ends);
    await act(chair, "motion.vote", { vote: "negative" }, { given: { motion: 1 } });
    includes(await refusal(chair), "not being voted on");
    await anyone.goto("/motions/1");
    const said = await main(anyone);
    for (const words of ["通过", "应表决 7 人，其中 3 人未表决", "7 人中 4 人参加表决，须 4 人", "A5.8", "A5.4", "BOARD-"]) includes(said, words);
    await mustBeWhole(anyone);
    await shot(anyone, "between-passed-desk-zh");
    await plain.goto("/motions/1");
    includes(await main(plain), "Passed: 3 affirmative of 3 votes cast for or against; 2 are needed.");
    await shot(plain, "between-passed-phone-en");
  });
  await step("three of seven are too few: nothing is decided, whatever they said", async () => {
    await en.goto("/motions/2");
    includes(await main(en), "Nothing is decided: too few voted.");
    includes(await main(en), "3 of 7 voted; 4 are needed.");
    includes(await main(en), "A5.8");
    ok(!(await main(en)).includes("Not passed:"), "it was not put down either");
    ok(!(await main(en)).includes("BOARD-"), "it makes no resolution");
    await mustBeWhole(en);
    await shot(en, "between-inquorate-phone-en");
  });
  await step("the register says by whom, and under which clauses with which numbers", async () => {
    await anyone.goto("/motions/1");
    await follow(anyone, anyone.locator("article > p", { hasText: "应表决 7 人" }).locator('a[href^="/register/entry/"]'));
    const said = await main(anyone);
    includes(said, "法定人数: 4 · 参加表决: 4 · 总数: 7");
    for (const clause of ["A5.8", "A5.4"]) includes(said, clause);
    await mustBeWhole(anyone);
    await shot(anyone, "between-entry-desk-zh");
  });
  await step("the resolution is given somebody, and the next meeting is called", async () => {
    await anyone.goto("/motions/1");
    const resolution = /BOARD-\d+-\d+/.exec(await main(anyone))[0];
    await done(clerk, "resolution.assign", { owner: "Example Person 3", due: typed(ahead(60)).slice(0, 10) }, { given: { resolution } });
    await done(chair, "meeting.call", { starts_at: typed(ahead(30)), place: "Room 1" }, { given: { body: "board" } });
    await moveTo(house, ahead(30));
    await chair.goto("/meetings/1");
    await press(chair, "Open the meeting");
    await press(chair, "I am here");
  });
  await step("a guest is invited and heard: on the meeting's pages without a vote, counted for nothing", async () => {
    await chair.goto("/meetings/1/chair");
    await follow(chair, chair.locator("main").getByRole("link", { name: "Invite a guest" }));
    await mustBeWhole(chair);
    await done(chair, "guest.invite", { name: "Example Guest", role: "expert on lathes" }, { here: true });
    await zh.goto("/meetings/1");
    includes(await main(zh), /Example Guest[^]*expert on lathes[^]*已邀请/);
    await mustBeWhole(zh);
    await shot(zh, "guests-meeting-phone-zh");
    await chair.goto("/meetings/1/chair");
    await tap(chair.locator("tr", { hasText: "Example Guest" }).getByRole("button", { name: "came", exact: true }));
    await becomes(chair, ".hall", "1 guest");
    includes(await chair.locator(".hall").innerText(), "1 of 7 in office attend");
    await mustBeWhole(chair);
    await shot(chair, "guests-chair-desk-en");
    await anyone.goto("/meetings/1/wall");
    includes(await main(anyone), "列席 1 人");
  });
  await step("the minutes carry the resolution forward, and list the guest apart from the Board", async () => {
    await chair.goto("/meetings/1");
    await press(chair, "Close the meeting");
    await anyone.goto("/meetings/1/minutes");
    includes(await main(anyone), /BOARD-\d+-\d+/);
    includes(await main(anyone), /列席，无表决权（\s*1\s*人）/);
    includes(await main(anyone), "Example Guest（expert on lathes，");
    includes(await anyone.locator("section", { has: anyone.locator("#open") }).innerText(), "Buy a lathe");
    await mustBeWhole(anyone);
  });
});

journey("a vote is given to nobody where the charter does not let it", { scene: { members: 20, directors: 12, tc: 8, session: "tc" } },
  async ({ house, visit, step }) => {
    await step("neither desk nor meeting offers it, and the act is refused in the reader's language", async () => {
      const phone = await visit({ lang: "zh", size: PHONE });
      await enter(house, phone, 6);
      for (const path of ["/desk", "/meetings/1/floor"]) {
        await phone.goto(path);
        ok(!(await main(phone)).includes("委托他人表决"), `${path} does not offer it`);
      }
      await act(phone, "vote.delegate", { to: "Example Person 1" }, { given: { meeting: 1 } });
      includes(await refusal(phone), "章程未规定可在此委托他人表决。");
      await mustBeWhole(phone);
      await shot(phone, "carried-refused-phone-zh");
    });
    await step("nor does it let this body vote between its meetings", async () => {
      const desk = await visit({ lang: "en" });
      await enter(house, desk, 2);
      await desk.goto("/desk");
      ok(!(await main(desk)).includes("vote between meetings"), "it is not offered");
      await act(desk, "motion.circulate", { body: "tc", title: "A motion", text: "Words.", closes_at: typed(ahead(20)) });
      includes(await refusal(desk), "The charter lets this body vote in its meetings only.");
    });
  });
