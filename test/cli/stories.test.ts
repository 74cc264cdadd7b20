// Only with --all: plays every fault scenario in real time, on the host engine, and tells its trace.
// Time limit: 600 s
/**
 * The story of every fault scenario stays true and readable: test/cli/stories holds them, without times and made-up names.
 * After a change that is meant: GRP_WRITE_STORIES=F node --import tsx test/cli/stories.test.ts, and read what has changed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { storyText } from "../../runtime/cli/trace/explain.ts";
import { readTrace } from "../../runtime/cli/trace/lines.ts";
import { tell } from "../../runtime/cli/trace/story.ts";
import { runScenario, type Scenario, scenariosOf } from "../emulator/scenario/scenario.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";

const test = suite("stories");
const files = checkoutFile("test/emulator/scenario/files/");
const golden = checkoutFile("test/cli/stories/");
const isWriting = process.env.GRP_WRITE_STORIES !== undefined;
const only = process.env.GRP_WRITE_STORIES ?? "";

/** The text of a trace that a scenario's folder holds, wherever its till kept its data. */
function traceIn(dir: string): string {
  const folders = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) => /(^|\/)trace$/.test(name));
  return folders
    .flatMap((folder) =>
      readdirSync(join(dir, folder))
        .filter((name) => name.endsWith(".trace"))
        .sort()
        .map((name) => readFileSync(join(dir, folder, name), "latin1")),
    )
    .join("");
}

async function storyOf(scenario: Scenario): Promise<string> {
  let text = "";
  await runScenario(scenario, engineOf("direct"), undefined, undefined, (dir) => {
    text = traceIn(dir);
  });
  const { runs } = readTrace([{ text, follows: true }]);
  return plain(storyText(tell(runs), "en"));
}

/** Without what each run makes up anew: times, ids, store and epoch, engine, ports. */
function plain(story: string): string {
  const names = new Map<string, string>();
  const named = (found: string) => {
    const short = found.slice(0, 8);
    if (!names.has(short)) names.set(short, `<${names.size + 1}>`);
    return names.get(short) ?? "";
  };
  const keys = new Map<string, string>();
  const keyed = (found: string) => {
    if (!keys.has(found)) keys.set(found, `SALE-${keys.size + 1}`);
    return keys.get(found) ?? "";
  };
  return story
    .split("\n")
    .map((line) => line.slice(25).trimEnd())
    .join("\n")
    .replace(/\(direct[^)]*\), [^)]*\)/g, "(engine)")
    .replace(/EMU-[0-9a-f-]{36}/g, "<store>")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, named)
    .replace(/(?<![-0-9a-zA-Z])[0-9a-f]{8}(?![-0-9a-zA-Z])/g, (found) => (names.has(found) ? named(found) : found))
    .replace(/\bT1-[0-9]{8}-[0-9]{6}\b/g, keyed)
    .replace(/\b20[0-9]{6}\b/g, "<date>");
}

/**
 * What a story says whatever the machine's pace: what was written, what GAMA asked and was told. A slow machine asks RRPay once
 * more or once less, hears another moment of it, hangs up earlier, or shows another moment of the waiting. The same words of
 * RRPay count once: how often they were written is how often they were heard.
 */
function settled(story: string): string[] {
  const isOfPace =
    /^(The cashier sees|RRPay is asked|RRPay is ready|RRPay says|RRPay answers with|No answer comes|The connection ends|RRPay cannot|RRPay does not know|Written: (RRPay says in-progress|taken-up|sent .* again))/;
  const lines = story.split("\n").filter((line) => line !== "" && !isOfPace.test(line));
  const isRepeated = (line: string, at: number) => line.startsWith("Written: RRPay says") && lines.indexOf(line) < at;
  return lines.filter((line, at) => line !== lines[at - 1] && !isRepeated(line, at));
}

for (const file of readdirSync(files).filter((name) => /^F\d/.test(name) && name.includes(only)))
  test(`the story of ${file} is told as it was read`, async () => {
    const stories: string[] = [];
    for (const scenario of scenariosOf(JSON.parse(readFileSync(files + file, "utf8"))))
      stories.push(`${scenario.name}\n\n${await storyOf(scenario)}\n`);
    const told = stories.join("\n\n");
    const place = golden + file.replace(/\.json$/, ".txt");
    if (isWriting) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(place, told);
      return;
    }
    assert.ok(existsSync(place), `there is no ${place}`);
    assert.equal(settled(told), settled(readFileSync(place, "utf8")));
  });

test.run();
