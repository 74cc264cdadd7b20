// docs/contracts.md D2: whatever is wrong in a config, boot and the hook `doctor` name the field and what may stand there.
import { readFileSync, writeFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import { CONFIG_RULES } from "../../schemas/generated/config.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { validateDoctorResult } from "../../schemas/generated/validators.js";
import { HookError } from "../support/call.ts";
import { forEachEngine } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { type ConfigPart, type Till, withTill } from "../support/till.ts";
import { oneOfEachField, type WrongConfig, wrongConfigs } from "../support/wrong-configs.ts";

forEachEngine((engine) => {
  const test = suite(`a wrong config on ${engine.name}`);

  // The loader and the bundle are the same everywhere: all of it where it is quick, elsewhere a mistake a field.
  const mistakes = engine.name === "direct" ? wrongConfigs() : oneOfEachField(wrongConfigs());

  for (const section of new Set(mistakes.map(sectionOf)))
    test(`${section}: each mistake is told by the field's name and what may stand there, by boot and by doctor`, () =>
      withTill({ engine, rrpay: "none" }, async (till) => {
        const right = JSON.parse(readFileSync(till.configPath, "utf8")) as object;
        for (const fault of mistakes.filter((one) => sectionOf(one) === section)) {
          await till.close();
          writeFileSync(till.configPath, JSON.stringify(fault.spoil(right)));
          for (const told of await complaints(till)) checkComplaint(told, fault);
        }
      }));

  test("a path that leads nowhere ends the boot with a code whose sentence names the field", () =>
    withTill({ engine, rrpay: "none" }, async (till) => {
      const wrong: readonly [path: string, changes: ConfigPart][] = [
        ["bundle.file", { bundle: { file: "nowhere.js" } }],
        ["dataDir", { dataDir: `${till.configPath}/data` }],
      ];
      for (const [path, changes] of engine.name === "direct" ? wrong.slice(1) : wrong) {
        await till.close();
        till.writeConfig(changes);
        const code = await till.open().then(
          () => undefined,
          (error: HookError) => error.code,
        );
        assert.ok(code !== undefined, path);
        for (const text of [CODES[code].lt, CODES[code].en]) assert.ok(text.includes(path), `${path}: ${text}`);
      }
    }));

  test("a till is told in the language of its config, although another field is wrong", () =>
    withTill({ engine, rrpay: "none", config: { language: "lt", timeouts: { answerMs: 1 } } }, async (till) => {
      const [check] = (await till.doctor()).checks;
      assert.is(check?.detail, "timeouts.answerMs: per mažas: 50 ... 1800000");
      assert.match(check?.fix ?? "", /pataisyti/);
    }));

  test.run();
});

/** What a wrong config is answered with: by a boot that fails in its progress, else by the boot report and by doctor. */
async function complaints(till: Till): Promise<string[]> {
  try {
    const report = JSON.stringify(await till.open());
    return [report, detailOf(await till.doctor())];
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    // a dialect that the bundle does not speak is refused by its name, before anybody judges its form
    assert.ok(error.code === "config-invalid" || error.code === "bundle-dialect", error.code);
    return [await till.boot().progress()];
  }
}

/** Where `gama` itself is wrong, the answer comes in GAMA's own form: as flat lines. */
function detailOf(result: DoctorResult | string): string {
  if (typeof result === "string") return result;
  assert.ok(validateDoctorResult(result));
  assert.is(result.status, "fail");
  assert.is.not(result.checks[0]?.fix, "");
  return result.checks[0]?.detail ?? "";
}

function checkComplaint(told: string, { path, mistake }: WrongConfig): void {
  assert.ok(told.includes(`${path}:`) || told.includes(`${path}.`), `${path} ${mistake}: ${told}`);
  const rule = CONFIG_RULES[path];
  if (rule === undefined || mistake === "missing") return;
  if (path === "rrpay.dialect" && told.endsWith(", the bundle speaks rrpay")) return;
  // The loader, which judges what the host needs itself, says it as a sentence.
  const numbers = rule.match(/\d+/g);
  const said = numbers === null ? /must be (an object|true or false|one of|a string)/ : numbers.join(" to ");
  assert.ok(told.includes(rule) || new RegExp(said).test(told), `${path} ${mistake}: ${told} lacks ${rule}`);
}

function sectionOf({ path }: WrongConfig): string {
  return path.split(".")[0] ?? "";
}
