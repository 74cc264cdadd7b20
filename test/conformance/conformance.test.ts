// Time limit: 1200 s
// Only on Node: the program's host on Bun has the same sockets
/** `gama-rrpay conformance`: our emulator keeps every promise, and the check for each promise finds the broken one. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { CHECKS } from "../../runtime/cli/conformance/command.ts";
import { HARMS } from "../../runtime/cli/conformance/harms.ts";
import { PROMISES } from "../../runtime/cli/conformance/promises.ts";
import * as unmeasured from "../../runtime/cli/conformance/unmeasured.ts";
import { LOST } from "../../runtime/cli/conformance/wires.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Words } from "../../runtime/cli/words.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import type { Warp } from "../emulator/rrpay/conversation.ts";
import { checkoutFile } from "../support/checkout.ts";
import { suite } from "../support/suite.ts";
import { oneIn } from "../support/tier.ts";
import { type Broken, bendBody } from "./breaking.ts";
import { BROKEN } from "./broken.ts";
import { conformanceOf, only, type Said } from "./measuring.ts";

const test = suite("conformance");

test("our emulator keeps every promise", async () => {
  const { code, checks, meaning, page } = await conformanceOf({});
  assert.equal(
    checks.filter(({ verdict }) => verdict !== "holds"),
    [],
  );
  assert.is(checks.length, CHECKS.length);
  assert.is(code, 0);
  assert.equal(meaning, [
    "Every promise that was measured holds.",
    "Features that RRPay may list: status, prepaid, cancel, tombstone, epoch-guard, print, fiscal.",
    "What this run has left at RRPay:",
    "  receipts: 34, taken in 11.56 €, given back 5.09 €.",
  ]);
  assert.not.match(page, /secret|4\d{15}/);
  if (process.env.GRP_PAGE) writeFileSync(process.env.GRP_PAGE, page);
});

test("in the engine of the till's own program it says the same", async () => {
  const checks = ["health", "concurrent-posts", "poll-wakes", "slow-client", "pay-card", "answers-fit"];
  const { code, checks: rows, page } = await conformanceOf({}, only(checks), { isInEngine: true });
  assert.equal(
    rows.map(({ verdict }) => verdict),
    checks.map(() => "holds"),
  );
  assert.is(code, 0);
  assert.match(page, /<!doctype html>/);
});

test("a host without connections is told by what it is, not as an RRPay that does not answer", async () => {
  const talk = run({ args: ["listen", "--to", "8917"], language: "en", isInteractive: 0, programFolder: "/nowhere" });
  const told: string[] = [];
  const host = new NodeHost({ print: (_, text) => void told.push(text), ask: async () => undefined });
  for (let next = talk.next({ status: 0 } as never); !next.done; ) {
    const request = next.value;
    const reply = request.type === "serve" ? { status: STATUS.failed } : await host.carryOut(request);
    next = talk.next(reply);
  }
  assert.match(told.join(""), /no network, not even with itself/);
});

test("with nobody at RRPay what needs a hand is not measured, and nothing is said to hold that was not seen", async () => {
  const { code, checks } = await conformanceOf({}, only(["pay-card", "restart", "health"]), { isManned: false });
  assert.equal(
    checks.map(({ verdict }) => verdict),
    ["holds", "unmeasured", "unmeasured"],
  );
  assert.is(code, 2);
});

/** What RRPay's own words, and those of HTTP and of the interface, never are. */
const ENGLISH =
  /(?<![-\w])(?:expected|answered|answer|absent|none|or|and|the|is|was|were|with|no|not|less|before|after|it)(?![-\w])/;

for (const broken of oneIn(8, BROKEN, "broken RRPays that conformance must find")) {
  const { fault, checks } = broken;
  const finder = checks.at(-1) as string;
  test(`an RRPay that ${fault} is found by ${finder}, and told in the language that is asked for`, async () => {
    const [en, lt] = await Promise.all(
      ["en", "lt"].map((language) => conformanceOf(broken, only(checks), { language })),
    );
    const rowOf = (said: Said | undefined) => said?.checks.find(({ id }) => id === finder);
    const [row, other] = [rowOf(en), rowOf(lt)];
    assert.is(row?.verdict, "fails", JSON.stringify(en?.checks));
    assert.is(other?.verdict, "fails", JSON.stringify(lt?.checks));
    assert.is(en?.code, 1);
    assert.is.not(row?.seen, "");
    // what does not fit its schema is shown as it came: data alone
    if (finder === "answers-fit") return;
    assert.is.not(row?.seen, other?.seen);
    assert.not.match(other?.seen ?? "", ENGLISH);
  });
}

