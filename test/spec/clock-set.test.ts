// A clock that is set: what came first, and of which days something may be missing (docs/contracts.md B10).
import * as assert from "uvu/assert";
import { pos, unanswered } from "../support/hostile.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { back, numbered, returned, sold, voids } from "../support/taken-back.ts";
import { close, lost, one, settle, told, voids as voided } from "../support/voids.ts";

const test = suite("a clock that is set");

const DAY_MS = 86_400_000;
const YEAR_2020_MS = 1_577_880_000_000;
const f8 = { scope: "completed", saleKey: "A", operator: "ONA" };

/** A sale of a day on which the clock was ahead; then it is set right. */
function soldAhead(till: StepTill): void {
  till.wallMs += DAY_MS;
  sold(till, "A", "D1");
  till.wallMs -= DAY_MS;
}

for (const [what, between] of [
  ["at once", () => {}],
  ["after a restart", (till) => till.boot()],
  [
    "days later",
    (till) => {
      till.wallMs += 3 * DAY_MS;
      sold(till, "Y", "D8");
      till.boot();
    },
  ],
] as readonly [what: string, between: (till: StepTill) => void][])
  test(`a receipt that was returned is not voided, though the clock was set back in between: F8 ${what}`, () =>
    withTill((till) => {
      soldAhead(till);
      returned(till, "D1", "D2");
      between(till);
      numbered(till, "D3");
      assert.equal(told(till.call("void", f8) as never), ["refused", "already-returned"]);
      assert.is(voids(till), 0);
    }));

test("nor while nobody knows what the return has paid out", () =>
  withTill((till) => {
    soldAhead(till);
    unanswered(till, () => till.call("init", back("D1")));
    assert.equal(told(till.call("void", f8) as never), ["refused", "already-returned"]);
  }));

test("a receipt that the printer's clock dates to the next day is not voided once it was returned", () =>
  withTill((till) => {
    const printedAt = "2026-11-24T10:00:00";
    till.rrpay.outcome = (request) => ({
      ...byCard(request),
      fiscal: { state: "printed", documentNo: "D1", printedAt },
    });
    settle(till);
    close(till);
    returned(till, "D1", "D2");
    assert.equal(told(till.call("void", f8) as never), ["refused", "already-returned"]);
  }));

test("a return of the day before is of another receipt of that number, though the clock was set back long ago", () =>
  withTill((till) => {
    till.wallMs += DAY_MS;
    sold(till, "X", "1");
    till.wallMs -= 2 * DAY_MS;
    sold(till, "Y", "5");
    till.wallMs += 5 * DAY_MS;
    sold(till, "Z", "5");
    returned(till, "5", "6");
    till.wallMs += DAY_MS;
    sold(till, "A", "5");
    numbered(till, "7");
    assert.is(till.call("void", f8).outcome, "voided");
  }));

/** A till whose journal was lost; RRPay has a payment that it does not know. */
function without(listens: boolean, wallMs?: number): StepTill {
  const till = new StepTill();
  till.listens = listens;
  till.wallMs = wallMs ?? till.wallMs;
  till.boot();
  lost(till, "L", "1");
  till.call("init", pos);
  return till;
}

test("a journal that has never met RRPay proves nothing of a receipt that is completed", () => {
  const till = without(false);
  assert.equal(told(voided(till, { saleKey: "L", scope: "completed" })), ["refused", "original-missing"]);
});

test("what such a journal lacks is found by F8 itself where RRPay answers", () => {
  const till = without(false);
  till.listens = true;
  assert.is(voided(till, { saleKey: "L", scope: "completed" }).code, "voided");
});

test("nor of one that is open, once RRPay was asked for and did not answer", () => {
  const till = without(false);
  for (const saleKey of ["L", "L~"])
    assert.equal(told(voided(till, { saleKey, scope: "open" })), ["refused", "original-missing"]);
  till.listens = true;
  assert.is(voided(till, { saleKey: "L", scope: "open" }).outcome, "not-voided");
});

test("RRPay may go again once it has answered since the start: what it has not named is not there", () => {
  const till = new StepTill().boot();
  till.call("init", pos);
  till.listens = false;
  till.call("init", pos);
  assert.is(voided(till, { saleKey: "never", scope: "open" }).code, "nothing-to-void");
});

test("a receipt that is open and was never sent waits for no RRPay that nobody has asked for yet", () => {
  const till = new StepTill();
  till.listens = false;
  till.boot();
  assert.is(voided(till, { saleKey: "never", scope: "open" }).code, "nothing-to-void");
  assert.is(till.effects.filter(({ type }) => type === "connect").length, 0);
});

