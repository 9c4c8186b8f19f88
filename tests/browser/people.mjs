// What people do at their screens: sign in, fill in the form of an act, read what came of it.

import { command, until } from "./house.mjs";
import { equal, ok } from "./tap.mjs";

/// Clicks what leads to another page, and waits until that is there as a whole: what is read next is neither the page before it nor
/// half of the new one.
export const follow = (page, locator, how = "click") => Promise.all([page.waitForNavigation(), locator[how]()]);

/// Presses a button of a page that changes in place, once people would: what has just come is deaf for a moment, and a form that was
/// sent waits for its answer (web/meeting.js). How long that is the page says; the test does not guess it.
const DEAF_MS = 320;
export async function press(locator, how = "click") {
  const ready = (node, deaf) => new Promise((done) => {
    const look = () => {
      if (!node.isConnected) done(false); // another stands there now
      else if (Date.now() < (node.cameAt ?? 0) + deaf || node.closest("[aria-busy]")) setTimeout(look, 10);
      else done(true);
    };
    look();
  });
  while (!(await locator.evaluate(ready, DEAF_MS)));
  await locator[how]();
}

/// What changes in place comes to say so, by itself.
export async function becomes(page, selector, words, what = selector) {
  let said = "";
  await until(() => `${what}: ${words} is not in\n${said}`, async () => {
    said = (await page.locator(selector).allInnerTexts().catch(unlessLeft)).join("\n");
    return typeof words === "string" ? said.includes(words) : words.test(said);
  });
}
/// … or there come to be so many.
export async function counts(page, selector, wanted, what = selector) {
  let got;
  await until(() => `${what}: got ${got}, wanted ${wanted}`, async () => (got = await page.locator(selector).count()) === wanted);
}
function unlessLeft(problem) {
  if (!/context was destroyed|navigation/i.test(problem.message)) throw problem;
  return []; // between two pages
}

/// Sends a form whose answer is lost on its way back: the server has done it, and the browser shows its own page of an error.
export async function loseAnswer(page, path, button) {
  await page.route(`**${path}`, async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await button.click();
  await until("the browser’s page of the error", () => page.url().startsWith("chrome-error:"));
}

/// Signs in as people do: the address, the mail, its link, one click.
export async function signInByMail(house, page, address) {
  const links = async () => (await house.mails()).filter(({ to }) => to.includes(address)).flatMap(({ text }) => text.match(/\/signin\/link\/[^\s>)"]+/) ?? []);
  const before = (await links()).length;
  await page.goto("/signin");
  await page.fill("#email", address);
  await follow(page, page.locator("main button.main"));
  const link = await until(`no link came to ${address}`, async () => (await links())[before]);
  await page.goto(house.url + link);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/signin")), page.click("main button.main")]);
}

/// The short way in, with a link made at the shell. `who`: a number, an address, TITLE@BODY.
export async function enter(house, page, who) {
  const said = await command("link", house.dir, "--as", String(who));
  const path = /https?:\/\/[^/\s]+(\/\S+)/.exec(said)[1];
  await page.goto(house.url + path);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/signin")), page.click("main button.main")]);
}

/// Types an answer into the field of a form, whatever control it has.
export async function answer(page, name, value) {
  const controls = page.locator(`form.act [name="${name}"]`);
  ok((await controls.count()) > 0, `the form has no field ${name}`);
  const first = controls.first();
  const { tag, type } = await first.evaluate((node) => ({ tag: node.tagName, type: node.type }));
  if (type === "radio" || (type === "checkbox" && value !== true && value !== false)) {
    for (const one of [value].flat()) {
      const byValue = page.locator(`form.act [name="${name}"][value="${one}"]`);
      if (await byValue.count()) await byValue.check();
      else await page.locator("form.act label", { hasText: one }).locator(`[name="${name}"]`).first().check();
    }
  } else if (type === "checkbox") {
    await first.setChecked(value);
  } else if (type === "file") {
    await first.setInputFiles(value);
  } else if (tag === "SELECT") {
    const shown = await first.evaluate((node, text) => [...node.options].find((o) => o.value === text || o.label.includes(text))?.value, String(value));
    ok(shown !== undefined, `${name} offers no ${value}`);
    await first.selectOption(shown);
  } else if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) await controls.nth(index).fill(String(one));
  } else {
    await first.fill(String(value));
  }
}

export const send = (page) => Promise.all([page.waitForNavigation(), page.locator("form.act button[type=submit].main, form.act button.main").first().click()]);

/// The form of an act: opened (unless `here`), filled in, sent, and confirmed when the house restates it.
export async function act(page, kind, answers = {}, { given = {}, here = false } = {}) {
  if (!here) {
    const query = new URLSearchParams(given).toString();
    await page.goto(`/act/${kind}${query ? `?${query}` : ""}`);
  }
  for (const [name, value] of Object.entries(answers)) await answer(page, name, value);
  await send(page);
  if (await page.locator('[name="_confirm"]').count()) await send(page);
}

/// The same, and the charter allows it: the page that follows is no refusal.
export async function done(page, kind, answers, how) {
  await act(page, kind, answers, how);
  const said = await refusal(page);
  ok(said === "", `${kind} was refused:\n${said}`);
  ok(!new URL(page.url()).pathname.startsWith("/act/"), `${kind} led nowhere: ${page.url()}`);
}

/** Sends an act whose form is not shown to this person, as a form that was loaded before an office ended would; what is answered. */
export async function tries(house, page, kind, answers) {
  await page.goto("/desk/sessions");
  const _csrf = await page.locator("form[action='/signout'] input[name=_csrf]").first().getAttribute("value");
  const answered = await page.context().request.post(`${house.url}/act/${kind}`, {
    form: { _csrf, _key: crypto.randomUUID(), ...answers },
    headers: { origin: house.url },
    maxRedirects: 0,
  });
  return { status: answered.status(), text: await answered.text() };
}

/// What a page refuses and why; "" when it does not.
export async function refusal(page) {
  const parts = page.locator("main .verdict.refused, main #summary");
  return (await parts.allInnerTexts()).join("\n");
}

/// Every field of the form on the page still holds these answers.
export async function keeps(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const got = await page.locator(`form.act [name="${name}"]`).first().evaluate((node) => {
      if (node.type === "radio") return document.querySelector(`form.act [name="${node.name}"]:checked`)?.value ?? "";
      return node.type === "checkbox" ? node.checked : node.value;
    });
    equal(got, value, `what was typed into ${name}`);
  }
}
