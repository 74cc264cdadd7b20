/**
 * Takes each mend of build/evidence/gama-side.ts out of rrpay.prg, runs the file of its test, and says which tests did not notice.
 * By hand: node --import tsx test/gama/without.ts [part of a promise]
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PROMISED } from "../../build/evidence/gama-side.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `${root}/runtime/gama/rrpay.prg`;
const whole = readFileSync(program, "latin1");
const wanted = process.argv[2] ?? "";
let blind = 0;

/** A module that lets only this test of a file begin; the others end at once, and nobody looks at them. */
function only(name: string): string {
  const source = `globalThis.TEST_LISTENER = {
    made() {},
    starts(test) { if (!test.startsWith(${JSON.stringify(name)})) throw new Error("not asked for"); },
  };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

for (const { what, tests, without } of PROMISED) {
  const [test] = tests;
  if (without === undefined || test === undefined || typeof test === "string" || !what.includes(wanted)) continue;
  const [file, name] = test;
  if (whole.split(without.from).length !== 2) {
    blind++;
    console.log(`? ${what}: stands ${whole.split(without.from).length - 1} times in rrpay.prg`);
    continue;
  }
  try {
    writeFileSync(
      program,
      whole.replace(without.from, () => without.to),
      "latin1",
    );
    const { stdout, signal } = spawnSync(process.execPath, ["--import", only(name), "--import", "tsx", file], {
      cwd: root,
      encoding: "utf8",
      timeout: 120_000,
    });
    // a test that waits for ever for what does not come has noticed too
    const isRed =
      signal !== null ||
      stdout.split("\n").some((line) => line.includes("FAIL") && line.replaceAll("\\", "").includes(name));
    if (!isRed) blind++;
    console.log(`${isRed ? "red " : "BLIND"} ${what}`);
  } finally {
    writeFileSync(program, whole, "latin1");
  }
}
console.log(blind === 0 ? "Every test notices its mend." : `${blind} not noticed.`);
process.exitCode = blind === 0 ? 0 : 1;