test("what was taken under an id of other letters is ended, and is no other customer to the checks that follow", async () => {
  const lower = ({ id }: { readonly id: string }) => ({ id: id.toLowerCase() });
  const said = await conformanceOf({ warp: bendBody(lower) }, only(["post", "accepted-known", "busy", "sale-known"]));
  for (const { id, seen } of said.checks) assert.match(seen, /id is conformance-[a-z0-9-]+, expected conformance-/, id);
});

test("an answer that is cut by its own Content-Length is told as that", async () => {
  const counting = BROKEN.find(({ fault }) => fault.startsWith("counts characters")) as Broken;
  const { checks } = await conformanceOf(counting, only(["id-conflict"]));
  assert.match(checks[0]?.seen ?? "", /ends too early: 1 more bytes came than its Content-Length says/);
});

test("each check is shown to catch a fault", () => {
  const found = new Set(BROKEN.map(({ checks }) => checks.at(-1)));
  assert.equal(
    CHECKS.map(({ id }) => id).filter((id) => !found.has(id)),
    [],
  );
});

test("why a check was not made, or no answer came, is said in either language", () => {
  const notes = Object.values<unknown>(unmeasured).filter((one): one is Words => typeof one === "object");
  assert.ok(notes.length >= 9);
  for (const { en, lt } of [...notes, ...Object.values(LOST)]) {
    assert.is.not(en, lt);
    assert.not.match(lt, ENGLISH);
  }
});

test("a page in Lithuanian says nothing in English, whatever does not hold and whoever is not there", async () => {
  const odd = () => async () => ({ status: 500, body: {} });
  const warp = (): Warp => (request, honest) => (request.target.on === "health" ? honest(request) : odd()());
  const [en, lt] = await Promise.all(
    ["en", "lt"].map((language) => conformanceOf({ warp }, [], { language, isManned: false, answerMs: 500 })),
  );
  assert.ok((lt?.checks.filter(({ verdict }) => verdict === "fails").length ?? 0) > 10);
  for (const [at, { id, title, seen }] of (lt?.checks ?? []).entries()) {
    const other = en?.checks[at];
    assert.is.not(title, other?.title, id);
    if (seen !== "" && id !== "answers-fit") assert.is.not(seen, other?.seen, id);
    if (id !== "answers-fit") assert.not.match(seen, ENGLISH);
  }
  for (const line of lt?.meaning ?? []) assert.not.ok(en?.meaning.includes(line), line);
});

test("thirty broken emulators and more, each with one fault", () => {
  assert.ok(BROKEN.length >= 30);
  assert.is(new Set(BROKEN.map(({ fault }) => fault)).size, BROKEN.length);
});

