// Another charter, unlike COIA's in every number (charters/hearth): an alliance is founded under it, admits a member, meets and votes,
// and amends it, in a browser; and no page of it, in either language, knows a word of COIA's.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DESK, mustBeWhole, PHONE, shot } from "../browser.mjs";
import { command, SOURCE, WORK } from "../house.mjs";
import { act, answer, done, enter, follow, refusal, send, signInByMail } from "../people.mjs";
import { equal, includes, journey, ok } from "../tap.mjs";
import { crawl } from "./everything.mjs";

const FOUNDER = "founder@example.org";
const EVIDENCE = { name: "extract.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n% an extract that a test makes up\n%%EOF\n") };
const unit = (n, kind) => ({
  class: kind, org_name: `Example Member ${n}`, type: "nonprofit", jurisdiction: "DE", registration: `EXAMPLE-${1000 + n}`, name: `Example Person ${n}`, email: `person${n}@example.org`,
});
// This alliance is founded now; what follows lies so many days ahead, at ten o'clock in its zone, which is UTC.
const today = new Date(Math.floor(Date.now() / 86400000) * 86400000);
const ahead = (days) => new Date(today.getTime() + days * 86400000 + 10 * 3600000);
const clock = (when) => when.toISOString().replace(/\.\d+/, "");
const typed = (when) => when.toISOString().slice(0, 16);
const dayOf = (when) => typed(when).slice(0, 10);
const inWords = (when) => `${when.getUTCDate()} ${when.toLocaleString("en-GB", { month: "long", timeZone: "UTC" })} ${when.getUTCFullYear()}`;

async function press(page, name, within = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(within).getByRole("button", { name, exact: true }).first().click()]);
  equal(await refusal(page), "", `“${name}”`);
}
async function came(page, ...names) {
  for (const name of names) {
    const row = page.locator("tr", { has: page.getByRole("link", { name, exact: true }) });
    await Promise.all([page.waitForNavigation(), row.getByRole("button", { name: "came" }).click()]);
  }
}

/// What COIA's charter calls its bodies, classes, offices and groups, and this one does not.
async function wordsOfCoiaOnly() {
  const named = async (charter) => {
    const rules = await readFile(join(SOURCE, "charters", charter, "rules"), "utf8");
    return rules.split("\n").filter((line) => /^(charter|body|class|office|sig|group|right|organization type)\b/.test(line))
      .flatMap((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, words]) => words));
  };
  const own = await named("hearth");
  const ownText = (await Promise.all(["rules", "en.md", "zh.md"].map((name) => readFile(join(SOURCE, "charters/hearth", name), "utf8")))).join("\n");
  const ofAnyCharter = ["工作人员"]; // in the grammar's own words for “an officer of …”
  return [...new Set(await named("coia"))].filter((words) => !own.includes(words) && !ownText.includes(words) && !ofAnyCharter.includes(words)).concat("COIA");
}
async function clausesOfHearth() {
  return new Set([...(await readFile(join(SOURCE, "charters/hearth/rules"), "utf8")).matchAll(/^rule (A[\d.]+)/gm)].map(([, id]) => id));
}

