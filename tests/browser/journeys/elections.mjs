// Two elections from the call to the seats, walked by those they concern: the chair of the Technical Committee by name, the Board's
// vice-chairs with receipts. Two electors, one of them on a phone in Chinese, a third without a script; the Secretariat, in either
// language; a member who is on no roll; anybody, signed out.
//
// November 2027: nominations are closed on the 1st (tests/support/scene.py, elections); voting from Friday 5th to Friday 12th, noon;
// the term begins on 1 January.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { done, enter, follow, loseAnswer } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const SCENE = { members: 20, directors: 12, tc: 12, at: "2026-07-01T01:00:00Z", elections: true, uncalled: true };
const text = (page) => page.locator("main").innerText();

/// The button of a form on the page, and the page that follows.
async function press(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
}
const mark = (page, number) => page.locator(`form.ballot input[value="1:${number}"]`).check();

journey("two elections", { scene: SCENE, clock: "2027-11-01T05:00:00Z" }, async ({ house, visit, step }) => {
  const desk = await visit({ lang: "en" });
  const phone = await visit({ lang: "zh", size: PHONE });
  const plain = await visit({ lang: "zh", size: PHONE, script: false });
  const office = await visit({ lang: "en" });
  const clerk = await visit({ lang: "zh", size: PHONE });
  const stranger = await visit({ lang: "en", size: PHONE });
  const anybody = await visit({ lang: "zh", size: PHONE });
  await enter(house, desk, 4);
  await enter(house, phone, 5);
  await enter(house, plain, 6);
  await enter(house, office, 21);
  await enter(house, clerk, 21);
  await enter(house, stranger, 20);
  let code, key;

  await step("the Secretariat calls both from its desk, one in English, one in Chinese on a phone", async () => {
    for (const [page, words, body] of [[office, /Call the election of the Technical Committee/, "tc"], [clerk, /启动理事会选举/, "board"]]) {
      await page.goto("/office");
      await follow(page, page.locator("main").getByRole("link", { name: words }));
      await mustBeWhole(page);
      await shot(page, `election-call-${body}`);
      await done(page, "election.call", { opens_at: "2027-11-05T09:00", closes_at: "2027-11-12T12:00", seed: "Example words" }, { here: true });
    }
  });
  await step("anybody finds both from the body and the nominations, with the roll and the days", async () => {
    await anybody.goto("/bodies/tc");
    await follow(anybody, anybody.locator("main").getByRole("link", { name: "选举", exact: true }));
    equal(new URL(anybody.url()).pathname, "/elections/1");
    includes(await text(anybody), /10 票/);
    includes(await text(anybody), "2027年11月12日");
    await mustBeWhole(anybody);
    await anybody.goto("/nominations/2");
    await follow(anybody, anybody.locator('main a[href="/elections/2"]'));
    includes(await text(anybody), /无记名，持回执/);
    equal(await anybody.locator("form.ballot").count(), 0, "ballot papers");
    for (const path of ["/elections", "/electors?election=1", "/nominations/1", "/bodies/tc"]) {
      await anybody.goto(path);
      await mustBeWhole(anybody);
    }
  });
  await step("while the roll lies open there is no paper; the form for an objection says who may object", async () => {
    await desk.goto("/elections/2");
    equal(await desk.locator("form.ballot, form[action$='/paper']").count(), 0, "papers");
    await follow(desk, desk.locator("main").getByRole("link", { name: "Object to the roll" }));
    await mustBeWhole(desk);
  });
  await step("voting opens: the desk of an elector leads to both, that of a stranger to none", async () => {
    await house.moveTo("2027-11-06T05:00:00Z");
    await phone.goto("/desk");
    includes(await text(phone), "参加技术委员会选举投票");
    includes(await text(phone), "领取理事会选举的选票");
    await mustBeWhole(phone);
    await stranger.goto("/desk");
    ok(!/election of the/i.test(await text(stranger)), "a stranger is asked to vote");
    for (const path of ["/elections/1", "/elections/2"]) {
      await stranger.goto(path);
      equal(await stranger.locator("form.ballot, form[action$='/paper']").count(), 0, `papers at ${path}`);
      await mustBeWhole(stranger);
    }
  });
  await step("by name: cast at a desk, changed there, cast on a phone", async () => {
    await desk.goto("/desk");
    await follow(desk, desk.locator("main").getByRole("link", { name: /Vote in the election of the Technical Committee/ }));
    await mustBeWhole(desk);
    await shot(desk, "election-open-desk-en");
    await mark(desk, 1);
    await press(desk, "form.ballot button.main");
    await desk.goto("/elections/1");
    includes(await text(desk), "1 of 10");
    includes(await text(desk), "Your ballot is on record");
    ok(await desk.locator('form.ballot input[value="1:1"]').isChecked(), "the ballot is not shown as cast");
    await desk.locator('form.ballot input[value="1:1"]').uncheck();
    await mark(desk, 2);
    await press(desk, "form.ballot button.main");
    await phone.goto("/elections/1");
    await mark(phone, 2);
    await press(phone, "form.ballot button.main");
    await phone.goto("/elections/1");
    includes(await text(phone), "10 票中的 2 票");
    await mustBeWhole(phone);
    await shot(phone, "election-open-phone-zh");
  });
  await step("two vote on paper: handed out, each entered from a file that is looked at first, at a desk and on a phone, in both languages", async () => {
    await office.goto("/elections/1");
    await follow(office, office.locator("main").getByRole("link", { name: "Hand out paper ballots" }));
    await mustBeWhole(office);
    await done(office, "election.paper", { numbers: "8-9" }, { here: true });
    const words = {
      en: ["Enter paper ballots", /1 paper of 2 handed out, 1 of them blank/, "a file of 2 lines", "Please read once more"],
      zh: ["录入纸质选票", /录入 1 张，其中空白 1 张；共发放 2 张/, "文件，共 2 行", "请再次确认"],
    };
    for (const [page, lang, number] of [[office, "en", "8"], [clerk, "zh", "9"]]) {
      const [link, said, kept, asked] = words[lang];
      await page.goto("/elections/1");
      const sheet = await (await fetch(`${house.url}/elections/1/contests/1/sheet.csv`)).text();
      const file = sheet.split("\n").filter((line, n) => n === 0 || line.startsWith(number)).join("\n"); // a blank paper
      await follow(page, page.locator("main").getByRole("link", { name: link, exact: true }));
      await mustBeWhole(page);
      await page.locator("[name=account]").fill("Counted before two directors.");
      await page.locator("input[type=file][name=ballots]").setInputFiles({ name: "papers.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
      await press(page, "form.act button[name=_preview]");
      includes(await text(page), said);
      includes(await text(page), kept);
      await mustBeWhole(page);
      await shot(page, `election-enter-${lang}`);
      await press(page, "form.act button.main");
      includes(await text(page), asked);
      await mustBeWhole(page);
      await press(page, "form.act button[name=_confirm]");
      await page.goto("/elections/1");
      await page.locator("summary", { hasText: lang === "en" ? "Ballots by name" : "记名选票" }).click();
      includes(await text(page), lang === "en" ? "on paper" : "纸质");
      await mustBeWhole(page);
    }
  });
  await step("with receipts: a paper taken once, put into the box with no name, changed, its code the same", async () => {
    await desk.goto("/elections/2");
    await loseAnswer(desk, "/elections/2/paper", desk.locator("form[action$='/paper'] button"));
    await desk.goto("/elections/2"); // the paper is issued
    desk.faults.splice(0);
    await press(desk, "form[data-paper-ticket] button");
    await mustBeWhole(desk);
    await shot(desk, "election-paper-desk-en");
    code = (await desk.locator("dd code").first().innerText()).trim();
    ok(/^[0-9a-f]{64}$/.test(code), code);
    key = (await desk.locator("[data-paper-key] code").innerText()).trim();
    ok(key.startsWith(code), key);
    await mark(desk, 2);
    await press(desk, "form.ballot button.main");
    includes(await text(desk), /saved, without your name/);
    await mustBeWhole(desk);
    await mark(desk, 1);
    await press(desk, "form.ballot button.main");
    equal((await desk.locator("dd code").innerText()).trim(), code, "the code");
    ok(await desk.locator('form.ballot input[value="1:1"]').isChecked(), "the change is not shown");
    await phone.goto("/elections/2");
    await press(phone, "form[action$='/paper'] button");
    await mustBeWhole(phone);
    await shot(phone, "election-paper-phone-zh");
    await mark(phone, 1);
    await press(phone, "form.ballot button.main");
    includes(await text(phone), "已保存，不含姓名和时间");
    await plain.goto("/elections/2");
    await press(plain, "form[action$='/paper'] button");
    await press(plain, "form.ballot button.main");
    includes(await text(plain), "已保存，不含姓名和时间", "a blank ballot, without a script");
    await mustBeWhole(phone);
    await shot(phone, "election-cast-phone-zh");
  });
  await step("a closed page costs no vote: the same browser has the key, another takes the link, a third types it, nobody is asked who they are", async () => {
    await phone.goto("/elections/2");
    await follow(phone, phone.locator("main").getByRole("link", { name: "继续使用已领取的选票" }));
    ok((await phone.locator("textarea[name=key]").inputValue()).length === 96, "the browser did not keep the key");
    await mustBeWhole(phone);
    await shot(phone, "election-back-phone-zh");
    await press(phone, "[data-paper-back] button.main");
    includes(await text(phone), "您的选票已在票箱中");
    equal(await phone.locator("form.ballot input:checked").count(), 0, "the page shows what was voted");
    await mustBeWhole(phone);
    await shot(phone, "election-back-in-phone-zh");
    await mark(phone, 1);
    await press(phone, "form.ballot button.main");
    includes(await text(phone), "已保存，不含姓名和时间");
    await anybody.goto(`/elections/2/continue#${key}`);
    await anybody.locator("form.ballot").waitFor(); // the page sends the key by itself
    await anybody.waitForLoadState();
    includes(await text(anybody), "您的选票已在票箱中");
    ok(!anybody.url().includes(key), "the key stays in the address");
    await plain.goto("/elections/2/continue");
    await plain.locator("textarea[name=key]").fill("forged");
    await press(plain, "[data-paper-back] button.main");
    includes(await text(plain), "此密钥不属于本次选举的选票");
    await plain.locator("textarea[name=key]").fill(`${house.url}/elections/2/continue#${key}`);
    await press(plain, "[data-paper-back] button.main");
    includes(await text(plain), "您的选票已在票箱中");
    await phone.goto("/elections/2/continue");
    await phone.locator("[data-paper-forget]").click();
    includes(await text(phone), "已从此处删除");
    equal(await phone.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("charterd-")).length), 0, "what is kept here");
    await phone.reload();
    equal(await phone.locator("textarea[name=key]").inputValue(), "", "a key that was forgotten");
  });
  await step("that a paper was issued is public; it is offered no second time, and no count is to be seen", async () => {
    await desk.goto("/elections/2");
    includes(await text(desk), "Your ballot paper has been issued");
    equal(await desk.getByRole("button", { name: "Take my ballot paper" }).count(), 0, "a second paper");
    equal(await stranger.locator("form[action$='/paper']").count(), 0, "a paper for a stranger");
    await press(desk, "form[data-paper-ticket] button");
    equal((await desk.locator("dd code").first().innerText()).trim(), code, "the same paper");
    await anybody.goto("/elections/2");
    includes(await text(anybody), "12 票中的 3 票");
    equal((await fetch(`${house.url}/elections/2/ballots.csv`)).status, 404, "ballots before the close");
    ok(!(await anybody.content()).includes(code), "the code is public before the close");
  });
  await step("the voting closes: the office is asked to count, and declares both, in either language", async () => {
    await house.moveTo("2027-11-12T05:00:00Z");
    for (const [page, number, words] of [[office, 1, "Count and declare the election of the Technical Committee"], [clerk, 2, /理事会选举/]]) {
      await page.goto("/office");
      await follow(page, page.locator(`main a[href*="election.declare"]`).filter({ hasText: words }).first());
      equal(new URL(page.url()).searchParams.get("election"), String(number));
      await mustBeWhole(page);
      await done(page, "election.declare", {}, { here: true });
    }
    await office.goto("/office");
    ok(!/Count and declare/.test(await text(office)), "still asked to count");
    await mustBeWhole(office);
  });
  await step("anybody reads who is elected and every step, in tables that fit a phone", async () => {
    await anybody.goto("/elections/1");
    const said = await text(anybody);
    includes(await anybody.locator(".candidates li", { hasText: "Example Person 2" }).innerText(), /✓\s*当选/);
    includes(said, "第 1 轮：计票");
    includes(await anybody.locator("main .lead").innerText(), /^当选主任：\s*Example Person 2$/);
    equal(await anybody.locator("details.count[open] table").first().locator("tr").count(), 2, "rows of the first stage");
    equal(await anybody.locator("details.count[open] tr", { hasText: "2 Example Person 2" }).first().locator("td").innerText(), "2", "votes");
    await anybody.locator("summary", { hasText: "记名选票" }).click();
    includes(await text(anybody), "Example Person 3");
    await mustBeWhole(anybody);
    await shot(anybody, "election-declared-phone-zh");
  });
  await step("who voted finds the ballot by its code among those published, as it was changed", async () => {
    await desk.goto("/elections/2");
    await mustBeWhole(desk);
    await shot(desk, "election-declared-desk-en");
    const address = await desk.locator("main").getByRole("link", { name: "3 ballots (CSV)" }).getAttribute("href");
    const lines = (await (await fetch(house.url + address)).text()).split("\n").filter((line) => line.includes(code));
    equal(lines.length, 1, "lines with the code");
    equal(lines[0].split(",")[1], "1=2", "the ballot: one more was approved when it was changed");
  });
  await step("and on the page of ballots, by the first characters of its code, on a phone and at a desk, in both languages", async () => {
    for (const [page, found, none] of [[phone, "找到 1 张", "没有该代码的选票"], [desk, "Found: 1", "No ballot with this code"]]) {
      await page.goto("/elections/2");
      await follow(page, page.locator('main a[href="/elections/2/ballots"]'));
      await mustBeWhole(page);
      const status = page.locator("[data-find] [role=status]");
      await page.locator("#find-code").fill("0123456789");
      includes(await status.innerText(), none);
      await page.locator("#find-code").fill(code.slice(0, 8).toUpperCase());
      includes(await status.innerText(), found);
      ok(await page.locator(`[id="c-${code}"].found`).isVisible(), "the ballot is not marked");
      includes(await page.locator(`[id="c-${code}"]`).innerText(), "1 Example Person");
      await shot(page, `election-ballots-${page === phone ? "phone-zh" : "desk-en"}`);
    }
    await plain.goto(`/elections/2/ballots#c-${code}`);
    includes(await plain.locator("li:target").innerText(), code);
  });
  await step("the term begins: who was elected sits, and everybody reads it, in both languages", async () => {
    await house.moveTo("2028-01-02T05:00:00Z");
    for (const page of [anybody, desk]) {
      await page.goto("/bodies/tc");
      const seat = page.locator("main").getByRole("row").filter({ hasText: /Example Person 2/ }).first();
      includes(await seat.innerText(), page === desk ? "chair" : "主任");
      await page.goto("/bodies/board");
      includes(await text(page), "Example Person 3");
      await mustBeWhole(page);
      await shot(page, `election-seated-${page === desk ? "desk-en" : "phone-zh"}`);
    }
  });
});

