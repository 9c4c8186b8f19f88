// Two votes in one hand: person 5 speaks for members 4 and 12 and has two rows on the roll. In either kind of secret election there
// is a paper for each, named; both are cast, changed and come back to, on a phone in Chinese and at a desk in English; the browser
// keeps both, and after the close both ballots are found.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { becomes, counts, enter, follow, loseAnswer } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const text = (page) => page.locator("main").innerText();
const NAMES = { en: ["voting representative of Example Member 4", "voting representative of Example Member 12"], zh: ["示例单位 4的表决代表", "示例单位 12的表决代表"] };

async function press(page, locator) {
  await Promise.all([page.waitForNavigation(), locator.first().click()]);
}
const cards = (page) => page.locator("main article.card");
const card = (page, name) => cards(page).filter({ hasText: name });

const RECEIPTS = { members: 20, directors: 12, tc: 12, at: "2026-07-01T01:00:00Z", elections: true, several: true };

for (const lang of ["zh", "en"])
  journey(`two votes with receipts, ${lang}`, { scene: RECEIPTS, clock: "2027-11-06T05:00:00Z" }, async ({ house, visit, step }) => {
    const zh = lang === "zh";
    const voter = await visit(zh ? { lang, size: PHONE } : { lang });
    const names = NAMES[lang];
    const words = zh
      ? { take: "领取选票", go: "继续使用此选票", in: "您的选票已在票箱中", out: "票箱中尚无您的选票", saved: "已保存，不含姓名和时间", cast: (n) => `由本浏览器投出：${n} / 1` }
      : { take: "Take my ballot paper", go: "Go on with this paper", in: "Your ballot is in the box.", out: "No ballot of yours is in the box yet.", saved: "saved, without your name", cast: (n) => `Cast from this browser: ${n} of 1` };
    const codes = [];

    await step("the desk and the page of the election name both votes, and offer a paper for each", async () => {
      await enter(house, voter, 5);
      await voter.goto("/desk");
      for (const name of names) includes(await text(voter), name);
      await voter.goto("/elections/2");
      equal(await cards(voter).count(), 2, "votes");
      for (const name of names) includes(await card(voter, name).innerText(), words.take);
      await mustBeWhole(voter);
      await shot(voter, `papers-receipt-none-${lang}`);
    });
    await step("one paper is taken and cast; the other vote still has none", async () => {
      await press(voter, card(voter, names[0]).locator("form button"));
      includes(await text(voter), names[0]);
      await mustBeWhole(voter);
      await shot(voter, `papers-receipt-paper-${lang}`);
      codes.push((await voter.locator("dd code").first().innerText()).trim());
      await voter.locator('form.ballot input[value="1:1"]').check();
      await press(voter, voter.locator("form.ballot button.main"));
      includes(await text(voter), words.saved);
      includes(await text(voter), names[0], "whose paper it was");
      await voter.goto("/elections/2");
      includes(await card(voter, names[0]).innerText(), words.cast(1));
      includes(await card(voter, names[1]).innerText(), words.take);
      await mustBeWhole(voter);
    });
    await step("the second paper is another; its answer is lost, and it is shown again for the same vote", async () => {
      await loseAnswer(voter, "/elections/2/paper", card(voter, names[1]).locator("form button"));
      await voter.goto("/elections/2");
      voter.faults.splice(0);
      await press(voter, card(voter, names[1]).locator("form button"));
      includes(await text(voter), names[1]);
      codes.push((await voter.locator("dd code").first().innerText()).trim());
      ok(codes[0] !== codes[1] && codes.every((code) => /^[0-9a-f]{64}$/.test(code)), codes.join(" "));
      includes(await voter.locator("[data-paper-list]").innerText(), names[0], "the way to the other paper");
      await mustBeWhole(voter);
    });
    await step("both papers are come back to, signed out, each by its own key from the browser", async () => {
      await voter.goto("/elections/2");
      includes(await card(voter, names[1]).innerText(), words.cast(0));
      await shot(voter, `papers-receipt-kept-${lang}`);
      await voter.context().clearCookies();
      await voter.goto(`/elections/2/continue?lang=${lang}`);
      equal(await voter.locator("textarea[name=key]").inputValue(), "", "one of two keys stands in the form");
      equal(await voter.locator("[data-paper-list] li").count(), 2, "papers");
      await mustBeWhole(voter);
      await shot(voter, `papers-receipt-back-${lang}`);
      await voter.locator("[data-paper-list] li", { hasText: names[1] }).getByRole("link").click();
      await becomes(voter, "main", codes[1]);
      await voter.waitForLoadState();
      includes(await text(voter), words.out);
      includes(await text(voter), names[1]);
      await voter.locator('form.ballot input[value="1:2"]').check();
      await press(voter, voter.locator("form.ballot button.main"));
      includes(await text(voter), words.saved);
      await voter.locator("[data-paper-list] li", { hasText: names[0] }).getByRole("link").click();
      await becomes(voter, "main", codes[0]);
      await voter.waitForLoadState();
      includes(await text(voter), words.in);
      await mustBeWhole(voter);
    });
    await step("one key is forgotten here, and the other is not", async () => {
      await voter.goto("/elections/2/continue");
      await voter.locator("[data-paper-list] li", { hasText: names[1] }).getByRole("button").click();
      await counts(voter, "[data-paper-list] li", 1, "papers");
      await voter.goto("/elections/2/continue");
      ok((await voter.locator("textarea[name=key]").inputValue()).startsWith(codes[0]), "the paper that was not forgotten");
    });
    await step("after the close the browser shows the code it kept, once; both ballots are published", async () => {
      await house.moveTo("2027-11-12T05:00:00Z");
      await voter.goto("/elections/2");
      await voter.locator("[data-paper-over] a").waitFor();
      await mustBeWhole(voter);
      await follow(voter, voter.locator("[data-paper-over] a"));
      includes(await voter.locator("li:target").innerText(), codes[0]);
      const published = await (await voter.request.get("/elections/2/ballots.csv")).text();
      includes(published, `1,1,${codes[0]},`);
      includes(published, `1,2,${codes[1]},`);
      await voter.goto("/elections/2");
      equal(await voter.locator("[data-paper-over]").isVisible(), false, "a code that is no longer kept");
    });
  });

