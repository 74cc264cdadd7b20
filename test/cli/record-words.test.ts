/** A record of the journal in words: each word true of what happened (`journal show`, `trace explain`, `incident`). */
import * as assert from "uvu/assert";
import { describeRecord } from "../../runtime/cli/record-text.ts";
import type { EvidenceRecord, PaymentRecord } from "../../schemas/generated/types.ts";
import { suite } from "../support/suite.ts";

const test = suite("record words");

for (const code of ["amounts-differ", "cancel-unconfirmed", "still-in-progress", "no-answer"])
  test(`a call that ended without an outcome does not say that RRPay was silent: ${code}`, () => {
    const record: PaymentRecord = { t: "payment", atMs: 1, attemptId: "A1", event: "gave-up", code };
    assert.is(describeRecord(record, "lt"), `A1: kreipimasis baigėsi, baigtis nežinoma (${code})`);
  });

const answer: EvidenceRecord = {
  ...{ t: "evidence", atMs: 1, attemptId: "A1", state: "approved", revision: 2, epoch: "E1" },
  ...{ payments: [{ method: 2, name: "Kortelė", amountCents: 238 }], roundingCents: 0, changeCents: 0 },
  fiscal: { state: "printed", documentNo: "000001" },
};

test("an answer that does not agree with what was sent is told as one, with RRPay's own total", () => {
  const record = { ...answer, differs: { totalCents: 238, acceptable: true } };
  assert.match(describeRecord(record, "en"), "; that does not agree with what was sent (RRPay's total 2.38)");
  assert.match(describeRecord(record, "lt"), "; nesutampa su tuo, kas išsiųsta (RRPay suma 2,38)");
  assert.not.match(describeRecord(answer, "en"), "agree");
});

test.run();
