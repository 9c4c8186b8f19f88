// An organization asks to join: on a phone, in Chinese; then a company that asks for the wrong class, in English. The Secretariat
// decides one case and puts the other before the Board.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { act, answer, done, enter, follow, keeps, refusal, send } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const APPLICANT = {
  class: "ordinary", org_name: "示例研究所", org_name_en: "Example Institute", type: "research", jurisdiction: "SG", registration: "EXAMPLE-9001",
  statement: "示例：从事开放智算基准测试研究。", name: "示例申请人", email: "applicant@example.org", accept: true,
};

const EVIDENCE = { name: "extract.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n% an extract that a test makes up\n%%EOF\n") };

/// Fills in and sends; a file is chosen each time, since no page can keep one.
async function leave(page, answers) {
  for (const [name, value] of Object.entries(answers)) await answer(page, name, value);
  await answer(page, "evidence", EVIDENCE);
  await send(page);
  if (await page.locator("button[name=_confirm]").count()) await send(page);
}

async function confirm(house, page, address) {
  await page.goto(await house.mailLink(address));
  await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
}

journey("an applicant joins", { scene: { members: 20, directors: 12, tc: 8 } }, async ({ house, visit, step }) => {
  const phone = await visit({ lang: "zh", size: PHONE });
  const company = await visit({ lang: "en", script: false });
  const office = await visit({ lang: "en" });

  await step("the way in is one link from the front door", async () => {
    await phone.goto("/");
    await follow(phone, phone.locator("nav.places").getByRole("link", { name: "加入" }));
    await mustBeWhole(phone);
    await shot(phone, "join-phone-zh");
    await follow(phone, phone.locator("main a[href*='/act/application.submit']").first());
    await mustBeWhole(phone);
  });
  await step("what is wrong is said beside its field, and nothing typed is lost", async () => {
    await leave(phone, { ...APPLICANT, jurisdiction: "CN" });
    includes(await phone.locator("#summary").innerText(), "需要修改");
    ok((await phone.locator("#e-registration").count()) === 1, "the fault stands beside the field");
    await keeps(phone, { class: "ordinary", org_name: APPLICANT.org_name, statement: APPLICANT.statement, registration: "EXAMPLE-9001", accept: true });
    await mustBeWhole(phone);
    await shot(phone, "apply-wrong-phone-zh");
  });
  await step("a link by mail confirms it; the receipt leads to the state of the case", async () => {
    await leave(phone, { jurisdiction: "SG" });
    equal(await refusal(phone), "", "refused");
    await mustBeWhole(phone);
    await confirm(house, phone, APPLICANT.email);
    await mustBeWhole(phone);
    const receipt = await house.mailLink(APPLICANT.email, 1);
    includes(receipt, "/applications/1");
    await phone.goto(receipt);
    includes(await phone.locator("main").innerText(), APPLICANT.org_name);
    await mustBeWhole(phone);
    await shot(phone, "application-phone-zh");
  });
  await step("nobody reads the case without its code", async () => {
    const answer = await company.goto("/applications/1");
    ok(answer.status() >= 400, `status ${answer.status()}`);
  });
  await step("a company cannot be a partner, and is told the clause", async () => {
    await company.goto("/act/application.submit");
    const asked = { ...APPLICANT, class: "partner", type: "enterprise", registration: "EXAMPLE-9002", email: "company@example.org" };
    await leave(company, asked);
    includes(await refusal(company), "A4.4");
    await keeps(company, { org_name: asked.org_name, registration: "EXAMPLE-9002", statement: asked.statement });
    equal((await house.mails()).filter(({ to }) => to.includes("company@example.org")).length, 0, "mails");
  });
  await step("it asks for the director class instead", async () => {
    await leave(company, { class: "director" });
    equal(await refusal(company), "", "refused");
    await confirm(house, company, "company@example.org");
  });
  await step("the Secretariat finds both in its queue, reviews and decides the first", async () => {
    await enter(house, office, "secretary-general@secretariat");
    await office.goto("/office");
    await mustBeWhole(office);
    await shot(office, "office-desk-en");
    includes(await office.locator("main").innerText(), /示例研究所|Example Institute/);
    await done(office, "application.review", { note: "The extract names the institute." }, { given: { application: 1 } });
    await done(office, "application.decide", { decision: "admit", grounds: "Example grounds." }, { given: { application: 1 } });
    const { items } = await house.json("/api/v1/members?class=ordinary");
    ok(JSON.stringify(items).includes("Example Institute") || JSON.stringify(items).includes("示例研究所"), "the institute is a member");
  });
  await step("two cannot decide it twice: the second is told that it is decided", async () => {
    await act(office, "application.decide", { decision: "refuse", grounds: "Example grounds." }, { given: { application: 1 } });
    includes(await refusal(office), /decided|reviewed/);
    await mustBeWhole(office);
  });
  await step("the applicant learns it by mail and on the same page", async () => {
    await house.mailTo(APPLICANT.email, 2);
    await phone.goto(await house.mailLink(APPLICANT.email, 1));
    await mustBeWhole(phone);
    await shot(phone, "application-decided-phone-zh");
  });
  await step("the director's case is for the Board: the office refers it, and it appears as a matter", async () => {
    await done(office, "application.review", { note: "Checked." }, { given: { application: 2 } });
    await act(office, "application.decide", { decision: "admit", grounds: "Example grounds." }, { given: { application: 2 } });
    includes(await refusal(office), "A7.5");
    await done(office, "application.refer", { title: "Example company as director member", contributions: "Two example releases." }, { given: { application: 2 } });
    await company.goto("/matters");
    includes(await company.locator("main").innerText(), "Example company as director member");
    await company.goto("/matters/1");
    includes(await company.locator("main").innerText(), "Two example releases.");
  });
});
