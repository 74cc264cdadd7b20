/** docs/assumptions.md names every assumption that is made anywhere. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { assumptionsOfProgram, collectAssumptions, missingIn } from "../../build/gama/assumptions.ts";
import { suite } from "../support/suite.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const document = readFileSync(`${root}docs/assumptions.md`, "utf8");
const program = readFileSync(`${root}runtime/gama/rrpay.prg`, "latin1");
const test = suite("assumptions");

test("every assumption of the schemas and of rrpay.prg is listed word for word", () => {
  assert.equal(missingIn(document, collectAssumptions(root)), []);
});

test("assumptions are found in both places", () => {
  const places = collectAssumptions(root).map(({ where }) => where.split(" ")[0]);
  assert.ok(places.includes("schemas/common.schema.json") && places.includes("runtime/gama/rrpay.prg"));
});

test("each GAMA block of rrpay.prg states one, and the blocks are numbered without a gap", () => {
  const blocks = assumptionsOfProgram(program).map(({ where }) => where.replace(/^.* /, ""));
  assert.equal(
    blocks,
    Array.from({ length: blocks.length }, (_, index) => `GAMA-${index + 1}`),
  );
  assert.is(blocks.length, program.match(/^\* GAMA-\d+ {2}/gm)?.length);
});

test("an assumption that the document does not have is found", () => {
  const changed = program.replace("Esc leaves the settlement window", "F4 leaves the settlement window");
  assert.equal(
    missingIn(document, assumptionsOfProgram(changed)).map(({ where }) => where),
    ["runtime/gama/rrpay.prg GAMA-8"],
  );
});

test.run();
