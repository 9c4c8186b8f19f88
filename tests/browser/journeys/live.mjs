// A vote at five screens at once: the chair's desk, a participant's phone in Chinese, another's in English, one without script,
// and the wall. Nobody reloads a page; a connection is lost in the middle of it.

import { mustBeWhole, PHONE, shot } from "../browser.mjs";
import { command } from "../house.mjs";
import { becomes, counts, done, enter, follow, press as tap, refusal } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";

const CHAIR = 2; // person N + 1 represents member N; the first eight sit in the Technical Committee
const ZH = 6;
const EN = 7;
const PLAIN = 8;

/// Forgets faults that the journey itself has made.
const drop = (page, made) => page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !made.test(fault)));
const chosen = (page) => page.locator('.choices button[aria-pressed="true"]').allInnerTexts();
const big = (page, name) => page.locator(".choices").getByRole("button", { name, exact: true });

journey("a vote followed live, by script and without", { scene: { members: 20, directors: 12, tc: 8, session: "tc" } },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "en" });
    const zh = await visit({ lang: "zh", size: PHONE });
    const en = await visit({ lang: "en", size: PHONE, dark: true });
    const plain = await visit({ lang: "en", size: PHONE, script: false });
    const wall = await visit({ lang: "zh", dark: true });
    const board = await visit({ lang: "en" });
    for (const [page, who] of [[chair, CHAIR], [zh, ZH], [en, EN], [plain, PLAIN]]) await enter(house, page, who);

    await step("each is led to their page from the meeting's", async () => {
      await chair.goto("/meetings/1");
      await mustBeWhole(chair);
      await follow(chair, chair.locator("main").getByRole("link", { name: "Lead the meeting" }));
      await zh.goto("/meetings/1");
      await follow(zh, zh.locator("main").getByRole("link", { name: "参会：在手机上表决" }));
      for (const page of [en, plain]) await page.goto("/meetings/1/floor");
      await wall.goto("/meetings/1");
      await follow(wall, wall.locator("main").getByRole("link", { name: "大屏" }));
      await board.goto("/meetings/1/wall");
      for (const page of [chair, zh, en, wall, board]) await mustBeWhole(page);
      await shot(chair, "live-voting-chair-desk-en");
      await shot(zh, "live-voting-floor-phone-zh");
      await shot(wall, "live-voting-wall-zh");
    });
    await step("nobody but who leads or records gets the chair's page: others are led to theirs", async () => {
      const answer = await en.context().request.get("/meetings/1/chair");
      equal(answer.url(), `${house.url}/meetings/1/floor`);
    });
    await step("one tap on a phone is a vote; its tick comes with the entry", async () => {
      await tap(big(zh, "赞成"), "tap");
      await becomes(zh, "[data-ballot]", /✓ 已登记：赞成 № \d+/);
      equal((await chosen(zh)).join(), "赞成");
      equal(zh.url(), `${house.url}/meetings/1/floor`);
      await mustBeWhole(zh);
      await shot(zh, "live-voted-floor-phone-zh");
    });
    await step("everybody else sees that one has voted, without a reload and not how", async () => {
      await becomes(wall, ".cast", "1 人已表决，共 8 人");
      await becomes(board, ".cast", "1 of 8 have voted");
      await becomes(chair, ".cast", "1 of 8 have voted");
      ok(!(await wall.locator("main").innerText()).includes("赞成"), "the wall names no vote while it is on");
    });
    await step("a vote tapped without a connection is kept, unticked, and sent by itself when it is back", async () => {
      await en.context().setOffline(true);
      await tap(big(en, "Negative"), "tap");
      await becomes(en, "[data-ballot]", "kept on this device");
      equal((await chosen(en)).join(), "", "no tick before the server has it");
      await shot(en, "live-offline-floor-phone-en-dark");
      await en.waitForTimeout(1500); // nothing may come
      ok(!(await en.locator("[data-ballot]").innerText()).includes("✓"), "no tick before the server has it");
      await en.context().setOffline(false);
      await becomes(en, "[data-ballot]", /✓ Recorded: Negative № \d+/i);
      await becomes(chair, ".cast", "2 of 8 have voted");
    });
    await step("a page closed before its vote was sent sends it when it is opened again, once", async () => {
      await en.context().setOffline(true);
      await tap(big(en, "Abstention"), "tap");
      await becomes(en, "[data-ballot]", "kept on this device");
      const kept = await en.evaluate(() => Object.values(localStorage).join());
      await en.context().setOffline(false);
      await en.evaluate((vote) => { localStorage.setItem("charterd-vote 1 7 7", vote); }, kept);
      await en.goto("/meetings/1/floor");
      await becomes(en, "[data-ballot]", /✓ Recorded: abstention № \d+/i);
      await becomes(chair, ".cast", "2 of 8 have voted");
      drop(en, /ERR_INTERNET_DISCONNECTED/);
    });
    await step("without script the same page votes by its form", async () => {
      await plain.goto("/meetings/1/floor");
      ok(await plain.getByRole("link", { name: "Reload" }).isVisible(), "a way to look again");
      await Promise.all([plain.waitForNavigation(), big(plain, "Affirmative").tap()]);
      equal(await refusal(plain), "");
      includes(await plain.locator("[data-ballot]").innerText(), "✓ Recorded: affirmative");
      await shot(plain, "live-plain-floor-phone-en");
    });
    await step("a vote by keyboard keeps the focus where it was", async () => {
      await big(chair, "Affirmative").focus();
      await chair.keyboard.press("Enter");
      await becomes(chair, "[data-ballot]", /✓ Recorded: Affirmative/i);
      await becomes(chair, ".cast", "4 of 8 have voted");
      equal(await chair.evaluate(() => document.activeElement.textContent), "Affirmative");
    });
    await step("closed, the result is on every screen by itself, with its sum and clause", async () => { // how soon: bench/run meeting
      await tap(chair.getByRole("button", { name: "Close the vote" }));
      await becomes(chair, ".now", "Not passed: 3 affirmative of 8");
      await Promise.all([becomes(zh, ".now", "未通过"), becomes(wall, ".now", "未通过"), becomes(board, ".now", "Not passed"), becomes(en, ".now", "Not passed")]);
      includes(await zh.locator(".now").innerText(), "A16.3");
      includes(await board.locator(".now").innerText(), "did not vote");
      await counts(zh, ".choices", 0, "votes that are still asked for");
      includes(await zh.locator("[data-announce]").textContent(), "动议 1 未通过");
      await plain.goto("/meetings/1/floor");
      includes(await plain.locator(".now").innerText(), "Not passed: 3 affirmative of 8");
      for (const page of [chair, zh, en, wall, board]) await mustBeWhole(page);
      await shot(chair, "live-result-chair-desk-en");
      await shot(zh, "live-result-floor-phone-zh");
      await shot(en, "live-result-floor-phone-en-dark");
      await shot(wall, "live-result-wall-zh-dark");
      await shot(board, "live-result-wall-en");
    });
    await step("attendance is signed from the phone, and the chair sees the number change", async () => {
      await tap(zh.getByRole("button", { name: "我离会" }), "tap");
      await becomes(zh, "[data-mine=me]", "我已到会");
      await becomes(chair, ".hall", "7 of 8 in office attend");
    });
    await step("a refusal is read where one is", async () => {
      await follow(chair, chair.getByRole("link", { name: "Propose a motion" }).first());
      includes(chair.url(), "/act/motion.propose");
      await chair.goBack();
    });
    await step("a server that restarts is found again by itself", async () => {
      await house.stop();
      await becomes(wall, "[data-offline]", "连接已断开", "the wall says so");
      await house.serve();
      await wall.locator("[data-offline]").waitFor({ state: "hidden" });
      await becomes(wall, ".hall", "出席 7 人");
    });
  });

