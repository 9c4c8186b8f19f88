// A new alliance: a founder with nothing but an address signs in by mail, and the desk leads through the founding to its close.
// One of each is done by hand; the many others come through the same acts at the shell.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { command } from "../house.mjs";
import { act, answer, done, follow, keeps, refusal, signInByMail, tries } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const FOUNDER = "founder@example.org";
const unit = (n, more) => ({
  org_name: `示例单位 ${n}`, org_name_en: `Example Member ${n}`, type: "enterprise", jurisdiction: "SG", registration: `EXAMPLE-${1000 + n}`,
  name: `Example Person ${n}`, email: `person${n}@example.org`, ...more,
});

journey("a founding", { empty: true, founder: FOUNDER }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en" });
  const shell = (kind, fields) => command("act", house.dir, kind, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`), "--as", "founder");

  await step("the first page of an empty alliance says how it begins", async () => {
    await page.goto("/");
    await mustBeWhole(page);
    await shot(page, "founding-front-desk-en");
  });
  await step("the founder signs in by the link in a mail, and lands on the desk", async () => {
    await signInByMail(house, page, FOUNDER);
    await page.goto("/desk");
    await mustBeWhole(page);
    await shot(page, "founding-desk-empty-desk-en");
    includes(await page.locator("main").innerText(), /founding/i);
  });
  await step("a closing that comes too early is refused with every reason", async () => {
    await act(page, "founding.close");
    const said = await refusal(page);
    includes(said, "The Board has no chair yet.");
    includes(said, "The Technical Committee has no chair yet.");
    includes(said, "A11");
    await mustBeWhole(page);
    await shot(page, "founding-close-refused-desk-en");
  });
  await step("the contact address is set", async () => {
    await done(page, "alliance.contact", { contact: "office@example.org" });
  });
  await step("members of the three classes are admitted", async () => {
    await done(page, "founding.admit", unit(1, { class: "director" }));
    await done(page, "founding.admit", unit(2, { class: "ordinary" }));
    await done(page, "founding.admit", unit(3, { class: "partner", type: "university" }));
  });
  await step("a company as partner is refused with the clause; everything typed is kept", async () => {
    const company = unit(4, { class: "partner" });
    await act(page, "founding.admit", company);
    includes(await refusal(page), "A4.4");
    const { type, ...kept } = company;
    await keeps(page, kept);
    ok(type === "enterprise", "the type asked for");
    await mustBeWhole(page);
    await shot(page, "founding-partner-refused-desk-en");
    await answer(page, "class", "ordinary");
    await done(page, "founding.admit", {}, { here: true });
  });
  await step("the chair of the Board is appointed by hand", async () => {
    await done(page, "founding.appoint", { title: "chair", person: "Example Person 1" }, { given: { body: "board" } });
    await page.goto("/desk");
    await mustBeWhole(page);
    await shot(page, "founding-desk-begun-desk-en");
  });
  await step("an ordinary member's person cannot sit on the Board", async () => {
    await act(page, "founding.appoint", { title: "director", person: "Example Person 2" }, { given: { body: "board" } });
    includes(await refusal(page), "A7");
  });
  await step("the many others take their seats by the same acts at the shell", async () => {
    for (let n = 5; n <= 16; n += 1) await shell("founding.admit", unit(n, { class: "director" }));
    const seat = (body, title, n) => shell("founding.appoint", { body, title, person: n + 1 }); // the founder is person 1
    for (const n of [5, 6]) await seat("board", "vice-chair", n);
    for (const n of [7, 8, 9, 10, 11, 12, 13]) await seat("board", "director", n);
    await seat("tc", "chair", 2);
    for (const n of [4, 5, 6]) await seat("tc", "vice-chair", n);
    for (const n of [7, 8, 9, 10]) await seat("tc", "member", n);
    for (const body of ["outreach", "safety"]) {
      await seat(body, "chair", 11);
      for (const n of [12, 13, 14]) await seat(body, "vice-chair", n);
    }
    await seat("secretariat", "secretary-general", 16);
  });
  await step("interest groups and the escrow company", async () => {
    await done(page, "founding.sigs");
    await done(page, "founding.escrow", { company: "Example Escrow", registration: "EXAMPLE-7001" });
  });
  await step("the desk shows what is done, on a phone in Chinese too", async () => {
    const phone = await visit({ lang: "zh", size: PHONE });
    await signInByMail(house, phone, FOUNDER);
    await phone.goto("/desk?lang=zh");
    await mustBeWhole(phone);
    await shot(phone, "founding-desk-phone-zh");
  });
  await step("the founding closes, restated in words first, and the founder's office is over", async () => {
    await page.goto("/act/founding.close");
    await follow(page, page.locator("form.act button.main"));
    includes(await page.locator("main").innerText(), "ends for ever");
    await mustBeWhole(page);
    await shot(page, "founding-close-restated-desk-en");
    await Promise.all([page.waitForNavigation(), page.locator('button[name="_confirm"]').click()]);
    equal(await refusal(page), "", "refused");
    await page.goto("/act/founding.admit");
    includes(await page.locator("main").innerText(), "This is not yours to do now");
    const answered = await tries(house, page, "founding.admit", {});
    ok(answered.status >= 400, `the founder admits nobody any more: ${answered.status}`);
  });
  await step("the alliance lives: 16 members, 10 on the Board", async () => {
    await page.goto("/bodies/board");
    includes(await page.locator("main").innerText(), /10/);
    await mustBeWhole(page);
    await page.goto("/");
    await mustBeWhole(page);
    await shot(page, "founded-front-desk-en");
  });
});
