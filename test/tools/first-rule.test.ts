// docs/first-rule.md, executed as it stands: its test fails without its rule and holds with it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import * as assert from "uvu/assert";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";

const test = suite("the first rule");
const guide = readFileSync(checkoutFile("docs/first-rule.md"), "utf8");
const mapping = checkoutFile("plugin/gama/mapping.ts");

/** The code of a block of the guide. */
function block(name: string): string {
  const found = new RegExp(`^\`\`\`${name}\\n([\\s\\S]*?)^\`\`\``, "m").exec(guide)?.[1];
  if (found === undefined) throw new Error(`the guide has no block "${name}"`);
  return found;
}

/** The source with the rule, as the guide says to write it. */
function withRule(source: string): string {
  const place = block("ts find");
  assert.is(source.split(place).length, 2, "the place that the guide names is there once");
  const imported = source.replace(
    "import type { InitSettlementRequest, ",
    "import type { InitSettlementRequest, Line, ",
  );
  return imported.replace(place, () => block("ts replace")) + block("ts append");
}

/** Runs the guide's test over the sources as they are, or with one of them changed. */
async function runGuide(change: (source: string) => string): Promise<{ code: number | null; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), "first-rule-"));
  try {
    const outfile = join(folder, "first-rule.mjs");
    await build({
      ...{ bundle: true, format: "esm", platform: "node", target: "node20", packages: "external", outfile },
      stdin: { contents: block("ts"), loader: "ts", resolveDir: checkoutFile("test/tools") },
      alias: { "gama-rrpay/kit": checkoutFile("test/kit/index.ts") },
      logLevel: "silent",
      plugins: [
        {
          name: "rule",
          setup: ({ onLoad }) => {
            onLoad({ filter: /gama[\\/]mapping\.ts$/ }, ({ path }) => ({
              contents: path === mapping ? change(readFileSync(path, "utf8")) : readFileSync(path, "utf8"),
              loader: "ts",
            }));
          },
        },
      ],
    });
    const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: "utf8" });
    writeFileSync(join(folder, "said"), stdout);
    return { code: status, text: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("without the rule its test fails, and names what is too long", async () => {
  const { code, text } = await runGuide((source) => source);
  assert.is.not(code, 0);
  assert.match(text, "2,5 % 1 l");
});

test("with the rule it holds", async () => {
  const { code, text } = await runGuide(withRule);
  assert.is(code, 0, text);
  assert.match(text, "the rule holds");
});

test.run();
