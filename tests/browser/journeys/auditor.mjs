// The auditor: programs that share no code with the server read its register while it runs.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { command, SOURCE, WORK } from "../house.mjs";
import { done, enter } from "../people.mjs";
import { equal, includes, journey, ok, skip } from "../tap.mjs";

const running = promisify(execFile);
const GO = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "", HOME: WORK };

journey("the auditor verifies the register", { scene: { members: 20, directors: 12, tc: 8 } }, async ({ house, visit, step }) => {
  const folder = await mkdtemp(join(WORK, "audit-"));
  const older = join(folder, "older");
  const key = (await (await fetch(`${house.url}/register/key`)).text()).trim();
  const page = await visit({ lang: "en" });

  await step("an older checkpoint is kept, then the record grows", async () => {
    await writeFile(older, await (await fetch(`${house.url}/register/checkpoint`)).text());
    await enter(house, page, "secretary-general@secretariat");
    await done(page, "alliance.contact", { contact: "office@example.org" });
  });
  await step("the entry of the act tells what it is and links to its proof", async () => {
    includes(page.url(), /\/register\/entry\/\d+/);
    includes(await page.locator("main").innerText(), "A21.9");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("main a[href*='proof']").first().click()]);
    await download.saveAs(join(folder, "entry.tlog-proof"));
    includes(await readFile(join(folder, "entry.tlog-proof"), "utf8"), /^c2sp\.org\/tlog-proof@v1\n/);
  });
  await step("that file by itself proves what the page said, and no other content: by charterd", async () => {
    const file = join(folder, "entry.tlog-proof");
    includes(await command("verify", file, "--key", key), "office@example.org");
    const text = await readFile(file, "utf8");
    const held = Buffer.from(/^extra (.*)$/m.exec(text)[1], "base64").toString();
    includes(held, "office@example.org");
    for (const [what, changed] of [
      ["its content", text.replace(/^extra .*$/m, `extra ${Buffer.from(held.replace("office@", "0ffice@")).toString("base64")}`)],
      ["a byte of the proof", text.replace(/^index .*\n./m, (line) => line.slice(0, -1) + (line.endsWith("A") ? "B" : "A"))],
      ["the size it was signed at", text.replace(/\n(\d+)\n(.*)\n\n/, (_, size, root) => `\n${Number(size) + 1}\n${root}\n\n`)],
    ]) {
      ok(changed !== text, `${what} was not changed`);
      await writeFile(join(folder, "changed.tlog-proof"), changed);
      const { code } = await command("verify", join(folder, "changed.tlog-proof"), "--key", key).catch((problem) => problem);
      equal(code, 1, `${what} changed: exit`);
    }
  });
  await step("charterd verify, against the running server", async () => {
    includes(await command("verify", house.url), /\d/);
  });
  await step("charterd verify, with what was kept earlier", async () => {
    const size = Number((await readFile(older, "utf8")).split("\n")[1]);
    const now = Number((await (await fetch(`${house.url}/register/checkpoint`)).text()).split("\n")[1]);
    equal(now, size + 1, "entries");
  });
  await step("a verifier of another make, with an older checkpoint", async () => {
    const program = join(folder, "verify");
    await running("go", ["build", "-o", program, join(SOURCE, "tests/register/verify.go")], { env: GO }).catch((problem) => {
      if (problem.code === "ENOENT") skip("there is no Go");
      throw problem;
    });
    const { stdout } = await running(program, ["-older", older, "-vkey", key, `${house.url}/register`]);
    includes(stdout, /^ok \d+ entries/);
    const proof = join(folder, "entry.tlog-proof");
    includes((await running(program, ["-proof", proof, "-vkey", key])).stdout, "office@example.org");
    const { code } = await running(program, ["-proof", join(folder, "changed.tlog-proof"), "-vkey", key]).catch((problem) => problem);
    equal(code, 1, "a changed proof, by Go: exit");
  });
  await step("the whole directory replays", async () => {
    await house.stop();
    await command("check", house.dir);
  });
});
