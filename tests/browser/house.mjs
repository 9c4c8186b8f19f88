// A charterd of a journey's own: a fresh directory or a copy of a demo, served on a free loopback port, its mail folder read.

import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
export const SOURCE = process.env.SOURCE ?? resolve(here, "../..");
export const BUILD = process.env.BUILD ?? join(SOURCE, "build");
export const CHARTERD = process.env.CHARTERD ?? join(SOURCE, "build/charterd");
export const WORK = process.env.WORK ?? (await mkdtemp(join(tmpdir(), "charterd-browser-")));
export const SCREENS = process.env.SCREENS ?? join(SOURCE, "build/screens");
const OWN_WORK = !process.env.WORK;
const ENV = { ...process.env, HOME: join(WORK, "home") };

let count = 0;
const fresh = (name) => join(WORK, `${name}-${(count += 1)}`);
const running = promisify(execFile);
export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/// How long anything is waited for before it counts as missing: on an idle machine nearly everything comes within a second, beside
/// all other suites on two slow cores it may take twenty. What is slow is told by bench/, what never comes by the tests.
export const PATIENCE_MS = 90000;

/// Waits until `ready` gives something, and gives that. `what`: what did not come, or a function that says it.
export async function until(what, ready) {
  for (const end = Date.now() + PATIENCE_MS; ; await wait(25)) {
    const got = await ready();
    if (got) return got;
    if (Date.now() > end) throw new Error(`within ${PATIENCE_MS / 1000} s: ${typeof what === "function" ? what() : what}`);
  }
}

/// A command of the program; fails with what it said.
export async function command(...words) {
  const { stdout } = await running(CHARTERD, words, { env: ENV, maxBuffer: 64 << 20 });
  return stdout;
}

export async function initialized({ charter, founder } = {}) {
  const dir = fresh("alliance");
  const words = founder ? ["--founder", "Example Founder", "--email", founder] : [];
  await command("init", dir, "--charter", charter ?? join(SOURCE, "charters/coia"), ...words);
  return dir;
}

/// An alliance founded and seated at chosen times (tests/support/scene.py), with a meeting of `session` under way.
export async function scene({ members = 20, directors = 12, tc = 12, session, topics, elections, sealed, contests, uncalled, ranked, several, at } = {}) {
  const dir = fresh("scene");
  const words = ["--members", members, "--directors", directors, "--tc", tc, ...(session ? ["--session", session] : []), ...(topics ? ["--topics", topics] : []), ...(elections ? ["--elections"] : []), ...(sealed ? ["--sealed"] : []), ...(contests ? ["--contests", contests] : []), ...(uncalled ? ["--uncalled"] : []), ...(several ? ["--several"] : []), ...(ranked ? ["--ranked", ranked] : []), ...(at ? ["--at", at] : [])];
  await running(join(SOURCE, "tests/support/scene.py"), [dir, ...words.map(String)], { env: ENV });
  return dir;
}

const demos = new Map();
/// A copy of an alliance that lived; each size is simulated once.
export async function demo({ members = 24, years = 1, seed = 1 } = {}) {
  const key = `${members}-${years}-${seed}`;
  if (!demos.has(key)) {
    const original = join(WORK, `demo-${key}`);
    demos.set(key, command("demo", original, "--members", members, "--years", years, "--seed", seed).then(() => original));
  }
  const dir = fresh("demo");
  const original = await demos.get(key);
  await cp(original, dir, { recursive: true });
  if (existsSync(`${original}.checkpoint`)) await cp(`${original}.checkpoint`, `${dir}.checkpoint`);
  return dir;
}

