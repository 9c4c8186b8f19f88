// A sealed election from the call to the seat: the paper is taken and used in one browser, changed there, signed in or not, and nowhere
// else; a lost answer costs nothing; after the close the code that was shown finds the ballot; the office declares, the term begins.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { until } from "../house.mjs";
import { done, enter, follow } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const said = (page) => page.locator("[data-sealed-status]");
const form = (page) => page.locator("form[data-contest]");

async function vote(page, candidate) {
  await form(page).locator(`input[name=marks][value="1:${candidate}"]`).check();
  await form(page).locator("button[type=submit]").click();
  await form(page).locator("[data-sealed-said]:not(:empty)").waitFor();
  return form(page).locator("[data-sealed-said]").innerText();
}

journey("a sealed election", { scene: { sealed: true, uncalled: true, at: "2027-09-01T02:00:00Z" }, clock: "2027-11-01T05:00:00Z" }, async ({ house, visit, step }) => {
  const voter = await visit({ lang: "en" });
  const elsewhere = await visit({ lang: "en" });
  const phone = await visit({ lang: "zh", size: PHONE });
  const office = await visit({ lang: "zh" });
  const desk = await visit({ lang: "en", size: PHONE });
  let code;

  await step("the Secretariat calls it; until voting opens there is no paper", async () => {
    await enter(house, office, 21);
    await office.goto("/office");
    await follow(office, office.locator("main").getByRole("link", { name: /启动理事会选举/ }));
    await done(office, "election.call", { opens_at: "2027-11-05T00:00", closes_at: "2027-11-08T00:00", seed: "Example words" }, { here: true });
    await office.goto("/elections/1");
    includes(await office.locator("main").innerText(), "无记名，密封");
    equal(await office.locator("[data-sealed-take]:visible").count(), 0);
    await mustBeWhole(office);
    await house.moveTo("2027-11-06T02:00:00Z");
  });
  await step("a paper is taken and a ballot cast, without cookies", async () => {
    await enter(house, voter, 4);
    await voter.goto("/elections/1");
    await mustBeWhole(voter);
    await voter.locator("[data-sealed-take]").click();
    await form(voter).waitFor();
    code = await form(voter).locator("[data-sealed-code]").innerText();
    ok(/^[0-9a-f]{64}$/.test(code), code);
    const sent = voter.waitForRequest("**/elections/1/box");
    includes(await vote(voter, 1), "in the box");
    const headers = await (await sent).allHeaders();
    equal(headers.cookie, undefined);
    equal(headers.referer, undefined);
    await mustBeWhole(voter);
    await shot(voter, "election-sealed-desk-en");
  });
  await step("the ballot is changed after the page is loaded again", async () => {
    await voter.reload();
    await form(voter).waitFor();
    equal(await form(voter).locator("[data-sealed-code]").innerText(), code);
    includes(await vote(voter, 2), "in the box");
  });
  await step("whether it is in the box is asked without a name; signed out the same browser votes on, without cookies", async () => {
    const asked = voter.waitForRequest("**/elections/1/check");
    await form(voter).locator("[data-sealed-check]").click();
    equal((await (await asked).allHeaders()).cookie, undefined);
    await form(voter).locator("[data-sealed-said]").filter({ hasText: "Your ballot is in the box." }).waitFor();
    await voter.context().clearCookies();
    await voter.goto("/elections/1?lang=en");
    await form(voter).waitFor();
    equal(await voter.locator("[data-sealed-vote]").getAttribute("data-as"), "", "still signed in");
    includes(await vote(voter, 2), "in the box");
    await mustBeWhole(voter);
    await office.context().clearCookies();
    await office.goto("/elections/1?lang=zh");
    equal(await office.locator("[data-sealed]").isVisible(), false, "a paper for whoever comes by");
    await enter(house, voter, 4);
    await enter(house, office, 21);
  });
  await step("another browser of the same voter gets no second paper", async () => {
    await enter(house, elsewhere, 4);
    await elsewhere.goto("/elections/1");
    await said(elsewhere).filter({ hasText: "another browser" }).waitFor();
    equal(await form(elsewhere).isVisible(), false);
  });
  await step("an answer lost on its way is asked for again, on a phone", async () => {
    await enter(house, phone, 5);
    await phone.goto("/elections/1");
    let lost = 0;
    await phone.route("**/elections/1/paper", async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await phone.locator("[data-sealed-take]").click();
    await said(phone).filter({ hasText: "未收到答复" }).waitFor();
    await until("the browser’s word of it", () => phone.faults.length);
    equal(phone.faults.splice(0).length, 1, "the answer that was dropped, and nothing else");
    await phone.reload();
    await phone.locator("[data-sealed-take]").click();
    await form(phone).waitFor();
    includes(await vote(phone, 1), "已投入票箱");
    await mustBeWhole(phone);
    await shot(phone, "election-sealed-phone-zh");
  });
  await step("nothing is taken over a line that others can read", async () => {
    const box = async (headers) => {
      const body = new URLSearchParams({ contest: "1", serial: code, proof: "none", marks: "1:1" });
      const answer = await fetch(`${house.url}/elections/1/box`, { method: "POST", body, headers: { accept: "application/json", "accept-language": "en", ...headers } });
      return `${answer.status} ${(await answer.json()).detail}`;
    };
    includes(await box({}), "403 This code was not issued");
    includes(await box({ "x-forwarded-for": "192.0.2.1" }), "403 This election is sealed: the server takes part over https only");
  });
  await step("after the close the code finds the ballot as it was changed", async () => {
    await house.stop();
    await house.serve("--clock", "2027-11-08T02:00:00Z");
    await voter.goto("/elections/1");
    await said(voter).filter({ hasText: code }).waitFor();
    await follow(voter, voter.locator("[data-sealed] a.typed"));
    includes(await voter.locator("li:target").innerText(), "2 Example Person");
    await mustBeWhole(voter);
    await voter.goBack();
    const published = await (await voter.request.get("/elections/1/ballots.csv")).text();
    includes(published, `1,2,${code},`);
    equal(published.trim().split("\n").length, 3);
    await voter.goto("/elections/1");
    equal((await said(voter).allInnerTexts()).join(""), "", "a code that is no longer kept");
  });
  await step("the office declares; anybody reads the result in both languages, and when the term begins who sits", async () => {
    await office.goto("/office");
    await follow(office, office.locator('main a[href*="election.declare"]').first());
    await mustBeWhole(office);
    await done(office, "election.declare", {}, { here: true });
    for (const page of [desk, phone]) {
      await page.goto("/elections/1");
      await mustBeWhole(page);
      await shot(page, `election-sealed-declared-${page === desk ? "en" : "zh"}`);
    }
    await house.moveTo("2028-01-02T05:00:00Z");
    for (const [page, title] of [[desk, "chair"], [phone, "理事长"]]) {
      await page.goto("/bodies/board");
      const seat = page.locator("main").getByRole("row").filter({ hasText: title }).first();
      includes(await seat.innerText(), "Example Person");
      await mustBeWhole(page);
    }
  });
});

journey("a sealed election of two contests", { scene: { sealed: true, contests: 2, members: 24, directors: 24, at: "2027-09-01T02:00:00Z" }, clock: "2027-11-06T02:00:00Z" }, async ({ house, visit, step }) => {
  const voter = await visit({ lang: "zh", size: PHONE });
  const contest = (n) => form(voter).nth(n);
  const code = (n) => contest(n).locator("[data-sealed-code]").innerText();
  const codes = [];

  async function cast(n, candidate) {
    await contest(n).locator(`input[name=marks][value="1:${candidate}"]`).check();
    await contest(n).locator("button[type=submit]").click();
    await contest(n).locator("[data-sealed-said]").filter({ hasText: "已投入票箱" }).waitFor();
  }

  await step("one paper holds a code for each contest, each signed under that contest's key, and each is cast by itself", async () => {
    await enter(house, voter, 4);
    await voter.goto("/elections/1");
    const keys = (await voter.locator("[data-sealed]").getAttribute("data-key")).split(",");
    equal(new Set(keys).size, 2, "keys");
    await voter.locator("[data-sealed-take]").click();
    await contest(1).waitFor();
    for (const n of [0, 1]) codes.push(await code(n));
    ok(codes[0] !== codes[1] && codes.every((text) => /^[0-9a-f]{64}$/.test(text)), codes.join(" "));
    await cast(0, 2);
    await cast(1, 3);
    await mustBeWhole(voter);
    await shot(voter, "election-sealed-two-zh");
  });
  await step("loaded again both are there; one is changed, the other stays", async () => {
    await voter.reload();
    await contest(1).waitFor();
    for (const n of [0, 1]) equal(await code(n), codes[n]);
    await cast(1, 5);
  });
  await step("after the close each code finds its ballot", async () => {
    await house.moveTo("2027-11-08T02:00:00Z");
    const published = await (await voter.request.get("/elections/1/ballots.csv")).text();
    includes(published, `1,2,${codes[0]},`);
    includes(published, `2,5,${codes[1]},`);
    equal(published.trim().split("\n").length, 3);
  });
});