// The same Board, elected by ranks: a paper where every candidate has a place to choose.
journey("a ranked paper", { scene: { ...SCENE, uncalled: false, ranked: "scottish-stv" }, clock: "2027-11-06T05:00:00Z" }, async ({ house, visit, step }) => {
  const phone = await visit({ lang: "zh", size: PHONE });
  const desk = await visit({ lang: "en" });
  const places = (page) => page.locator("form.ballot select");
  await step("places are chosen; two candidates at one place, or a place left out, are said where it happened and nothing chosen is lost", async () => {
    await enter(house, phone, 5);
    await enter(house, desk, 6);
    for (const [page, wrong] of [[phone, "各候选人的顺位不得相同"], [desk, "Give each candidate a rank of its own"]]) {
      await page.goto("/elections/2");
      await press(page, "form[action$='/paper'] button");
      await mustBeWhole(page);
      equal(await places(page).count(), 6);
      await places(page).nth(2).selectOption("1:3");
      await places(page).nth(4).selectOption("1:5");
      await shot(page, `election-ranked-${page === phone ? "phone-zh" : "desk-en"}`);
      await press(page, "form.ballot button.main");
      includes(await text(page), wrong);
      await mustBeWhole(page);
      equal(await places(page).nth(2).inputValue(), "1:3", "what was chosen");
      await places(page).nth(4).selectOption("2:5");
      await press(page, "form.ballot button.main");
      includes(await text(page), page === phone ? "已保存" : "It is saved");
      equal(await places(page).nth(4).inputValue(), "2:5", "what was chosen");
    }
  });
  await step("declared, the count by ranks is read in both languages, and each ballot as an order", async () => {
    await house.moveTo("2027-11-12T05:00:00Z");
    await enter(house, desk, 21);
    await desk.goto("/act/election.declare?election=2");
    await done(desk, "election.declare", {}, { here: true });
    for (const page of [phone, desk]) {
      await page.goto("/elections/2");
      await mustBeWhole(page);
      await shot(page, `election-ranked-declared-${page === phone ? "phone-zh" : "desk-en"}`);
      await page.goto("/elections/2/ballots");
      equal((await page.locator(".ballots ol").first().innerText()).split("\n").length, 2);
      await mustBeWhole(page);
    }
  });
});