const reserved = [];
/// A port that stays this process's own, as tests/support/house.py says why: below those that the system hands to connections, and
/// reserved by its twin of UDP.
async function freePort() {
  const [low] = (await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8")).split(/\s+/).map(Number);
  const [first, end] = low > 12000 ? [10000, low] : [10000, 60000];
  for (;;) {
    const port = randomInt(first, end);
    const twin = createSocket("udp4");
    const taken = await new Promise((done) => twin.once("error", () => done(true)).bind({ port, address: "127.0.0.1", exclusive: true }, () => done(false)));
    const probe = createServer();
    const free = !taken && await new Promise((done) => probe.once("error", () => done(false)).listen(port, "127.0.0.1", () => probe.close(() => done(true))));
    if (free) {
      reserved.push(twin.unref());
      return port;
    }
    if (!taken) twin.close();
  }
}

export class House {
  constructor(dir) {
    this.dir = dir;
    this.said = "";
    this.stops = 0;
  }

  async serve(...more) {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.process = spawn(CHARTERD, ["serve", this.dir, "--listen", `127.0.0.1:${this.port}`, ...more], {
      env: ENV,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout.on("data", (bytes) => (this.said += bytes));
    this.process.stderr.on("data", (bytes) => (this.said += bytes));
    await until(() => `serve did not answer:\n${this.said}`, async () => {
      if (this.process.exitCode !== null || this.process.signalCode) throw new Error(`serve ended with ${this.process.exitCode ?? this.process.signalCode}:\n${this.said}`);
      return (await fetch(`${this.url}/healthz`).catch(() => null))?.ok;
    });
    return this;
  }

  async end() {
    await this.stop().finally(() => this.smtp?.stdin.end());
  }

  async stop() {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.stops += 1;
    child.kill("SIGTERM");
    await until("the server’s end", () => child.exitCode !== null || child.signalCode !== null).catch((problem) => {
      child.kill("SIGKILL");
      throw problem;
    });
    if (child.exitCode !== 0) throw new Error(`serve ended with ${child.exitCode ?? child.signalCode}:\n${this.said}`);
  }

  /// From the next start on, mail goes to a real SMTP server on loopback (tests/support/smtp.py).
  async mailByServer() {
    this.letterBox = fresh("letters");
    this.smtp = spawn(join(SOURCE, "tests/support/smtp.py"), [this.letterBox], { env: ENV, stdio: ["pipe", "pipe", "inherit"] });
    const port = await new Promise((done, fail) => {
      this.smtp.stdout.once("data", (bytes) => done(Number(bytes)));
      this.smtp.once("exit", () => fail(new Error("the SMTP server did not start")));
    });
    const lines = ["site = https://alliance.example", `mail.server = smtp://127.0.0.1:${port}`, "mail.tls = off", "mail.from = notices@alliance.example"];
    await writeFile(join(this.dir, "charterd.conf"), lines.join("\n") + "\n");
  }

  /// What that server took, in order: [{to, subject, text, raw}], waited for until there are `count` that fit.
  async letters(count = 0, fits = () => true) {
    let all = [];
    return until(() => `${count} letters of those that came: ${all.map(({ to, subject }) => `${to}: ${subject}`).join("; ")}`, async () => {
      const names = (await readdir(this.letterBox)).filter((name) => name.endsWith(".json")).sort();
      all = await Promise.all(names.map(async (name) => {
        const { to, bytes } = JSON.parse(await readFile(join(this.letterBox, name), "utf8"));
        return { ...readMail(Buffer.from(bytes, "base64")), to };
      }));
      const found = all.filter(fits);
      return found.length >= count && found;
    });
  }

  /// The same house at another time; who is signed in stays so.
  async moveTo(clock) {
    await this.stop();
    await this.serve("--clock", clock);
  }

  async json(path) {
    const answer = await fetch(this.url + path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /// The development mail folder, oldest first, as [{to, subject, text}].
  async mails() {
    const folder = join(this.dir, "mail");
    if (!existsSync(folder)) return [];
    const names = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
    const files = await Promise.all(names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs, name })));
    files.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
    return Promise.all(files.map(async ({ path }) => readMail(await readFile(path))));
  }

  /// The newest mail to an address that came after the first `after` ones, waited for.
  async mailTo(address, after = 0) {
    return (await this.mailsThat(({ to }) => to.toLowerCase().includes(address.toLowerCase()), after + 1, `to ${address}`)).at(-1);
  }

  /// The mails that fit, oldest first, waited for until there are `count`.
  async mailsThat(fits, count, what = "of this kind") {
    let found = [];
    return until(() => `${count} mails ${what}: ${found.length} came`, async () => {
      found = (await this.mails()).filter(fits);
      return found.length >= count && found;
    });
  }

  /// The first link of that mail, on this server whatever site it names.
  async mailLink(address, after = 0) {
    const { text } = await this.mailTo(address, after);
    const match = /https?:\/\/[^/\s]+(\/[^\s>)"]*)/.exec(text);
    if (!match) throw new Error(`no link in:\n${text}`);
    return this.url + match[1];
  }
}

/// Enough of MIME for mails of our own making: headers unfolded and decoded, the plain part decoded.
export function readMail(bytes) {
  const whole = bytes.toString("latin1").replaceAll("\r\n", "\n");
  const part = (source) => {
    const cut = source.indexOf("\n\n");
    const head = (cut < 0 ? source : source.slice(0, cut)).replaceAll(/\n[ \t]+/g, " ");
    const headers = new Map();
    for (const line of head.split("\n")) {
      const at = line.indexOf(":");
      if (at > 0) headers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim());
    }
    return { headers, body: cut < 0 ? "" : source.slice(cut + 2) };
  };
  const plain = (source) => {
    const { headers, body } = part(source);
    const type = headers.get("content-type") ?? "text/plain";
    const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
    if (boundary) {
      for (const piece of body.split(`--${boundary}`).slice(1)) {
        const found = piece.startsWith("--") ? null : plain(piece.replace(/^\n/, ""));
        if (found !== null) return found;
      }
      return null;
    }
    if (!/^text\/plain/i.test(type)) return null;
    const encoding = (headers.get("content-transfer-encoding") ?? "7bit").toLowerCase();
    if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
    if (encoding === "quoted-printable") return quoted(body).toString("utf8");
    return Buffer.from(body, "latin1").toString("utf8");
  };
  const quoted = (text) =>
    Buffer.from(text.replaceAll(/=\n/g, "").replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
  const words = (text = "") =>
    text.replaceAll(/\?=\s+=\?/g, "?==?").replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, body) =>
      (how.toLowerCase() === "b" ? Buffer.from(body, "base64") : quoted(body.replaceAll("_", " "))).toString("utf8"));
  const { headers } = part(whole);
  return { to: words(headers.get("to")), subject: words(headers.get("subject")), text: plain(whole) ?? "", raw: whole };
}

/// The calendar of an invitation: its text unfolded and its method; fails where libical finds a fault in it.
export async function invitation({ raw }) {
  const part = /Content-Type: text\/calendar;[^\n]*(?:\n[ \t][^\n]*)*\n(?:[^\n]+\n)*\n([\s\S]*?)\n--/i.exec(raw);
  if (!part) return null;
  const base64 = /Content-Transfer-Encoding: base64/i.test(part[0]);
  const bytes = base64 ? Buffer.from(part[1], "base64") : Buffer.from(part[1], "latin1");
  await new Promise((done, fail) => {
    const judge = execFile(join(BUILD, "tests/mailer"), ["judge"], (problem, said) => (problem ? fail(new Error(`libical: ${said}${problem.message}`)) : done()));
    judge.stdin.end(bytes);
  });
  const text = bytes.toString("utf8").replaceAll(/\r?\n[ \t]/g, "");
  const value = (name) => new RegExp(`^${name}[^:\\r\\n]*:(.*?)\\r?$`, "m").exec(text)?.[1];
  return { text, value, method: value("METHOD") };
}

export async function tidy() {
  if (OWN_WORK) await rm(WORK, { recursive: true, force: true });
}
await mkdir(SCREENS, { recursive: true });