journey("points, speakers, a code on the wall and a vote that ends by itself", { scene: { members: 20, directors: 12, tc: 8, session: "tc", topics: 3 } },
  async ({ house, visit, step }) => {
    const chair = await visit({ lang: "zh" });
    const phone = await visit({ lang: "en", size: PHONE });
    const second = await visit({ lang: "zh", size: { width: 320, height: 640 }, dark: true });
    const wall = await visit({ lang: "en" });   // the chair's own, on the beamer
    const street = await visit({ lang: "en" }); // anybody's
    for (const [page, who] of [[chair, CHAIR], [wall, CHAIR], [phone, EN], [second, ZH]]) await enter(house, page, who);
    await chair.goto("/meetings/1/chair");
    for (const page of [phone, second]) await page.goto("/meetings/1/floor");
    for (const page of [wall, street]) await page.goto("/meetings/1/wall");
    const press = (page, name) => tap(page.locator("main").getByRole("button", { name, exact: true }).first());

    await step("the chair takes up a point, and every page marks it", async () => {
      await press(chair, "结束表决");
      await becomes(chair, ".now", "未通过");
      await tap(chair.locator("[data-mine=points] li").nth(1).getByRole("button", { name: "进入该议题" }));
      await becomes(chair, "[data-mine=points] [aria-current=step]", "Example point 2");
      for (const page of [phone, street]) await becomes(page, "[data-live=agenda] [aria-current=step]", "Example point 2");
      await mustBeWhole(chair);
    });
    await step("who asks to speak stands in line, points of order first; the chair gives the floor", async () => {
      await press(phone, "Ask to speak");
      await becomes(phone, "[data-mine=me]", "You are number 1 on the speakers’ list.");
      await press(second, "程序问题");
      await becomes(second, "[data-mine=me]", "第 1 位");
      await becomes(street, ".speakers", /on a point of order[^]*Example Person 6/);
      await becomes(chair, "[data-mine=line]", "Example Person 6");
      await shot(chair, "live-speakers-chair-desk-zh");
      await shot(phone, "live-speakers-floor-phone-en");
      await tap(chair.locator("[data-mine=line] li", { hasText: "Example Person 6" }).getByRole("button", { name: "请发言" }));
      await becomes(phone, "[data-mine=me]", "You have the floor.");
      await becomes(street, ".speakers .speaking", "has the floor");
      await mustBeWhole(phone);
      await shot(street, "live-speakers-wall-en");
      await press(phone, "I have finished");
      await becomes(chair, "[data-mine=line] .speakers", /^(?![^]*Example Person 6)/);
    });
    await step("a code on the chair's wall, and on nobody else's; who types it is in the room", async () => {
      await press(phone, "I am leaving");
      await press(second, "我离会");
      await press(chair, "启用会场签到码");
      await becomes(wall, "[data-mine=code] .digits", /^\d{3} \d{3}$/);
      equal(await street.locator(".digits").count(), 0, "codes for the street");
      await becomes(phone, "[data-mine=me]", "Code shown in the room");
      await phone.locator("#code").fill("000000");
      await press(phone, "I am here");
      await becomes(phone, "[data-alert]", /not the code|needs another/);
      await phone.locator("#code").fill(await wall.locator(".digits").innerText());
      await press(phone, "I am here");
      await becomes(phone, "[data-mine=me]", "You are present");
      equal(await phone.locator("[data-alert]").innerText(), "", "what was said of the first try");
      await press(second, "我在线上参会");
      await becomes(second, "[data-mine=me]", "您已线上到会");
      await mustBeWhole(wall);
      await shot(wall, "live-code-wall-en");
      await mustBeWhole(second);
      await shot(second, "live-remote-floor-320-zh-dark");
    });
    await step("the secretary's list records who came", async () => {
      const row = chair.locator("[data-mine=people] tr", { hasText: "Example Person 4" });
      await tap(row.getByRole("button", { name: "离会" }));
      await becomes(chair, "[data-mine=people] tr:has-text('Example Person 4')", "缺席");
      await becomes(street, ".hall", "7 of 8 in office attend");
      await tap(row.getByRole("button", { name: "到会" }));
      await becomes(street, ".hall", "8 of 8 in office attend");
    });
    await step("an amendment is voted on before its motion, and becomes its wording", async () => {
      await command("act", house.dir, "motion.propose", "meeting=1", "title=A question with a time", "text=The committee decides in time.", "--as", "chair@tc");
      await becomes(chair, "[data-mine=lead]", "A question with a time");
      await becomes(phone, "[data-mine=moved]", "A question with a time");
      await follow(phone, phone.locator("[data-mine=moved]").getByRole("link", { name: "Move an amendment" }));
      await done(phone, "motion.amend", { text: "The committee decides in good time." }, { here: true });
      await phone.goto("/meetings/1/floor");
      await becomes(chair, "[data-mine=lead]", "应先处理动议 3。");
      await becomes(chair, "[data-live=motions]", "修正动议 2");
      await mustBeWhole(phone);
      await shot(phone, "live-amendment-floor-phone-en");
      await shot(chair, "live-amendment-chair-desk-zh");
      await press(chair, "付表决");
      await becomes(street, ".now", "amends motion 2");
    });
    await step("hands and paper are entered beside the votes of the others", async () => {
      await becomes(phone, "[data-mine=ballot]", "Your vote");
      await tap(big(phone, "Affirmative"), "tap");
      await becomes(phone, "[data-ballot]", /✓ Recorded: Affirmative/i);
      for (const name of ["Example Person 2", "Example Person 3", "Example Person 4"]) {
        await tap(chair.locator("[data-mine=people] tr", { hasText: name }).getByRole("button", { name: "赞成" }));
        await chair.locator(`[data-mine=people] tr:has-text('${name}') button[value=affirmative][aria-pressed=true]`).waitFor();
      }
      await becomes(street, ".cast", "4 of 8 have voted");
      equal(await chair.locator("[data-mine=people] tr:has-text('Example Person 6') button").count(), 0, "buttons for who has voted");
      await mustBeWhole(chair);
      await shot(chair, "live-hands-chair-desk-zh");
      await press(chair, "结束表决");
      await becomes(street, ".now", "Passed at exactly the line: 4 affirmative of 8");
      await street.goto("/motions/2");
      includes(await street.locator("main").innerText(), "The committee decides in good time.");
      await street.goto("/motions/3");
      await street.locator("summary").first().click();
      includes(await street.locator("main table").innerText(), "by show of hands");
      await street.goto("/meetings/1/wall");
    });
    await step("a motion on procedure comes from the floor and is voted on at once", async () => {
      await phone.locator("[data-mine=moved] summary", { hasText: "procedure" }).click();
      await press(phone, "Close the debate on this point");
      await becomes(chair, "[data-mine=lead]", "程序动议");
      await tap(chair.locator("[data-mine=lead] li", { hasText: "程序动议" }).getByRole("button", { name: "付表决" }));
      await becomes(street, ".now", "on procedure");
      for (const name of ["Example Person 2", "Example Person 3", "Example Person 4", "Example Person 5"]) {
        await tap(chair.locator("[data-mine=people] tr", { hasText: name }).getByRole("button", { name: "赞成" }));
        await chair.locator(`[data-mine=people] tr:has-text('${name}') button[value=affirmative][aria-pressed=true]`).waitFor();
      }
      await press(chair, "结束表决");
      await becomes(street, "[data-live=speakers]", "The debate on this point is closed.");
      await becomes(phone, "[data-mine=me]", /^(?![^]*Ask to speak)[^]*Point of order/);
      await chair.goto("/motions/4");
      includes(await chair.locator("main").innerText(), "更正登记有误的表决");
      await chair.goto("/meetings/1/chair");
    });
    await step("a vote with a countdown ends by itself, and its result is everywhere", async () => {
      await becomes(chair, "[data-mine=lead]", "A question with a time");
      await mustBeWhole(chair);
      await chair.locator("select[name=seconds]").selectOption("30");
      await press(chair, "付表决");
      await Promise.all([phone, street].map((page) => becomes(page, ".now .countdown", /^0:([123]\d|0[1-9])$/)));
      await tap(big(phone, "Affirmative"), "tap");
      await becomes(phone, "[data-ballot]", /✓ Recorded: Affirmative/i);
      await wall.setViewportSize({ width: 1920, height: 1080 });
      equal(await wall.evaluate(() => document.documentElement.scrollHeight), 1080, "height of the wall, which nobody scrolls");
      await shot(wall, "live-countdown-wall-en");
      await becomes(street, ".now", "Not passed: 1 affirmative of 8");
      await becomes(phone, ".now", "Not passed: 1 affirmative of 8");
      await becomes(chair, ".now", "未通过");
      for (const page of [chair, phone, second, wall, street]) await mustBeWhole(page);
      await shot(chair, "live-after-chair-desk-zh");
    });
  });
