// One meeting of the Technical Committee, from its notice to its approved minutes, at times of our choosing: the chair at a
// desk, a member on a phone in Chinese, another one in English.
//
// March 2026: the alliance was founded on Monday 2nd; today is Monday 16th, 10:00 in its zone.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { act, done, enter, follow, refusal } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const CHAIR = 2;      // person N + 1 represents member N; the first eight sit in the Technical Committee
const MEMBER_ZH = 6;
const MEMBER_EN = 7;

async function press(page, name, within = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(within).getByRole("button", { name, exact: true }).first().click()]);
  equal(await refusal(page), "", `“${name}”`);
}

journey("a meeting, from notice to approved minutes", { scene: { members: 20, directors: 12, tc: 8, at: "2026-03-02T02:00:00Z" }, clock: "2026-03-16T02:00:00Z" },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "en" });
    const phone = await visit({ lang: "zh", size: PHONE });
    const other = await visit({ lang: "en" });
    const public_ = await visit({ lang: "en", script: false });
    await enter(house, chair, CHAIR);
    await enter(house, phone, MEMBER_ZH);
    await enter(house, other, MEMBER_EN);

    await step("a rehearsal says on every page that its clock stands", async () => {
      await chair.goto("/");
      includes(await chair.locator("footer").innerText(), "Monday 16 March 2026");
    });
    await step("a notice four days ahead is refused, with the last day and the earliest day", async () => {
      await act(chair, "meeting.call", { starts_at: "2026-03-20T14:00", place: "Room 301" }, { given: { body: "tc" } });
      const said = await refusal(chair);
      includes(said, "A16.1");
      includes(said, "13 March 2026", "the last day the notice could be given");
      includes(said, "23 March 2026", "the earliest day for the meeting");
      equal(await chair.inputValue('[name="place"]'), "Room 301", "what was typed");
      equal(await chair.inputValue('[name="starts_at"]'), "2026-03-20T14:00", "what was typed");
      await mustBeWhole(chair);
      await shot(chair, "meeting-call-refused-desk-en");
    });
    await step("a notice in time is given", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-03-25T14:00", place: "Room 301" }, { here: true });
      await chair.goto("/meetings/1");
      await mustBeWhole(chair);
      const said = await chair.locator("main").innerText();
      includes(said, "Wednesday 25 March 2026");
      includes(said, "Monday 23 March 2026, 24:00", "until when topics are taken");
    });
    await step("each of the eight in office gets one notice with an invitation", async () => {
      const all = await house.mailsThat(({ raw }) => /method=REQUEST/i.test(raw), 8, "with an invitation");
      equal(all.length, 8, "notices");
      equal(new Set(all.map(({ to }) => to)).size, 8, "addresses");
      includes(all[0].text, "Room 301");
      includes(all[0].raw, /text\/calendar/i);
    });
    await step("the public reads the notice and takes it into a calendar", async () => {
      await public_.goto("/meetings/1");
      includes(await public_.locator("main").innerText(), "Wednesday 25 March 2026");
      ok((await public_.locator('main a[href="/meetings/1/calendar.ics"]').count()) > 0, "the room links to its calendar");
      const calendar = await (await fetch(`${house.url}/meetings/1/calendar.ics`)).text();
      includes(calendar, "DTSTART");
      includes(calendar, "END:VCALENDAR\r\n");
    });
    await step("a member proposes a topic from a phone, in Chinese", async () => {
      await phone.goto("/meetings/1");
      await mustBeWhole(phone);
      await follow(phone, phone.locator("main").getByRole("link", { name: "提出议题" }));
      await done(phone, "topic.propose", { title: "示例路线图", text: "讨论下一年度路线图。" }, { here: true });
      await phone.goto("/meetings/1");
      includes(await phone.locator("#agenda ~ ol, section ol.agenda").innerText(), "示例路线图");
    });
    await step("a topic on the day before the meeting is refused: they closed by themselves", async () => {
      await house.moveTo("2026-03-24T02:00:00Z");
      await other.goto("/meetings/1");
      ok((await other.locator("main").getByRole("link", { name: "Propose a topic" }).count()) === 0, "no topic is offered");
      await act(other, "topic.propose", { title: "Too late", text: "" }, { given: { meeting: 1 } });
      includes(await refusal(other), "A16.1");
      includes(await refusal(other), "Topics closed on Monday 23 March 2026");
    });
    await step("nobody opens it a day early, and nobody but its leaders", async () => {
      await chair.goto("/meetings/1");
      equal(await chair.getByRole("button", { name: "Open the meeting" }).count(), 0, "buttons to open");
      await house.moveTo("2026-03-25T06:00:00Z");
      await phone.goto("/meetings/1");
      equal(await phone.getByRole("button", { name: "宣布开会" }).count(), 0, "buttons to open");
    });
    await step("the chair opens it; three are there, which is no quorum, and no motion is put", async () => {
      await chair.goto("/meetings/1");
      await press(chair, "Open the meeting");
      await press(chair, "I am here");
      await phone.goto("/meetings/1");
      await press(phone, "我已到会");
      await other.goto("/meetings/1");
      await press(other, "I am here");
      equal(await other.locator("#attendance ~ figure figcaption").innerText(), "No quorum: 3 of 8 in office are present, 4 needed");
      await done(chair, "motion.propose", { title: "Adopt the example roadmap", text: "The committee adopts the example roadmap." }, { given: { meeting: 1 } });
      await chair.goto("/meetings/1");
      await follow(chair, chair.getByRole("button", { name: "Put to the vote" }));
      includes(await refusal(chair), "A16.2");
      await mustBeWhole(chair);
      await shot(chair, "meeting-no-quorum-desk-en");
    });
    await step("attendance by click reaches the quorum, shown with its sum", async () => {
      await chair.goto("/meetings/1");
      const row = chair.locator("tr", { has: chair.getByRole("link", { name: "Example Person 2", exact: true }) });
      await Promise.all([chair.waitForNavigation(), row.getByRole("button", { name: "came" }).click()]);
      equal(await chair.locator("#attendance ~ figure figcaption").innerText(), "Quorum reached: 4 of 8 in office are present, 4 needed");
      equal((await chair.locator("main").innerText()).match(/ of 8 in office/g).length, 1, "times the quorum is told of");
      await mustBeWhole(chair);
    });
    await step("the motion is put and voted on at three screens, in two languages", async () => {
      await chair.goto("/meetings/1");
      await press(chair, "Put to the vote");
      await shot(chair, "meeting-voting-desk-en");
      await phone.goto("/meetings/1");
      await mustBeWhole(phone);
      await shot(phone, "meeting-voting-phone-zh");
      await press(phone, "赞成");
      await other.goto("/motions/1");
      await mustBeWhole(other);
      await press(other, "Negative");
      await press(chair, "Affirmative");
      includes(await chair.locator("#motion-1").innerText(), "3 of 4 have voted.");
    });
    await step("a vote is corrected until the vote is closed, and counts once", async () => {
      await other.goto("/motions/1");
      await press(other, "Abstention");
      await chair.goto("/meetings/1");
      includes(await chair.locator("#motion-1").innerText(), "3 of 4 have voted.");
    });
    await step("exactly half of those present carries it, with the worked sum", async () => {
      await press(chair, "Close the vote");
      const said = await chair.locator("#motion-1").innerText();
      includes(said, "Passed at exactly the line: 2 affirmative of 4 present when it was put; 2 are needed.");
      await mustBeWhole(chair);
      await shot(chair, "meeting-passed-desk-en");
      await phone.goto("/meetings/1");
      await mustBeWhole(phone);
      await shot(phone, "meeting-passed-phone-zh");
    });
    await step("the resolution has a permanent number, and everybody's vote by name", async () => {
      await public_.goto("/motions/1");
      await follow(public_, public_.locator("main").getByRole("link", { name: /Resolution/ }).first());
      const said = await public_.locator("main").innerText();
      includes(said, "The committee adopts the example roadmap.");
      await public_.locator("summary").first().click();
      includes(await public_.locator("main").innerText(), "Example Person 5");
    });
    await step("the meeting closes; the Secretariat writes what the record does not say", async () => {
      await press(chair, "Close the meeting");
      await enter(house, other, "secretary-general@secretariat");
      await other.goto("/meetings/1");
      await follow(other, other.getByRole("link", { name: "Write the minutes" }));
      await done(other, "minutes.write", { narrative: "The roadmap was presented and discussed." }, { here: true });
      await other.goto("/meetings/1");
      includes(await other.locator("main").innerText(), "The roadmap was presented and discussed.");
      await mustBeWhole(other);
    });
    await step("the next meeting approves the minutes", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-04-08T14:00", place: "Room 301" }, { given: { body: "tc" } });
      await house.moveTo("2026-04-08T06:00:00Z");
      await chair.goto("/meetings/2");
      await press(chair, "Open the meeting");
      await press(chair, "I am here");
      for (const name of ["Example Person 2", "Example Person 3", "Example Person 4"]) {
        const row = chair.locator("tr", { has: chair.getByRole("link", { name, exact: true }) });
        await Promise.all([chair.waitForNavigation(), row.getByRole("button", { name: "came" }).click()]);
      }
      await press(chair, "Approve the last minutes");
      await chair.goto("/meetings/1");
      const said = await chair.locator("main").innerText();
      includes(said, "Approved in a later meeting");
      await mustBeWhole(chair);
      await shot(chair, "meeting-minutes-desk-en");
    });
  });
