// Checks that print TAP. A journey is a story of steps; a step that fails ends its journey, since the next steps stand on it.
//
//     journey("applicant joins", async ({ step }) => {
//       await step("finds the way in from the front page", async () => { … });
//     });

import { inspect } from "node:util";

const journeys = [];
let printed = 0;
let failed = 0;

export function journey(name, options, run) {
  if (!run) [options, run] = [{}, options];
  journeys.push({ name, options, run });
}

class Skipped extends Error {}
export function skip(why) {
  throw new Skipped(why);
}

export function ok(condition, why = "is not so") {
  if (!condition) throw new Error(why);
}
export function equal(got, wanted, what = "") {
  if (got !== wanted) throw new Error(`${what ? what + ": " : ""}got ${inspect(got)}, wanted ${inspect(wanted)}`);
}
export function includes(text, part, what = "") {
  const found = part instanceof RegExp ? part.test(text) : String(text).includes(part);
  if (!found) throw new Error(`${what ? what + ": " : ""}${inspect(part)} is not in:\n${String(text).slice(0, 3000)}`);
}

function say(word, name, rest = "") {
  printed += 1;
  if (word === "not ok") failed += 1;
  process.stdout.write(`${word} ${printed} - ${name.replaceAll("#", "")}${rest}\n`);
}

function said(problem) {
  const frames = (problem.stack ?? "").split("\n").filter((line) => /journeys\//.test(line));
  return [problem.message, ...frames].join("\n").replaceAll(/\x1b\[[0-9;]*m/g, "").split("\n").map((line) => `# ${line}\n`).join("");
}

/// Runs the journeys whose name holds one of `parts` (all, when none is given), `width` at a time. `prepare` makes what a
/// journey is handed besides `step`; `failing` is told of a failure while everything still stands; `finish` tears down.
export async function runJourneys({ parts, width, prepare, failing, finish }) {
  const chosen = journeys.filter(({ name }) => !parts.length || parts.some((part) => name.includes(part)));
  const queue = [...chosen];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      let context;
      let at = "begins";
      const step = async (what, run) => {
        at = what;
        await run();
        say("ok", `browser/${next.name}: ${what}`);
      };
      try {
        context = await prepare(next);
        await next.run({ ...context, step });
      } catch (problem) {
        if (problem instanceof Skipped) {
          say("ok", `browser/${next.name}: ${at}`, ` # SKIP ${problem.message}`);
        } else {
          say("not ok", `browser/${next.name}: ${at}`);
          const more = context ? await failing(next, context).catch((why) => `(${why.message})`) : "";
          process.stdout.write(said(problem) + (more ? more.split("\n").map((line) => `# ${line}\n`).join("") : ""));
        }
      } finally {
        if (context) {
          await finish(context).catch((problem) => {
            say("not ok", `browser/${next.name}: ends`);
            process.stdout.write(said(problem));
          });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  process.stdout.write(`1..${printed}\n`);
  return failed === 0 && printed > 0;
}
