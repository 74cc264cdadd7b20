// Fast: only texts.
/** What is wrong with a config is said in one language, whoever found it: the loader, the plug-in or the doctor. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { reasonText } from "../../plugin/messages/sentence.ts";
import { configDetail } from "../../runtime/cli/config-words.ts";
import { readPolicy } from "../../runtime/loader/config.ts";
import { CAUSES } from "../../runtime/loader/place.ts";
import { REASONS } from "../../schemas/generated/sentences.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { cli } from "../support/traces.ts";
import { wrongConfigs } from "../support/wrong-configs.ts";

const test = suite("the words about a config");
const ENGLISH = /\b(must|is|line|column|required|whole|number|from|characters|write|one of|the|missing)\b/;

test("whatever the loader refuses is said in Lithuanian, with field and place", () => {
  const right = { till: "1", rrpay: { port: 8917 }, dataDir: "data" };
  let refused = 0;
  for (const { path, mistake, spoil } of wrongConfigs()) {
    const { code, detail } = readPolicy(Buffer.from(JSON.stringify(spoil(right))));
    if (code === 0) continue;
    refused++;
    const [en, lt] = [Buffer.from(detail).toString(), configDetail(Buffer.from(detail).toString(), "lt")];
    assert.not.match(lt, ENGLISH, `${path} ${mistake}: ${en}`);
    assert.match(lt, / \(1 eilutė, \d+ ženklas\)$/, en);
    assert.is(configDetail(en, "en"), en);
  }
  assert.ok(refused > 20, `${refused}`);
});

test("every rule that the loader has is known", () => {
  const source = readFileSync(checkoutFile("runtime/loader/config.ts"), "utf8");
  const rules = [...source.matchAll(/invalid\(\s*(?:"[^"]*"|\w+),\s*(["'`])(.*?)\1\s*\)/g)].map(
    ([, , rule = ""]) => rule,
  );
  assert.ok(rules.length > 15, `${rules.length}`);
  for (const rule of rules) {
    if (rule.startsWith("line ")) continue;
    const said = rule.replace(/\$\{[^}]*\}+/g, "7").replaceAll("\\\\", "\\");
    assert.not.match(configDetail(`till: ${said}`, "lt"), ENGLISH, said);
  }
});

test("why a file is no JSON is said in Lithuanian", () => {
  for (const cause of Object.values(CAUSES)) {
    const told = configDetail(`file: line 2, column 3: ${cause}`, "lt");
    assert.match(told, /^2 eilutė, 3 ženklas: /);
    assert.not.match(told, ENGLISH, cause);
    assert.is(configDetail(`file: line 2, column 3: ${cause}`, "en"), `line 2, column 3: ${cause}`);
  }
});

test("a key that is given twice is said in Lithuanian, as the loader tells it", () => {
  const { detail } = readPolicy(Buffer.from('{"till":"1",\n"rrpay":{"port":1},"rrpay":{"port":2},"dataDir":"d"}'));
  assert.match(
    configDetail(Buffer.from(detail).toString(), "lt"),
    /^2 eilutė, 20 ženklas: raktas rrpay nurodytas du kartus$/,
  );
});

test("what the plug-in says in the config's language is said in the one that was asked for", () => {
  for (const reason of Object.keys(REASONS))
    for (const rule of ["", ": 1 ... 9999"]) {
      const said = (language: "lt" | "en") => `payments.0.gama: ${reasonText(reason, language)}${rule}`;
      assert.is(configDetail(said("en"), "lt"), said("lt"));
      assert.is(configDetail(said("lt"), "lt"), said("lt"));
      assert.not.match(configDetail(said("lt"), "en"), /[ąčęėįšųūž]/, reason);
    }
});

test("a device in the place of a config is called one by every command, and not an empty file", async () => {
  for (const name of ["NUL", "con", "aux.json", "COM1 "])
    for (const command of [["doctor"], ["doctor", "--json"], ["till", "--trial"], ["journal", "resolve"]]) {
      const { code, error } = await cli(...command, "--config", name);
      assert.is(code, 69, `${command} ${name}: ${error}`);
      assert.match(error, `${name}: on Windows a device is called so, and no file.`);
    }
});

test.run();
