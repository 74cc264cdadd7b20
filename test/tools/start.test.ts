// Only with --all: it installs and builds in a copy, as on a fresh machine.
// Only on Node: npm start is a Node program.
// Time limit: 900 s
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";

const test = suite("npm start");

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that a child prints, and a way to wait for some of it. */
function listen(child: ChildProcess): { text: () => string; until: (pattern: RegExp) => Promise<string> } {
  let text = "";
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      wake();
    });
  child.on("close", () => wake());
  const until = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(text)?.[0];
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`ended without ${pattern}:\n${text}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { text: () => text, until };
}

async function start(...options: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ["build/start.mjs", ...options], { cwd: root });
  const { text } = listen(child);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text: text() };
}

test("sells at least twelve lines by card and cash, with rounding, and shows receipt, result and journal", async () => {
  const { code, text } = await start();
  assert.is(code, 0, text);
  assert.ok(Number(/(\d+) lines of goods/.exec(text)?.[1]) >= 12);
  for (const rate of ["21,00 %", "12,00 %", "5,00 %"]) assert.match(text, rate);
  for (const part of ["Banko kortelė", "Grynieji", "Apvalinimas", "Nuolaida", "Užstatas"]) assert.match(text, part);
  for (const letter of "ąčęėįšųūž") assert.ok(text.includes(letter), letter);
  assert.match(text, /outcome=approved[\s\S]*roundingCents=2\n/);
  assert.match(text, /sent sale T1-20261123-000123[\s\S]*RRPay says approved[\s\S]*GAMA has saved/);
});

test("sells a second time, takes something back and voids the first sale, one flag each", async () => {
  const { code, text } = await start("--second", "--return", "--void");
  assert.is(code, 0, text);
  for (const title of ["KVITAS", "GRĄŽINIMO KVITAS", "ANULIAVIMO KVITAS"]) assert.match(text, title);
  assert.is(text.match(/outcome=approved/g)?.length, 3);
  assert.match(text, "outcome=voided");
});

test("keeps the emulator with --keep, says how to go on, and that works", async () => {
  const child = spawn(process.execPath, ["build/start.mjs", "--keep"], { cwd: root });
  const { until } = listen(child);
  const command = await until(/node build\/gama-rrpay\.mjs till .* --sale .*\n/);
  await until(/journal show .*\n/);
  const next = spawn(command.trim(), { cwd: root, shell: true });
  const heard = listen(next);
  const [code] = (await once(next, "close")) as [number | null];
  assert.is(code, 0, heard.text());
  assert.match(heard.text(), "outcome=approved");
  child.kill("SIGINT");
  assert.is(((await once(child, "close")) as [number | null])[0], 0);
});

test.run();
