// Attempts that memory has let go: found in the journal's files by key, id and document, folded as at a start.

import * as assert from "uvu/assert";
import { Batch } from "../../plugin/boundary.ts";
import { type Recalled, recall, recallAttempt, recallBody, recallDocument } from "../../plugin/conversation/recall.ts";
import type { Ask, Conversation, Told } from "../../plugin/conversation/runner.ts";
import { LookUps } from "../../plugin/journal/look-ups.ts";
import type { JournalRecord } from "../../plugin/journal/record.ts";
import { AT_MS, attempt, evidence, sentRecord } from "../support/attempts.ts";
import { decodeBatch } from "../support/boundary.ts";
import { desk } from "../support/desk.ts";
import { JournalDisk } from "../support/journal-disk.ts";
import { sale } from "../support/sales.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("recall");

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const sent = (number: number, changes = {}) =>
  sentRecord({ attemptId: id(number), saleKey: "K", atMs: AT_MS + number, body: `{"n":${number}}`, ...changes });
const approved = (number: number, documentNo: string) =>
  evidence({ attemptId: id(number), fiscal: { state: "printed", documentNo } });
const saved = (number: number) => ({ t: "close", atMs: AT_MS, attemptId: id(number), saved: true }) as const;

/** Files with these records, a segment each list. */
function filesOf(...segments: readonly (readonly JournalRecord[])[]): JournalDisk {
  const disk = new JournalDisk();
  segments.forEach((records, at) => {
    disk.rotate(at + 1, 20261123 + at, JSON.stringify({ t: "checkpoint", v: 2, atMs: AT_MS, till: "1", segments: [] }));
    for (const record of records) disk.append(JSON.stringify(record));
  });
  return disk;
}

/** Runs a conversation that only looks things up. */
function run<Result>(talk: Conversation<Result>, disk: JournalDisk, damaged = false): Result {
  let told: Told = { type: "paused" };
  for (;;) {
    const next: IteratorResult<Ask, Result> = talk.next(told);
    if (next.done) return next.value;
    const ask = next.value;
    if (ask.type !== "look-up") throw new Error(`asks for a ${ask.type}`);
    const lookUps = new LookUps({ lowest: 0, isDamagedBelow: false });
    const batch = new Batch();

    lookUps.begin(ask.lookUp, batch, { hit: () => {}, done: () => {} });
    const [effect] = decodeBatch(batch.encode());
    if (effect?.type !== "find") throw new Error("no search");
    ask.waiting();
    told = { type: "looked-up", isComplete: !damaged, hits: disk.search(effect.needle) };
  }
}

function attemptsOf(recalled: Recalled) {
  if (recalled.type === "failed") throw new Error("failed");
  return recalled.attempts.map(({ attemptId, payment, gama, body }) => [attemptId, payment, gama, body]);
}

test("a file that somebody put below the kept segments pays no sale", () =>
  withTill((till) => {
    const paid = { attemptId: id(1), saleKey: "T1-20261123-000001" };
    const records = [sentRecord({ ...paid, atMs: AT_MS }), evidence({ ...paid })];
    till.segments.set(0, { yyyymmdd: 20261122, link: "", lines: records.map((record) => JSON.stringify(record)) });
    const { outcome } = till.call("init", sale(258, { saleKey: paid.saleKey }));
    assert.is(outcome, "approved");
    assert.equal(till.rrpay.actions, ["post"]);
  }));

test("all attempts of a key come back from every kept segment, as they stood, with the bytes of their send", () => {
  const disk = filesOf(
    [sent(1), evidence({ attemptId: id(1), state: "declined" })],
    [sent(2)],
    [approved(2, "D2"), saved(2)],
  );
  assert.equal(attemptsOf(run(recall(desk(), "K"), disk)), [
    [id(1), "declined", "waiting", '{"n":1}'],
    [id(2), "approved", "saved", '{"n":2}'],
  ]);
});

test("a key that nobody has is nothing; one that begins alike is another one", () => {
  const disk = filesOf([sent(1, { saleKey: "K1" })]);
  assert.equal(attemptsOf(run(recall(desk(), "K"), disk)), []);
});

