// A meeting that is called, moved and cancelled: the chair at a desk, two members at theirs, one of them on a phone in Chinese; the
// invitations arrive by a real SMTP server, and each passes libical's check.
//
// March 2026: the alliance was founded on Monday 2nd; today is Monday 16th, 10:00 in its zone. In April the 6th is a holiday.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { invitation, until } from "../house.mjs";
import { act, done, enter, follow, refusal } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const SEATS = 8; // people 2 to 9, at person1@example.org to person8@example.org

journey("a meeting is moved, then cancelled", { scene: { members: 20, directors: 12, tc: SEATS, at: "2026-03-02T02:00:00Z" }, clock: "2026-03-16T02:00:00Z", smtp: true },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "en" });
    const phone = await visit({ lang: "zh", size: PHONE });
    const other = await visit({ lang: "en" });
    await enter(house, chair, 2);
    await enter(house, phone, 6);
    await enter(house, other, 7);
    const waiting = async (page) => {
      await page.goto("/desk");
      return page.locator("section[aria-labelledby=waiting]").innerText();
    };
    let uid;
    /// The invitations of one step: one to each holder, of one method and sequence, all about the same event.
    const invited = async (method, sequence, about) => {
      const letters = await house.letters(SEATS, ({ raw }) => new RegExp(`method=${method}`, "i").test(raw));
      const calendars = await Promise.all(letters.map(async (letter) => ({ to: letter.to, ...(await invitation(letter)) })));
      const these = calendars.filter(({ value }) => value("SEQUENCE") === String(sequence));
      if (these.length < SEATS) return null;
      equal(these.length, SEATS, `letters of sequence ${sequence}`);
      equal([...new Set(these.map(({ to }) => to))].sort().join(" "), Array.from({ length: SEATS }, (_, i) => `person${i + 1}@example.org`).join(" "), "who got one");
      for (const each of these) {
        equal(each.method, method, "method");
        uid ??= each.value("UID");
        equal(each.value("UID"), uid, "UID");
        includes(each.text, `mailto:${each.to}`);
        equal(each.text.match(/^ATTENDEE/gm)?.length, 1, "other people's addresses");
        includes(each.text, about);
      }
      return these;
    };
    const arrive = (...what) => until(`all of ${what}`, () => invited(...what));

    await step("the chair calls it; the invitations of eight people are at the mail server, sequence 0", async () => {
      await done(chair, "meeting.call", { starts_at: "2026-03-25T14:00", place: "Room 301" }, { given: { body: "tc" } });
      await arrive("REQUEST", 0, "DTSTART;TZID=Asia/Shanghai:20260325T140000");
      includes(await waiting(phone), /2026年3月25日/);
      includes(await waiting(other), /25 March 2026/);
    });
    await step("moved to a day that leaves no notice it is refused, with the clause and the earliest day", async () => {
      await chair.goto("/meetings/1");
      await follow(chair, chair.locator("main").getByRole("link", { name: "Move", exact: true }));
      await mustBeWhole(chair);
      await act(chair, "meeting.move", { starts_at: "2026-03-20T10:00" }, { here: true });
      const said = await refusal(chair);
      includes(said, "A16.1");
      includes(said, "23 March 2026", "the earliest day");
      equal(await chair.inputValue('[name="starts_at"]'), "2026-03-20T10:00", "what was typed");
      await mustBeWhole(chair);
    });
    await step("moved to April, its page counts the last days anew, over the holiday", async () => {
      await done(chair, "meeting.move", { starts_at: "2026-04-08T10:00", place: "Room 302" }, { here: true });
      await chair.goto("/meetings/1");
      const said = await chair.locator("main").innerText();
      includes(said, "Wednesday 8 April 2026");
      includes(said, "Room 302");
      includes(said, /last day for it was Wednesday 1 April 2026/);
      includes(said, "Friday 3 April 2026, 24:00", "until when topics are taken");
      ok(!said.includes("25 March"), "the old day is gone");
      await mustBeWhole(chair);
      await shot(chair, "meeting-moved-desk-en");
      await phone.goto("/meetings/1");
      await mustBeWhole(phone);
      await shot(phone, "meeting-moved-phone-zh");
    });
    await step("the update reaches the same eight, in the same event of their calendars", async () => {
      const these = await arrive("REQUEST", 1, "DTSTART;TZID=Asia/Shanghai:20260408T100000");
      for (const { text } of these) includes(text, "LOCATION:Room 302");
      const letters = await house.letters(SEATS, ({ subject }) => /^(Moved|会议改期)/.test(subject));
      equal(letters.length, SEATS, "letters that say so");
    });
    await step("everybody's desk shows the new day, and not the old one", async () => {
      for (const [page, now, before] of [[phone, "2026年4月8日", "3月25日"], [other, "8 April 2026", "25 March"], [chair, "8 April 2026", "25 March"]]) {
        const said = await waiting(page);
        includes(said, now);
        ok(!said.includes(before), `still the old day:\n${said}`);
      }
      await mustBeWhole(phone);
      await shot(phone, "desk-moved-phone-zh");
    });
    await step("a member who does not lead can neither move nor cancel it, and reads who may", async () => {
      await other.goto("/meetings/1");
      for (const name of ["Move", "Cancel"]) equal(await other.locator("main").getByRole("link", { name, exact: true }).count(), 0, `“${name}”`);
      await other.goto("/act/meeting.cancel?meeting=1");
      const said = await other.locator("main").innerText();
      includes(said, "A16.1");
      includes(said, /chair/);
      await mustBeWhole(other);
    });
    await step("cancelling is restated before it is done", async () => {
      await chair.goto("/meetings/1");
      await follow(chair, chair.locator("main").getByRole("link", { name: "Cancel", exact: true }));
      await chair.locator('form.act [name="reason"]').fill("Too few could come.");
      await follow(chair, chair.locator("form.act button.main").first());
      includes(await chair.locator("main").innerText(), "will not take place");
      await mustBeWhole(chair);
      await shot(chair, "meeting-cancel-restated-desk-en");
      await Promise.all([chair.waitForNavigation(), chair.locator('button[name="_confirm"]').click()]);
      equal(await refusal(chair), "", "refused");
    });
    await step("the cancellation reaches the same eight and takes the event out of their calendars", async () => {
      const these = await arrive("CANCEL", 2, "STATUS:CANCELLED");
      for (const { value } of these) equal(value("METHOD"), "CANCEL", "method");
    });
    await step("its page says so and offers nothing any more; no desk waits for it", async () => {
      await chair.goto("/meetings/1");
      includes(await chair.locator("main").innerText(), /cancelled/i);
      for (const name of ["Move", "Cancel", "Propose a topic"]) equal(await chair.locator("main").getByRole("link", { name, exact: true }).count(), 0, `“${name}”`);
      await mustBeWhole(chair);
      await shot(chair, "meeting-cancelled-desk-en");
      for (const page of [phone, other, chair]) ok(!/April|4月8日/.test(await waiting(page)), "a desk still waits for it");
      const calendar = await (await fetch(`${house.url}/meetings/1/calendar.ics`)).text();
      includes(calendar, "STATUS:CANCELLED");
    });
    await step("moved once more it is refused: it is cancelled", async () => {
      await act(chair, "meeting.move", { starts_at: "2026-04-15T10:00" }, { given: { meeting: 1 } });
      includes(await refusal(chair), /cancelled/);
    });
    await step("the Secretariat has the proof: three mails to each, with the server's own word", async () => {
      await enter(house, other, "secretary-general@secretariat");
      let items;
      await until(() => JSON.stringify(items), async () => {
        ({ items } = await other.evaluate(async () => (await fetch("/api/v1/mail?meeting=1&limit=100", { headers: { Accept: "application/json" } })).json()));
        return items.length === 3 * SEATS && items.every(({ state, reply }) => state === "sent" && /queued as Q\d+/.test(reply));
      });
      await other.goto("/office/mail?meeting=1");
      includes(await other.locator("main").innerText(), "queued as Q");
      await mustBeWhole(other);
      await shot(other, "office-mail-desk-en");
    });
  });
