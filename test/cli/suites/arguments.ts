/** What a person may type for an argument, and what a wrong one is told, in any host of the command line. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, sep } from "node:path";
import * as assert from "uvu/assert";
import { checkoutFile } from "../../support/checkout.ts";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { bundleText } from "../../support/till.ts";

/** The suite over one host. */
export function argumentsSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`arguments on ${name}`, 2);

  for (const [what, args, code, says] of [
    ["a language that is not spoken", ["journal", "list", "--language", "de"], 64, 'takes lt or en, not "de"'],
    ["a language that is missing", ["journal", "list", "--language"], 64, "takes lt or en ("],
    // the first of them is spoken
    ["two languages", ["--version", "--language", "lt", "--language", "en"], 64, "'--language' nurodyta du kartus ("],
    ["an empty value", ["journal", "show", ".", "--sale", ""], 64, "'--sale' needs a value"],
    ["an empty value behind its sign", ["journal", "show", ".", "--sale="], 64, "'--sale' needs a value"],
    ["an empty argument", ["verify", ""], 64, "An argument is empty"],
    ["a second value where one is taken", ["install", "--dir", "one", "--dir=two"], 64, "'--dir' is given twice"],
    ["a file where a folder is wanted", ["journal", "list", "FILE"], 69, "is a file, not a folder."],
    ["a second config", ["doctor", "--config", "a.json", "b.json"], 64, "doctor takes one config"],
    ["bytes in a story that has none", ["trace", "explain", ".", "--events", "--json"], 64, "not with --json"],
    ["a story that is to be two things", ["trace", "explain", ".", "--html", "--json"], 64, "either --html or --json"],
    ["a file where a folder is to be made", ["install", "--dir", "FILE", "."], 69, "is a file, not a folder."],
  ] as const)
    test(`${what} is told by name`, () =>
      inFolder(folders, async (folder) => {
        writeFileSync(join(folder, "file.txt"), "");
        const ended = await run(args.map((arg) => (arg === "FILE" ? join(folder, "file.txt") : arg)));
        const told = ended.stderr.trimEnd();
        assert.ok(told.includes(says) && !told.includes("\n"), told);
        assert.is(ended.code, code);
      }));

  test("adapt takes a pattern of any folder and writes the shop's names there; a pattern that fits nothing is named", () =>
    inFolder(folders, async (folder) => {
      writeFileSync(join(folder, "gama-inspect-pos.txt"), "inspect=1\r\ninspect.window=pos\r\nwindow.Caption=POS\r\n");
      const adapted = (pattern: string) =>
        run(["adapt", join(folder, pattern), "--set", "header.key=LAUKAS", "--language", "en"]);
      const { stdout, stderr } = await adapted("gama-inspect-*.txt");
      assert.match(stdout, "written: ", stderr);
      assert.match(readFileSync(join(folder, "gama-shop.txt"), "utf8"), "header.key=LAUKAS");
      const none = await adapted("gama-look-*.txt");
      assert.match(none.stderr, "gama-look-*.txt: run INSPECT");
      assert.is(none.code, 69);
    }));

  test("a file that is written leaves what is called as it is with .new behind it", () =>
    inFolder(folders, async (folder) => {
      writeFileSync(join(folder, "gama-inspect-pos.txt"), "inspect=1\r\ninspect.window=pos\r\nwindow.Caption=POS\r\n");
      writeFileSync(join(folder, "gama-shop.txt.new"), "a draft");
      const { stdout, stderr } = await run([
        "adapt",
        join(folder, "*.txt"),
        "--set",
        "header.key=LAUKAS",
        "--language",
        "en",
      ]);
      assert.match(stdout, "written: ", stderr);
      assert.is(readFileSync(join(folder, "gama-shop.txt.new"), "utf8"), "a draft");
      assert.equal(readdirSync(folder).sort(), ["gama-inspect-pos.txt", "gama-shop.txt", "gama-shop.txt.new"]);
    }));

  test("help of a command is what follows the word help", async () => {
    const [asked, own] = [await run(["help", "doctor"]), await run(["doctor", "--help"])];
    assert.equal([asked.code, asked.stdout], [0, own.stdout]);
  });

  test("a sale that is broken JSON is told by name before the till is opened", () =>
    inFolder(folders, async (folder) => {
      const file = join(folder, "sale.json");
      const config = join(folder, "gama-rrpay.json");
      writeFileSync(file, '{"saleKey":');
      writeFileSync(config, '{"till":"1","rrpay":{"port":8917},"dataDir":"data"}');
      const { code, stderr } = await run(["till", "--config", config, "--sale", file]);
      assert.is(code, 69);
      assert.match(stderr, /sale\.json is no sale: it begins as JSON, and is not whole or has a mistake\.$/m);
      assert.not.ok(existsSync(join(folder, "data")));
    }));

  test("a story goes as JSON into a file too", () =>
    inFolder(folders, async (folder) => {
      const [trace, out] = [join(folder, "morning.trace"), join(folder, "story.json")];
      copyFileSync(checkoutFile("test/replay/traces/native-morning.trace"), trace);
      const printed = await run(["trace", "explain", trace, "--json"]);
      const written = await run(["trace", "explain", trace, "--json", "--out", out]);
      assert.is(written.code, 0, written.stderr);
      assert.is(written.stdout, "");
      // lines of JSON; a console may end them otherwise
      assert.equal(readFileSync(out, "utf8").split("\n"), printed.stdout.split(/\r?\n/));
    }));

  test("a path may take steps up, and is the one that it leads to", () =>
    inFolder(folders, async (folder) => {
      const around = join(folder, "sub");
      mkdirSync(around);
      writeFileSync(join(folder, "rrpay.plugin.js"), bundleText());
      // written out, because join would take the steps out itself
      const up = (file: string) => [around, ".", "..", "..", basename(folder), file].join(sep);
      const verified = await run(["verify", up("rrpay.plugin.js")]);
      assert.is(verified.code, 0, verified.stderr);
      const listed = await run(["journal", "list", up("nowhere")]);
      assert.match(listed.stderr, "nowhere does not exist.");
      const shown = await run(["journal", "list", up("")]);
      assert.match(shown.stderr, "holds no journal.");
    }));

  test.run();
}

async function inFolder(folders: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(folders, "arguments-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
