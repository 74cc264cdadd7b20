/** A config that is refused is told so in one language by every command, before anything is done with it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { reasonText } from "../../plugin/messages/sentence.ts";
import { inLanguage } from "../../runtime/cli/sentences.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import { configText, inFolder } from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { cli } from "../support/traces.ts";

const test = suite("a refused config");
const ENGLISH = /\b(must|is|line|column|whole|number|from)\b/;

/** A folder with a config that has a mistake. */
function withConfig(change: Readonly<Record<string, unknown>>, body: (config: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const config = join(folder, "gama-rrpay.json");
    writeFileSync(config, configText({ dataDir: join(folder, "data"), ...change }));
    await body(config);
  });
}

test("what the loader refuses is said in the language that was asked for, when a till starts too", () =>
  withConfig({ rrpay: { port: "x" } }, async (config) => {
    for (const command of [["journal", "resolve"], ["till"]]) {
      const { error } = await cli(...command, "--config", config, "--engine", "direct", "--language", "lt");
      assert.match(error, "yra klaida");
      assert.not.match(error, ENGLISH, command.join(" "));
    }
  }));

test("what the plug-in refuses is said in the language that was asked for", () => {
  const refused = CODES["config-invalid"];
  const said = `${refused.lt} (payments.0.rrpay: ${reasonText("wrong-type", "lt")}: 0 ... 9999)`;
  const expected = `${refused.en} (payments.0.rrpay: ${reasonText("wrong-type", "en")}: 0 ... 9999)`;
  assert.is(inLanguage(said, "en"), expected);
});

test("listen names no port of a config that is refused", () =>
  withConfig({ rrpay: { port: "x" } }, async (config) => {
    const { code, error } = await cli("listen", "--config", config);
    assert.is(code, 69, error);
    assert.match(error, "rrpay.port: must be a whole number");
  }));

test.run();