journey("two votes, sealed", { scene: { sealed: true, several: true, at: "2027-09-01T02:00:00Z" }, clock: "2027-11-06T02:00:00Z" }, async ({ house, visit, step }) => {
  const voter = await visit({ lang: "zh", size: PHONE });
  const elsewhere = await visit({ lang: "en" });
  const vote = (page, name) => page.locator("[data-sealed-vote]").filter({ hasText: name });
  const codes = [];

  async function take(page, name) {
    await vote(page, name).locator("[data-sealed-take]").click();
    await vote(page, name).locator("form").waitFor();
    return vote(page, name).locator("[data-sealed-code]").innerText();
  }
  async function cast(page, name, candidate) {
    const form = vote(page, name).locator("form");
    await form.locator(`input[value="1:${candidate}"]`).check();
    await form.locator("button[type=submit]").click();
    await form.locator("[data-sealed-said]:not(:empty)").waitFor();
    return form.locator("[data-sealed-said]").innerText();
  }

  await step("a paper for each vote, named, taken one by one; the ballot of one is not that of the other", async () => {
    await enter(house, voter, 5);
    await voter.goto("/elections/1");
    equal(await voter.locator("[data-sealed-vote]").count(), 2, "votes");
    await mustBeWhole(voter);
    codes.push(await take(voter, NAMES.zh[0]));
    includes(await cast(voter, NAMES.zh[0], 1), "已投入票箱");
    equal(await vote(voter, NAMES.zh[1]).locator("form").isVisible(), false, "a paper nobody took");
    codes.push(await take(voter, NAMES.zh[1]));
    ok(codes[0] !== codes[1], codes.join(" "));
    const check = vote(voter, NAMES.zh[1]);
    await check.locator("[data-sealed-check]").click();
    await check.locator("[data-sealed-said]").filter({ hasText: "票箱中尚无您的选票" }).waitFor();
    includes(await cast(voter, NAMES.zh[1], 2), "已投入票箱");
    await mustBeWhole(voter);
    await shot(voter, "papers-sealed-zh");
  });
  await step("loaded again, and signed out, in the other language: both are there by name, and one is changed", async () => {
    await voter.reload();
    for (const [n, name] of NAMES.zh.entries()) equal(await vote(voter, name).locator("[data-sealed-code]").innerText(), codes[n]);
    await voter.context().clearCookies();
    await voter.goto("/elections/1?lang=en");
    await voter.locator("[data-sealed-vote] form").first().waitFor();
    for (const [n, name] of NAMES.en.entries()) equal(await vote(voter, name).locator("[data-sealed-code]").innerText(), codes[n]);
    includes(await cast(voter, NAMES.en[1], 1), "in the box");
    await mustBeWhole(voter);
    await shot(voter, "papers-sealed-en");
  });
  await step("another browser of the same voter gets neither", async () => {
    await enter(house, elsewhere, 5);
    await elsewhere.goto("/elections/1");
    for (const name of NAMES.en) includes(await vote(elsewhere, name).locator("[data-sealed-status]").innerText(), "another browser");
    await mustBeWhole(elsewhere);
  });
  await step("after the close both codes find their ballots", async () => {
    await house.moveTo("2027-11-08T02:00:00Z");
    await voter.goto("/elections/1");
    await voter.locator("[data-sealed] a.typed").first().waitFor();
    const links = await voter.locator("[data-sealed] a.typed").allInnerTexts();
    equal(links.join(" "), codes.join(" "));
    const published = await (await voter.request.get("/elections/1/ballots.csv")).text();
    for (const code of codes) includes(published, `1,1,${code},`);
    await voter.goto("/elections/1");
    equal(await voter.locator("[data-sealed] a.typed").count(), 0, "a code that is no longer kept");
  });
});
