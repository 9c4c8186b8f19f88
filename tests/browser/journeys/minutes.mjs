// Minutes of a meeting that is over: written for the whole and for a point, given owners, read as a page, as text and as PDF in both
// languages, approved by the next meeting, and corrected after that.
//
// March 2026: the alliance was founded on Monday 2nd; today is Monday 16th, 10:00 in its zone.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { act, done, enter, follow, refusal } from "../people.mjs";
import { equal, includes, journey } from "../tap.mjs";

const CHAIR = 2;      // person N + 1 represents member N; the first eight sit in the Technical Committee
const MEMBERS = [3, 4, 5, 6];
const SECRETARY = "secretary-general@secretariat";

async function came(house, visit, meeting, people) {
  for (const person of people) {
    const page = await visit({ lang: "en" });
    await enter(house, page, person);
    await done(page, "attendance.sign", { move: "came" }, { given: { meeting } });
    await page.context().close();
  }
}

journey("minutes, from draft to approval", { scene: { members: 20, directors: 12, tc: 8, at: "2026-03-02T02:00:00Z" }, clock: "2026-03-16T02:00:00Z" },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "en" });
    const secretary = await visit({ lang: "en" });
    const phone = await visit({ lang: "zh", size: PHONE });
    const reader = await visit({ lang: "en" });
    await enter(house, chair, CHAIR);
    await enter(house, secretary, SECRETARY);

    await step("a meeting is held: one point, one motion that passes", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-03-25T14:00", place: "Room 301" }, { given: { body: "tc" } });
      await done(chair, "topic.propose", { title: "The roadmap", text: "Where to go next." }, { given: { meeting: 1 } });
      await house.moveTo("2026-03-25T05:50:00Z");
      await came(house, visit, 1, [CHAIR, ...MEMBERS]);
      await house.moveTo("2026-03-25T06:00:00Z");
      await done(chair, "meeting.open", {}, { given: { meeting: 1 } });
      await done(chair, "motion.propose", { title: "Adopt the roadmap", text: "The committee adopts **the roadmap**.", topic: "The roadmap" }, { given: { meeting: 1 } });
      await done(chair, "motion.put", {}, { given: { motion: 1 } });
      for (const [index, person] of [CHAIR, ...MEMBERS].entries()) {
        const page = await visit({ lang: "en" });
        await enter(house, page, person);
        await done(page, "motion.vote", { vote: index < 3 ? "affirmative" : "negative" }, { given: { motion: 1 } });
        await page.context().close();
      }
      await done(chair, "motion.close", {}, { given: { motion: 1 } });
      await reader.goto("/meetings/1/minutes");
      includes(await reader.locator("main").innerText(), "There are no minutes yet");
      await house.moveTo("2026-03-25T07:30:00Z");
      await done(chair, "meeting.close", {}, { given: { meeting: 1 } });
    });
    await step("the minutes are there at once: attendance, quorum, the point, votes by name with their sum", async () => {
      await reader.goto("/meetings/1/minutes");
      const said = await reader.locator("main").innerText();
      for (const part of ["draft", "Room 301", "At the end 5 of 8 attended; 4 are a quorum.", "In office and absent (3)", "1. The roadmap", "Adopt the roadmap",
        "The committee adopts the roadmap.", "Example Person 3", "TC-2026-001", "not given yet", "13:50–15:30"])
        includes(said, part);
      await mustBeWhole(reader);
      await shot(reader, "minutes-draft-desk-en");
    });
    await step("the secretary is led to what is missing, for the whole meeting and for a point", async () => {
      await secretary.goto("/desk");
      includes(await secretary.locator("main").innerText(), "Write the minutes");
      await secretary.goto("/meetings/1/minutes");
      await follow(secretary, secretary.getByRole("link", { name: "Write the narrative" }));
      await done(secretary, "minutes.write", { narrative: "The meeting went *well*." }, { here: true });
      await secretary.goto("/meetings/1/minutes");
      await follow(secretary, secretary.getByRole("link", { name: "Write what was said on this point" }));
      await done(secretary, "minutes.write", { narrative: "Two views were heard:\n\n- go slow\n- go fast" }, { here: true });
      await done(secretary, "resolution.assign", { resolution: "TC-2026-001", owner: "Example Person 4", due: "2026-04-01" });
      await reader.goto("/meetings/1/minutes");
      const said = await reader.locator("main").innerText();
      for (const part of ["The meeting went well.", "go slow", "Example Person 4"]) includes(said, part);
      await phone.goto("/meetings/1/minutes");
      includes(await phone.locator("main").innerText(), "散会时应到 8 人，实到 5 人，法定人数为 4 人，已达到。");
      await mustBeWhole(phone);
      await shot(phone, "minutes-phone-zh");
    });
    await step("PDF and text are led to, and are what they say they are", async () => {
      await reader.goto("/meetings/1/minutes");
      equal(await reader.locator('a[href="/meetings/1/minutes.pdf"]').count() > 0, true, "a link to the PDF");
      for (const lang of ["en", "zh"]) {
        const answer = await reader.request.get("/meetings/1/minutes.pdf", { headers: { "Accept-Language": lang } });
        equal(answer.status(), 200);
        includes(answer.headers()["content-type"], "application/pdf");
        equal((await answer.body()).subarray(0, 5).toString(), "%PDF-");
      }
      const text = await reader.request.get("/meetings/1/minutes.md", { headers: { "Accept-Language": "en" } });
      includes(await text.text(), "# Minutes: Technical Committee");
    });
    await step("the next meeting's chair is offered the approval, and what was read is what is approved", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-04-08T14:00", place: "Room 301" }, { given: { body: "tc" } });
      await house.moveTo("2026-04-08T05:50:00Z");
      await came(house, visit, 2, [CHAIR, ...MEMBERS]);
      await house.moveTo("2026-04-08T06:00:00Z");
      await done(chair, "meeting.open", {}, { given: { meeting: 2 } });
      await chair.goto("/desk");
      await follow(chair, chair.locator("main").getByRole("link", { name: /Approve the minutes/ }).first());
      await mustBeWhole(chair);
      await chair.goto("/meetings/1/minutes"); // read …
      await done(secretary, "minutes.write", { narrative: "The meeting went very well." }, { given: { meeting: 1 } }); // … and changed meanwhile
      await follow(chair, chair.getByRole("button", { name: "Approve these minutes" }));
      includes(await refusal(chair), "These minutes have changed since they were read");
      await chair.goto("/meetings/1/minutes");
      await Promise.all([chair.waitForNavigation(), chair.getByRole("button", { name: "Approve these minutes" }).click()]);
      equal(await refusal(chair), "");
      await chair.goto("/meetings/1/minutes");
      const said = await chair.locator("main").innerText();
      includes(said, "approved");
      includes(said, "the same as was approved");
      equal(await chair.getByRole("button", { name: "Approve these minutes" }).count(), 0);
    });
    await step("after that they stand: writing is refused, a correction and a report are shown beneath", async () => {
      await act(secretary, "minutes.write", { narrative: "Otherwise." }, { given: { meeting: 1 } });
      includes(await refusal(secretary), "approved");
      await done(secretary, "resolution.report", { resolution: "TC-2026-001", state: "done" });
      await done(chair, "minutes.correct", { minutes_of: 1, text: "A name was misspelt." }, { given: { meeting: 2 } });
      await reader.goto("/meetings/1/minutes");
      const said = await reader.locator("main").innerText();
      for (const part of ["Since the approval", "A name was misspelt.", "carried out", "the same as was approved"]) includes(said, part);
      await mustBeWhole(reader);
      await shot(reader, "minutes-approved-desk-en");
    });
    await step("the second meeting's minutes carry nothing forward that was done, and say what was open", async () => {
      await house.moveTo("2026-04-08T07:00:00Z");
      await done(chair, "meeting.close", {}, { given: { meeting: 2 } });
      await reader.goto("/meetings/2/minutes");
      includes(await reader.locator("main").innerText(), "Actions carried forward");
      await mustBeWhole(reader);
    });
  });
