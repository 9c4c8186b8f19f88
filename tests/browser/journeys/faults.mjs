// What goes wrong at a desk: a form sent twice, a session ended elsewhere, a page that is for others.

import { mustBeWhole, shot } from "../browser.mjs";
import { answer, done, enter, follow, keeps, refusal, send, tries } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

journey("faults a person meets", { scene: { members: 20, directors: 12, tc: 8 } }, async ({ house, visit, step }) => {
  const page = await visit({ lang: "en" });
  const size = async () => Number((await (await fetch(`${house.url}/register/checkpoint`)).text()).split("\n")[1]);
  await enter(house, page, 3);

  await step("a form sent twice acts once, and the second time leads to the same entry", async () => {
    const before = await size();
    await page.goto("/act/fee.propose");
    for (const [name, value] of Object.entries({ class: "ordinary", from_year: 2030, amount: "15,000.00", title: "Example fee" })) await answer(page, name, value);
    const twin = await page.context().newPage();
    const form = await page.locator("form.act").evaluate((node) => new URLSearchParams(new FormData(node)).toString());
    await send(page);
    if (await page.locator('[name="_confirm"]').count()) await send(page);
    const first = page.url();
    await twin.goto("/act/fee.propose");
    const again = await twin.evaluate(async (body) => {
      const answer = await fetch("/act/fee.propose", { method: "POST", body: body + "&_confirm=yes", headers: { "Content-Type": "application/x-www-form-urlencoded" } });
      return answer.url;
    }, form);
    equal(again, first, "where it leads");
    equal(await size(), before + 1, "entries");
    await twin.close();
  });
  await step("a session ended elsewhere: the form stands filled, nothing is done, and after signing in it is sent", async () => {
    const before = await size();
    const elsewhere = await page.context().newPage();
    await page.goto("/act/fee.propose");
    const typed = { from_year: "2031", amount: "12,000.00", title: "Written for a long time", grounds: "Long grounds." };
    await answer(page, "class", "ordinary");
    for (const [name, value] of Object.entries(typed)) await answer(page, name, value);
    await elsewhere.goto("/account");
    await Promise.all([elsewhere.waitForNavigation(), elsewhere.locator("form[action='/signout'] button").click()]);
    await send(page);
    includes(await page.locator("#summary").innerText(), "You are not signed in any more");
    await keeps(page, { ...typed, class: "ordinary" });
    await mustBeWhole(page);
    await shot(page, "session-ended-desk-en");
    equal(await size(), before, "entries");
    await enter(house, elsewhere, 3);
    await send(page);
    includes(await page.locator("#summary").innerText(), "Please send this once more");
    await keeps(page, { ...typed, class: "ordinary" });
    await mustBeWhole(page);
    await send(page);
    if (await page.locator('[name="_confirm"]').count()) await send(page);
    equal(await refusal(page), "", "refused");
    equal(await size(), before + 1, "entries");
    await elsewhere.close();
  });
  await step("a page for the signed in leads through the sign-in page and back to itself", async () => {
    const stranger = await visit({ lang: "zh" });
    await stranger.goto("/act/fee.propose?from_year=2032");
    await mustBeWhole(stranger);
    await follow(stranger, stranger.locator("main").getByRole("link", { name: "登录" }));
    includes(decodeURIComponent(new URL(stranger.url()).search), "/act/fee.propose");
    await mustBeWhole(stranger);
    await stranger.goto("/desk");
    equal(new URL(stranger.url()).pathname, "/signin", "the page");
  });
  await step("who may not is told who may, with the clause, before and after trying", async () => {
    const ordinary = await visit({ lang: "en" });
    await enter(house, ordinary, 15);
    await ordinary.goto("/act/fee.propose");
    const said = await ordinary.locator("main").innerText();
    includes(said, "This is not yours to do now");
    includes(said, "A25.1");
    includes(said, "Board");
    await mustBeWhole(ordinary);
    await shot(ordinary, "not-yours-desk-en");
    const before = await size();
    equal(await ordinary.locator("form.act").count(), 0, "forms for what is not theirs");
    const answered = await tries(house, ordinary, "fee.propose", { class: "ordinary", from_year: 2030, amount: "1.00", title: "Not mine" });
    equal(answered.status, 403, answered.text.slice(0, 300));
    includes(answered.text, "A25.1");
    equal(await size(), before, "entries");
    const office = await ordinary.goto("/office");
    ok([403, 404].includes(office.status()), `the office answers ${office.status()}`);
    await mustBeWhole(ordinary);
  });
  await step("an address that is not there, in both languages", async () => {
    for (const lang of ["en", "zh"]) {
      const answered = await page.goto(`/meetings/999?lang=${lang}`);
      equal(answered.status(), 404, "status");
      await mustBeWhole(page);
    }
  });
  await step("what people type is shown as they typed it, and never runs", async () => {
    const evil = '<script>globalThis.broken=1</script><img src=x onerror="globalThis.broken=1">';
    await done(page, "fee.propose", { class: "partner", from_year: 2032, amount: "1.00", title: evil, grounds: `${evil} [x](javascript:broken)` });
    for (const path of ["/matters", "/matters/3"]) {
      await page.goto(path);
      includes(await page.locator("main").innerText(), "<script>globalThis.broken=1</script>");
      equal(await page.locator("main img, main script, main a[href^='javascript']").count(), 0, "what would run");
      await mustBeWhole(page);
    }
    equal(await page.evaluate(() => globalThis.broken ?? 0), 0, "scripts that ran");
  });
});