test("every check has a name of its own, and says in both languages what it measures", () => {
  assert.is(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  for (const { id, title } of CHECKS) assert.ok(title.en !== title.lt && title.en !== "" && title.lt !== "", id);
});

/** What a check names of the promises and assumptions. */
const measured = new Set(CHECKS.flatMap(({ promises }) => promises.split(" ")));
const read = (path: string) => readFileSync(checkoutFile(path), "utf8");
/** Rules of part C that bind the till, and say what it reads and does; RRPay promises nothing in them. */
const OF_THE_TILL = ["C9", "C12"];

test("each assumption about RRPay is measured by a check", () => {
  const rows = [...read("docs/assumptions.md").matchAll(/^\| (R\d+) \|/gm)].map(([, row = ""]) => row);
  assert.ok(rows.length >= 13);
  assert.equal(
    rows.filter((row) => !measured.has(row)),
    [],
  );
});

test("each rule of contract C is measured by a check, but for those that bind the till", () => {
  const rules = [...read("docs/contracts.md").matchAll(/^### (C\d+) /gm)].map(([, rule = ""]) => rule);
  assert.ok(rules.length >= 12);
  assert.equal(
    rules.filter((rule) => !measured.has(rule)),
    OF_THE_TILL,
  );
});

test("each promise that a check names is said in words, in both languages", () => {
  assert.equal(Object.keys(PROMISES).sort(), [...measured].sort());
  for (const [name, { en, lt }] of Object.entries(PROMISES)) assert.ok(en !== lt && en !== "" && lt !== "", name);
});

/** Rows of "What is promised, and which check measures it": the rule, the promise in words, the checks or tests. */
const promised = [...read("docs/conformance.md").matchAll(/^\* (C\d+): (.+?) — (.+)$/gm)].map(
  ([, rule = "", words = "", by = ""]) => ({
    rule,
    words,
    by: [...by.matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one),
  }),
);

test("docs/conformance.md says of each promise of contract C which check measures it, or which test of the till's", () => {
  const rules = [...read("docs/contracts.md").matchAll(/^### (C\d+) /gm)].map(([, rule = ""]) => rule);
  for (const rule of rules)
    assert.ok(
      promised.some((one) => one.rule === rule),
      rule,
    );
  const byId = new Map(CHECKS.map((check) => [check.id, check]));
  for (const { rule, words, by } of promised) {
    assert.ok(by.length > 0, words);
    for (const name of by) {
      const check = byId.get(name);
      assert.ok(check?.promises.split(" ").includes(rule) ?? existsSync(checkoutFile(name)), `${rule}: ${name}`);
    }
  }
});

test("each check of a rule of contract C stands beside a promise there", () => {
  const named = new Set(promised.flatMap(({ by }) => by));
  const ofC = CHECKS.filter(({ promises }) => /(^| )C\d/.test(promises)).map(({ id }) => id);
  assert.equal(
    ofC.filter((id) => !named.has(id)),
    [],
  );
});

test("what does not hold is said to a shop in words of its own, the grave apart from what it can live with", async () => {
  for (const { id, feature } of CHECKS) assert.is(HARMS[id] === undefined, feature !== undefined, id);
  const known = new Set(CHECKS.map(({ id }) => id));
  assert.equal(
    Object.keys(HARMS).filter((id) => !known.has(id)),
    [],
  );
  const names = BROKEN.find(({ checks }) => checks[0] === "names") as Broken;
  const { meaning } = await conformanceOf(names, only(["names", "post"]));
  assert.equal(meaning, [
    "A shop can live with these, and has to know them:",
    "  names: a receipt with a longer name is refused: shorten the names in GAMA.",
  ]);
});

test("a few of a feature's checks do not say that it may be listed", async () => {
  const { meaning } = await conformanceOf({}, only(["tombstone"]));
  assert.equal(meaning, ["Every promise that was measured holds."]);
});

test("docs/conformance.md has every check, what its failing means, and every broken emulator with the check that finds it", () => {
  const page = readFileSync(checkoutFile("docs/conformance.md"), "utf8").split("\n");
  const expected = [
    ...CHECKS.map(({ id, promises, title, feature }) => {
      const harm = HARMS[id];
      const means = harm
        ? `${harm.isGrave ? "**no shop should sell**: " : ""}${harm.en}`
        : `\`${feature}\` must not be listed`;
      return `| \`${id}\` | ${title.en} | ${promises} | ${means} |`;
    }),
    ...BROKEN.map(({ fault, checks }) => `| ${fault} | \`${checks.at(-1)}\` |`),
  ];
  assert.equal(
    page.filter((line) => line.startsWith("| ") && !/^\| (check|an RRPay that) \|/.test(line)),
    expected,
  );
});

test("a feature that does not hold is named as one that may not be listed", async () => {
  const tombstone = BROKEN.find(({ checks }) => checks[0] === "tombstone-holds") as Broken;
  const { meaning } = await conformanceOf(tombstone, only(["tombstone-holds"]));
  assert.match(meaning.join("\n"), /tombstone: that RRPay never saw a payment proves nothing/);
});

test("the page says what it found in Lithuanian too, needs no other file and runs no script", async () => {
  const { page } = await conformanceOf({}, only(["health", "post"]), { language: "lt" });
  assert.match(page, /<html lang="lt">/);
  assert.match(page, /Ką tai reiškia parduotuvei/);
  assert.not.match(page, /<script|src=|href=/);
});

test.run();