test("a look-up that fails is no answer: nothing may be concluded from it", () => {
  assert.is(run(recall(desk(), "K"), filesOf([sent(1)]), true).type, "failed");
  assert.is(run(recallAttempt(desk(), id(1)), filesOf([sent(1)]), true).type, "failed");
  assert.is(run(recallDocument(desk(), "D1"), filesOf([sent(1)]), true).type, "failed");
});

test("an attempt is found by its id, and its bytes by that", () => {
  const disk = filesOf([sent(1), sent(2)], [approved(1, "D1")]);
  assert.equal(attemptsOf(run(recallAttempt(desk(), id(1)), disk)), [[id(1), "approved", "waiting", '{"n":1}']]);
  assert.is(run(recallBody(desk(), id(2)), disk), '{"n":2}');
  assert.is(run(recallBody(desk(), id(3)), disk), undefined);
});

test("a document is found whoever has it: the sale, and the return that takes it back", () => {
  const back = sent(3, { saleKey: "R", kind: "return", originalDocumentNo: "D1" });
  const disk = filesOf([sent(1), approved(1, "D1"), sent(2), approved(2, "D2")], [back]);
  assert.equal(
    attemptsOf(run(recallDocument(desk(), "D1"), disk)).map(([one]) => one),
    [id(1), id(3)],
  );
});

test("a state that was carried on counts from where it stands, the bytes are those of the send", () => {
  const whole = attempt({ attemptId: id(1), saleKey: "K", payment: "unknown", code: "no-answer" });
  const { body: _body, ...state } = whole;
  const carried: JournalRecord = {
    ...{ t: "carried", atMs: AT_MS },
    attempts: [state],
  };
  const disk = filesOf([sent(1)], [carried], [approved(1, "D1")]);
  assert.equal(attemptsOf(run(recall(desk(), "K"), disk)), [[id(1), "approved", "waiting", '{"n":1}']]);
});

test("a checkpoint of form 1 holds states too: a journal of the version before is looked through", () => {
  const disk = new JournalDisk();
  const old = attempt({ attemptId: id(1), saleKey: "K", payment: "approved", gama: "saved", code: "approved" });
  disk.rotate(
    1,
    20261123,
    JSON.stringify({ t: "checkpoint", v: 1, atMs: AT_MS, till: "1", segments: [], attempts: [old] }),
  );
  assert.equal(
    attemptsOf(run(recall(desk(), "K"), disk)).map(([, payment]) => payment),
    ["approved"],
  );
});

test("what memory has stands before what the files said, and a newer attempt stays the latest", () => {
  const context = desk();
  context.ledger.apply(sent(2));
  context.ledger.apply(approved(2, "D2"));
  run(recall(context, "K"), filesOf([sent(1), evidence({ attemptId: id(1), state: "declined" }), sent(2)]));
  assert.is(context.ledger.latest({ kind: "sale", saleKey: "K" })?.attemptId, id(2));
  assert.is(context.ledger.get(id(2))?.payment, "approved");
  assert.is(context.ledger.get(id(1))?.payment, "declined");
});

test("while the disk is slow, who waits is told that earlier payments are looked for", () => {
  const phases: string[] = [];
  run(recall(desk(), "K", { phase: ({ type }) => phases.push(type) }), filesOf([sent(1)]));
  assert.ok(phases.includes("searching"));
});

test("a sale is paid once however often memory forgot it: the second init finds the first one's receipt", () =>
  withTill((till) => {
    const paid = sale();
    till.call("init", paid);
    till.call("close", { window: "settlement", kind: "sale", saleKey: paid.saleKey, saved: true });
    for (let day = 0; day < 2; day++) {
      till.pass(86_400_000);
      till.call("close", { window: "settlement", kind: "sale", saleKey: "none", saved: false });
      till.call("init", { window: "none" });
      till.boot();
    }
    const again = till.call("init", paid);
    const posts = till.effects.filter((one) => one.type === "send" && one.rest.includes(`"${paid.saleKey}"`));
    assert.is(posts.length, 1, JSON.stringify(again));
  }));

test("nothing is sent where a search fails", () =>
  withTill((till) => {
    till.disk.isUnreadable = true;
    const answer = till.call("init", sale());
    assert.equal([answer.outcome, answer.code], ["refused", "journal-corrupt"]);
    assert.not(till.effects.some((one) => one.type === "send" && one.head.startsWith("POST")));
  }));

test.run();
