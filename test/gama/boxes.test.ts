// Time limit: 300 s
/**
 * Every box of rrpay.prg as text, in boxes.golden.txt: what it says, its buttons, which of them space and Enter press, and
 * what each answer does. `UPDATE_GOLDEN=1` writes the file anew; a person reads it before it is committed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { isDaily, oneIn } from "../support/tier.ts";
import { AGAIN, SCENES, type Scene } from "./box-scenes.ts";
import { KEY_SCENES, TODAY } from "./box-scenes-key.ts";
import { LIST_SCENES } from "./box-scenes-list.ts";
import { type Gama, withGama } from "./till.ts";

const test = suite("rrpay.prg: every box");

const engine = engineOf("direct");
const scenes = oneIn(3, [...SCENES, ...KEY_SCENES, ...LIST_SCENES], "boxes of rrpay.prg");
const path = fileURLToPath(new URL("boxes.golden.txt", import.meta.url));

/** What came up, without what is different each time. */
function told(gama: Gama): string {
  return gama.story
    .join("\n")
    .replaceAll(gama.till.folder, "C:\\gama-rrpay")
    .replaceAll(TODAY.toISOString().slice(0, 10), "2026-11-23")
    .replace(/\(\d+ s\)/g, "(n s)")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "(id)")
    .replace(/, \d+ \(1\)$/gm, ", n (1)");
}

async function tell({ title, options, before, act, answers = [[]] }: Scene): Promise<string> {
  const tellings: string[] = [];
  for (const row of answers)
    await withGama({ engine, ...options }, async (gama) => {
      await before?.(gama);
      gama.story.length = 0;
      gama.answers.push(...row);
      await act(gama);
      // Questions before the one in question repeat a check: how often depends on the machine's pace.
      const story = told(gama).replace(
        /(?:hook init\n(?:\|.*\n)+\[\*Taip\] \[Ne\] -> Taip\n)+(?=hook init\n(?:\|.*\n)*hook)/,
        "",
      );
      tellings.push(story);
    });
  return `== ${title}\n\n${tellings.join("\n\n-- or --\n\n")}\n`;
}

test("each box, its buttons, its default and what each answer does are as a person has read them", async () => {
  const parts: string[] = [];
  for (const scene of scenes) parts.push(await tell(scene));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, parts.join("\n"));
  const read = readFileSync(path, "utf8").split(/^(?=== )/m);
  const isPlayed = (part: string) => !isDaily || scenes.some(({ title }) => part.startsWith(`== ${title}\n`));
  const together = (some: readonly string[]) => some.map((part) => part.trimEnd()).join("\n\n");
  assert.fixture(together(parts), together(read.filter(isPlayed)));
});

test("no box names a key: there it would mean something else", () => {
  const said = readFileSync(path, "utf8").match(/^\| .*$/gm) ?? [];
  assert.ok(said.length > 40);
  for (const line of said) assert.not(/klaviš|\bEsc\b|\bEnter\b|[Tt]arp[oą]/.test(line), line);
});

test("every question's default is the harmless answer", () => {
  const questions = readFileSync(path, "utf8").match(/^\|.*\n\[.*\] ->/gm) ?? [];
  assert.ok(questions.length > 20);
  for (const question of questions) {
    // asking RRPay once more for the same payment changes nothing
    if (question.includes("Taip]")) assert.match(question, question.includes(AGAIN) ? "[*Taip] [Ne]" : "[*Ne]");
    if (question.includes("\n[_")) assert.not(/\[_[012]_\]/.test(question) && question.includes("Mokėjimas"));
  }
});

test.run();