for (const scope of ["open", "completed"]) {
  for (const [what, happens] of [
    ["at once", () => {}],
    [
      "after a sale of that day",
      (till) => {
        settle(till, { ...one, saleKey: "S" });
        close(till, { saleKey: "S" });
        till.boot();
      },
    ],
  ] as readonly [what: string, happens: (till: StepTill) => void][])
    test(`a payment that was found while the clock was years behind may be of any day until it was set: ${scope}, ${what}`, () => {
      const nowMs = new StepTill().wallMs;
      const till = without(true, YEAR_2020_MS);
      till.wallMs = nowMs;
      happens(till);
      for (const date of ["2026-11-20", undefined])
        assert.equal(told(voided(till, { saleKey: "M", scope, ...(date ? { date } : {}) })), [
          "refused",
          "original-missing",
        ]);
      till.wallMs += DAY_MS;
      settle(till, { ...one, saleKey: "next" });
      close(till, { saleKey: "next" });
      assert.is(voided(till, { saleKey: "M", scope }).outcome, "nothing-to-void");
      assert.is(voided(till, { saleKey: "M", scope, date: "2026-11-23" }).code, "original-missing");
    });
}

/** F8 on receipts that were never paid: of today, and of yesterday. */
const proofs = (till: StepTill, days: readonly string[]) =>
  days.map((date) => voided(till, { saleKey: "M", date }).outcome === "nothing-to-void");

const sellsOn = (till: StepTill, saleKey: string) => {
  settle(till, { ...one, saleKey });
  close(till, { saleKey });
};

test("a payment that was found while the clock was years ahead leaves the days after it was set right whole", () => {
  const nowMs = new StepTill().wallMs;
  const till = without(true, nowMs + 1500 * DAY_MS);
  till.wallMs = nowMs;
  sellsOn(till, "S");
  assert.equal(proofs(till, ["2026-11-22", "2026-11-23"]), [false, false]);
  till.boot();
  till.wallMs += DAY_MS;
  sellsOn(till, "T");
  till.boot();
  assert.equal(proofs(till, ["2026-11-23", "2026-11-24"]), [false, true]);
});

test("a payment that was found before the clock was years behind may be of that day still, once the clock has passed it", () => {
  const till = without(true);
  const rightMs = till.wallMs;
  till.wallMs = YEAR_2020_MS;
  for (const saleKey of ["S", "T", "U"]) {
    sellsOn(till, saleKey);
    till.wallMs += 3 * DAY_MS;
  }
  assert.equal(proofs(till, ["2026-11-23"]), [false]);
  till.wallMs = rightMs + 5 * DAY_MS;
  till.boot();
  sellsOn(till, "V");
  assert.equal(proofs(till, ["2026-11-22", "2026-11-23"]), [false, false]);
  till.wallMs += DAY_MS;
  sellsOn(till, "W");
  assert.equal(proofs(till, ["2026-11-23", "2026-11-29"]), [false, true]);
});

test("a payment that was found today may be of today still, though the clock was a day behind in between", () => {
  const till = without(true);
  till.wallMs -= DAY_MS;
  sellsOn(till, "S");
  till.wallMs += DAY_MS;
  till.boot();
  sellsOn(till, "T");
  assert.equal(proofs(till, ["2026-11-22", "2026-11-23"]), [false, false]);
  till.wallMs += DAY_MS;
  sellsOn(till, "U");
  assert.equal(proofs(till, ["2026-11-23", "2026-11-24"]), [false, true]);
});

test("what was found by a clock that stayed behind for days may be of any day until it was set right", () => {
  const nowMs = new StepTill().wallMs;
  const till = without(true, YEAR_2020_MS);
  for (const saleKey of ["S", "T"]) {
    till.wallMs += DAY_MS;
    sellsOn(till, saleKey);
  }
  till.wallMs = nowMs;
  assert.equal(proofs(till, ["2026-11-22", "2026-11-23"]), [false, false]);
  till.wallMs += DAY_MS;
  sellsOn(till, "U");
  assert.equal(proofs(till, ["2026-11-23", "2026-11-24"]), [false, true]);
});

test("one day by a clock that was years ahead is the first kept one no longer than its own", () =>
  withTill(
    (till) => {
      const nowMs = till.wallMs;
      till.wallMs += 1500 * DAY_MS;
      sellsOn(till, "ahead");
      till.wallMs = nowMs;
      for (let day = 0; day < 6; day++) {
        sellsOn(till, `D${day}`);
        assert.is(voided(till, { saleKey: "M" }).outcome, "nothing-to-void");
        till.wallMs += DAY_MS;
      }
      assert.is(voided(till, { saleKey: "M", date: "2026-11-23" }).code, "original-missing");
    },
    { journal: { keepDays: 3 } },
  ));

test("a payment that was found before a weekend leaves the day after it whole", () => {
  const till = without(true);
  till.wallMs += 3 * DAY_MS;
  assert.is(voided(till, { saleKey: "M" }).outcome, "nothing-to-void");
  assert.is(voided(till, { saleKey: "M", date: "2026-11-25" }).code, "original-missing");
});

test.run();