journey("another charter, from its founding to its amendment", { charter: join(SOURCE, "charters/hearth"), founder: FOUNDER }, async ({ house, visit, step }) => {
  const manager = await visit({ lang: "en" });
  const chair = await visit({ lang: "en" });
  const phone = await visit({ lang: "zh", size: PHONE });
  const anyone = await visit({ lang: "en" });
  const shell = (kind, fields) => command("act", house.dir, kind, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`), "--as", "founder");

  await step("the founder signs in; the desk names this charter's bodies and seats", async () => {
    await anyone.goto("/");
    includes(await anyone.locator("header").innerText(), "Hearth Foundation for Open Tools");
    await signInByMail(house, manager, FOUNDER);
    await manager.goto("/desk");
    const said = await manager.locator("main").innerText();
    for (const name of ["Board", "treasurer", "Foundation Office", "manager"]) includes(said, name);
    await mustBeWhole(manager);
    await shot(manager, "hearth-founding-desk-en");
  });
  await step("a full member is admitted by hand, nine more and two supporters at the shell", async () => {
    await done(manager, "founding.admit", unit(1, "full"));
    for (let n = 2; n <= 12; n += 1) await shell("founding.admit", unit(n, n <= 10 ? "full" : "supporter"));
  });
  await step("a supporter's person cannot sit on the Board", async () => {
    await act(manager, "founding.appoint", { title: "chair", person: "Example Person 12" }, { given: { body: "board" } });
    includes(await refusal(manager), "A4.1");
  });
  await step("closed too early it is refused; with seven seats and a manager it closes", async () => {
    await act(manager, "founding.close");
    const said = await refusal(manager);
    includes(said, "The Board has no chair yet.");
    includes(said, "A4");
    await done(manager, "founding.appoint", { title: "chair", person: "Example Person 1" }, { given: { body: "board" } });
    for (let n = 2; n <= 7; n += 1) await shell("founding.appoint", { body: "board", title: n === 2 ? "treasurer" : "member", person: n + 1 });
    await act(manager, "founding.appoint", { title: "member", person: "Example Person 8" }, { given: { body: "board" } });
    includes(await refusal(manager), "A4.1", "an eighth of seven seats");
    await shell("founding.appoint", { body: "office", title: "manager", person: 1 });
    await done(manager, "founding.escrow", { company: "Example Trust", registration: "EXAMPLE-7001" });
    await done(manager, "founding.close");
    await anyone.goto("/bodies/board");
    includes(await anyone.locator("main").innerText(), "Example Person 2");
    await mustBeWhole(anyone);
  });
  await step("an organization applies as full member; there is no class but this charter's two", async () => {
    await anyone.goto("/join");
    await mustBeWhole(anyone);
    const said = await anyone.locator("main").innerText();
    includes(said, /full member/i);
    includes(said, /supporter/i);
    await anyone.goto("/act/application.submit");
    equal(await anyone.locator('[name="class"]').evaluateAll((nodes) => nodes.flatMap((node) => node.options ? [...node.options].map(({ value }) => value) : [node.value]).filter(Boolean).sort().join(" ")),
      "full supporter", "the classes");
    const asked = { class: "full", org_name: "Example Applicant", type: "enterprise", jurisdiction: "DE", registration: "EXAMPLE-9001", statement: "We build tools for all.",
      name: "Example Applicant 1", email: "applicant@example.org", accept: true };
    for (const [name, value] of Object.entries(asked)) await answer(anyone, name, value);
    await answer(anyone, "evidence", EVIDENCE);
    await send(anyone);
    if (await anyone.locator("button[name=_confirm]").count()) await send(anyone);
    await anyone.goto(await house.mailLink("applicant@example.org"));
    await Promise.all([anyone.waitForNavigation(), anyone.locator("main form button").first().click()]);
  });
  await step("the Foundation Office decides it; the applicant reads so in the governing language, English", async () => {
    await manager.goto("/office");
    includes(await manager.locator("main").innerText(), "Example Applicant");
    await mustBeWhole(manager);
    await shot(manager, "hearth-office-desk-en");
    await done(manager, "application.review", { note: "The extract names it." }, { given: { application: 1 } });
    await done(manager, "application.decide", { decision: "admit", grounds: "Example grounds." }, { given: { application: 1 } });
    includes((await house.mailTo("applicant@example.org", 2)).text, /admitted/);
    await anyone.goto("/members?class=full");
    includes(await anyone.locator("main").innerText(), "Example Applicant");
  });
  await step("thirteen days ahead is no notice, fourteen days are; any representative proposes a topic", async () => {
    await house.moveTo(clock(ahead(1)));
    await enter(house, chair, 2);
    await act(chair, "meeting.call", { starts_at: typed(ahead(14)), place: "Room 1" }, { given: { body: "board" } });
    includes(await refusal(chair), "A5.2");
    includes(await refusal(chair), inWords(ahead(15)), "the earliest day");
    await mustBeWhole(chair);
    await done(chair, "meeting.call", { starts_at: typed(ahead(21)), place: "Room 1" }, { here: true });
    await enter(house, phone, 10);
    await phone.goto("/meetings/1");
    await follow(phone, phone.locator("main").getByRole("link", { name: "提出议题" }));
    await done(phone, "topic.propose", { title: "Example topic", text: "What tools to keep." }, { here: true });
  });
  await step("an amendment is proposed: its page shows the rule before and after", async () => {
    const rules = await readFile(join(SOURCE, "charters/hearth/rules"), "utf8");
    const changed = rules.replace("at least 14 calendar days before", "at least 20 calendar days before");
    ok(changed !== rules, "the draft differs");
    const draft = join(WORK, "hearth-draft");
    await writeFile(draft, changed);
    await act(chair, "charter.propose", { title: "Longer notice", grounds: "Example grounds.", rules: draft, from: dayOf(ahead(7)) });
    includes(await refusal(chair), "A8.2", "in force too soon");
    await answer(chair, "rules", draft);
    await done(chair, "charter.propose", { from: dayOf(ahead(36)) }, { here: true });
    await anyone.goto("/matters/1");
    includes(await anyone.locator("main del").last().innerText(), "14");
    includes(await anyone.locator("main ins").last().innerText(), "20");
    includes(await anyone.locator("main .changed").last().innerText(), "calendar days before");
    await mustBeWhole(anyone);
    await shot(anyone, "hearth-amendment-desk-en");
    await chair.goto("/matters/1");
    await follow(chair, chair.locator("main").getByRole("link", { name: "as a motion" }));
    await done(chair, "motion.propose", { text: "As proposed." }, { here: true });
  });
  await step("three of seven seats are no quorum, four are", async () => {
    await house.moveTo(clock(ahead(21)));
    await chair.goto("/meetings/1");
    await press(chair, "Open the meeting");
    await press(chair, "I am here");
    await came(chair, "Example Person 2", "Example Person 3");
    await done(chair, "motion.propose", { title: "Keep one tool more", text: "The foundation keeps one tool more." }, { given: { meeting: 1 } });
    await chair.goto("/motions/2");
    await follow(chair, chair.getByRole("button", { name: "Put to the vote" }));
    includes(await refusal(chair), "A5.3");
    await chair.goto("/meetings/1");
    await came(chair, "Example Person 4");
    equal(await chair.locator("#attendance ~ figure figcaption").innerText(), "Quorum reached: 4 of 7 in office are present, 4 needed");
  });
  await step("one for, none against, three silent: it passes, for here only votes cast count", async () => {
    await chair.goto("/motions/2");
    await press(chair, "Put to the vote");
    await press(chair, "Affirmative");
    await chair.goto("/motions/2");
    await press(chair, "Close the vote");
    const said = await chair.locator("main").innerText();
    includes(said, /passed/i);
    includes(said, "A5.4");
    await mustBeWhole(chair);
    await shot(chair, "hearth-motion-desk-en");
  });
  await step("the amendment takes two thirds of the seats: five of seven", async () => {
    await chair.goto("/meetings/1");
    await came(chair, "Example Person 5");
    await chair.goto("/motions/1");
    await press(chair, "Put to the vote");
    await press(chair, "Affirmative");
    for (const person of [3, 4, 5, 6]) {
      await enter(house, anyone, person);
      await anyone.goto("/motions/1");
      await press(anyone, "Affirmative");
    }
    await chair.goto("/motions/1");
    await press(chair, "Close the vote");
    const said = await chair.locator("main").innerText();
    includes(said, "A8.1");
    includes(said, /5 affirmative of 7/);
    await mustBeWhole(chair);
    await chair.goto("/meetings/1");
    await press(chair, "Close the meeting");
  });
  await step("it comes into force by itself, and the notice is longer from then on", async () => {
    await anyone.goto("/charter/A5.2");
    includes(await anyone.locator("main").innerText(), /14 (calendar )?days/);
    await house.moveTo(clock(ahead(37)));
    await anyone.goto("/charter/A5.2");
    includes(await anyone.locator("main").innerText(), /20 (calendar )?days/);
    await act(chair, "meeting.call", { starts_at: typed(ahead(56)), place: "Room 1" }, { given: { body: "board" } });
    includes(await refusal(chair), "A5.2");
    includes(await refusal(chair), inWords(ahead(57)), "the earliest day");
  });
  await step("it reads as well in Chinese, at a desk and on a phone", async () => {
    await enter(house, phone, 2);
    const paths = ["/", "/charter", "/bodies/board", "/meetings/1", "/resolutions", "/matters/1", "/members", "/join", "/desk"];
    for (const path of paths) {
      await phone.goto(path);
      await mustBeWhole(phone);
      await shot(phone, `hearth${path.replaceAll("/", "-")}-phone-zh`);
    }
    const desk = await visit({ lang: "zh", size: DESK });
    for (const path of paths.slice(0, -1)) {
      await desk.goto(path);
      await shot(desk, `hearth${path.replaceAll("/", "-")}-desk-zh`);
    }
  });
  await step("no page knows a word or an article of the other charter", async () => {
    const foreign = await wordsOfCoiaOnly();
    const clauses = await clausesOfHearth();
    ok(foreign.length > 20 && clauses.size > 30, "there is something to look for");
    const wrong = new Set();
    let count = 0;
    for (const lang of ["en", "zh"]) {
      for (const who of [null, 1, 2, 12]) {
        const page = await visit({ lang, script: false });
        if (who) await enter(house, page, who);
        count += await crawl(page, house, who ? ["/desk", "/office", "/reference/powers"] : ["/", "/search?q=board"], async (path, answered) => {
          if (!/text|json|xml/.test(answered.headers()["content-type"] ?? "")) return;
          const text = (await answered.text()).replaceAll(/<(pre|code)\b[^]*?<\/\1>/g, "").replaceAll(/<svg\b[^]*?<\/svg>/g, "");
          for (const words of foreign) if (text.replaceAll(/[办受代]理事/g, "").includes(words)) wrong.add(`${words} (${lang} ${path})`);
          for (const [id] of text.matchAll(/(?<![\w/+=-])A\d{1,2}(?:\.\d+)*(?![\w/+=-])/g)) {
            const known = [...clauses].some((clause) => clause === id || clause.startsWith(`${id}.`) || id.startsWith(`${clause}.`));
            if (!known) wrong.add(`${id} (${lang} ${path})`);
          }
        });
        await page.context().close();
      }
    }
    ok(count > 150, `only ${count} pages`);
    ok(wrong.size === 0, [...wrong].slice(0, 60).join("\n"));
  });
});
