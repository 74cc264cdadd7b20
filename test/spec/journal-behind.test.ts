// C2: RRPay's last transaction of this till, where the journal does not know it: the folder was lost, or an older one is back.

import * as assert from "uvu/assert";
import type { Fiscal, PosResult, RrpayTransaction, UnresolvedItem } from "../../schemas/generated/types.ts";
import { transaction } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("journal-behind");

const LOST = "lost-1";
const look = (till: StepTill) => till.call("status", { refresh: true }) as unknown as PosResult;
const listed = (till: StepTill) => look(till).unresolved as UnresolvedItem[];
const asks = (till: StepTill) => till.rrpay.asked.filter(({ id }) => id === LOST).length;

/** A till whose RRPay has a transaction that the journal has never heard of. */
function withLost(run: (till: StepTill) => void, changes: Partial<RrpayTransaction> = {}): void {
  withTill((till) => {
    till.rrpay.stored.set(LOST, transaction({ id: LOST, saleKey: "L", ...changes }));
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: LOST };
    run(till);
  });
}

const decide = (till: StepTill, decision: string) =>
  till.call("resolve", { kind: "sale", saleKey: "L", attemptId: LOST, operator: "ONA", decision });

test("it is listed with what RRPay says of it, and blocks no other sale", () => {
  withLost((till) => {
    const [item] = listed(till);
    assert.equal(
      [item?.kind, item?.saleKey, item?.attemptId, item?.payment, item?.fiscal, item?.totalCents],
      ["sale", "L", LOST, "approved", "printed", 258],
    );
    assert.is(item?.conflict?.code, "journal-behind");
    assert.equal(item?.decisions, ["accept-rrpay", "leave-to-accountant"]);
    assert.is(till.call("init", sale(100, { saleKey: "B", receiptNo: "2" })).outcome, "approved");
  });
});

test("it is asked about once, however many rounds there are, and stays listed after a restart", () => {
  withLost((till) => {
    look(till);
    look(till);
    assert.is(asks(till), 1);
    till.boot();
    assert.is(listed(till).length, 1);
    assert.is(asks(till), 1);
  });
});

test("whichever health names it, it is asked about: a sale that follows hides it from nobody", () => {
  withLost((till) => {
    till.call("init", sale(100, { saleKey: "B", receiptNo: "2" }));
    const { id } = [...till.rrpay.stored.values()].at(-1)!;
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
    till.pass(5000);
    assert.equal((till.call("status") as unknown as PosResult).unresolved.map(({ saleKey }) => saleKey).sort(), [
      "B",
      "L",
    ]);
    assert.is(asks(till), 1);
  });
});

test("what a kept day knows is no news, though memory has let it go", () => {
  withTill((till) => {
    const { attemptId = "" } = till.call("init", sale(258, { saleKey: "A", receiptNo: "1" })) as { attemptId?: string };
    till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true, attemptId });
    for (let n = 0; n < 101; n++) {
      till.call("init", sale(100, { saleKey: `S${n}`, receiptNo: String(n) }));
      till.call("close", { window: "settlement", kind: "sale", saleKey: `S${n}`, saved: true });
    }
    till.wallMs += 86_400_000;
    till.call("init", sale(100, { saleKey: "Z", receiptNo: "Z" }));
    till.call("close", { window: "settlement", kind: "sale", saleKey: "Z", saved: true });
    till.boot();
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: attemptId };
    till.rrpay.asked.length = 0;
    assert.equal(listed(till), []);
    assert.not.ok(till.rrpay.asked.some(({ id }) => id === attemptId));
  });
});

test("another till's transaction is its own business, and is asked about once", () => {
  withLost(
    (till) => {
      assert.equal(listed(till), []);
      assert.equal(listed(till), []);
      assert.is(asks(till), 1);
    },
    { till: "2" },
  );
});

test("an id that RRPay itself does not find is asked about once", () => {
  withLost((till) => {
    till.rrpay.stored.clear();
    assert.equal(listed(till), []);
    look(till);
    assert.is(asks(till), 1);
  });
});

test("an RRPay that does not answer for it is asked again in the next round", () => {
  withLost((till) => {
    till.rrpay.instead = ({ id }) => (id === LOST ? { status: 500, body: {} } : undefined);
    assert.equal(listed(till), []);
    till.rrpay.instead = () => undefined;
    assert.is(listed(till).length, 1);
  });
});

test("an id that could be a path of its own is never asked about", () => {
  withLost((till) => {
    for (const id of ["../health", "..", "a/b", "a?b", "a b"]) {
      till.rrpay.health = { ...till.rrpay.health, lastTransactionId: id };
      assert.equal(listed(till), []);
    }
    assert.equal(till.rrpay.actions, []);
  });
});

test("never forgotten, never made our own by itself: rounds, GAMA's word and a restart leave it for a person", () => {
  withLost((till) => {
    look(till);
    till.call("close", { window: "settlement", kind: "sale", saleKey: "L", saved: true });
    till.boot();
    assert.equal(
      listed(till).map(({ conflict, gama }) => [conflict?.code, gama]),
      [["journal-behind", "saved"]],
    );
  });
});

const nothing = { payments: [], fiscal: { state: "not-printed" } } satisfies Partial<RrpayTransaction>;
const standings: readonly [what: string, changes: Partial<RrpayTransaction>, fiscal: Fiscal["state"]][] = [
  ["paid", {}, "printed"],
  ["under way", { state: "in-progress", ...nothing }, "unknown"],
  ["declined", { state: "declined", ...nothing }, "not-printed"],
];
for (const [what, changes, fiscal] of standings)
  test(`B9: init of its key says what it is, and the list that it leads to has a way out: ${what}`, () =>
    withLost((till) => {
      look(till);
      for (const totalCents of [258, 300]) {
        const told = till.call("init", sale(totalCents, { saleKey: "L", receiptNo: "1" }));
        assert.equal([told.outcome, told.code, (told.fiscal as Fiscal).state], ["refused", "journal-behind", fiscal]);
      }
      assert.not.ok(till.rrpay.actions.includes("post"));
      assert.ok(listed(till)[0]?.decisions.includes("leave-to-accountant"));
    }, changes));

test("B9: once RRPay's word stands, init of the same sum gives it back to be saved; of another it is another sale", () =>
  withLost((till) => {
    look(till);
    decide(till, "accept-rrpay");
    assert.is(till.call("init", sale(300, { saleKey: "L", receiptNo: "1" })).code, "sale-changed");
    const told = till.call("init", sale(258, { saleKey: "L", receiptNo: "1" }));
    assert.equal([told.outcome, told.attemptId], ["approved", LOST]);
    assert.not.ok(till.rrpay.actions.includes("post"));
    till.call("close", { window: "settlement", kind: "sale", saleKey: "L", attemptId: LOST, saved: true });
    assert.equal(listed(till), []);
    assert.is(till.call("init", sale(258, { saleKey: "L", receiptNo: "1" })).code, "already-saved");
  }));

test("a person lets RRPay's word stand: it is paid, and GAMA's document is the next question", () => {
  withLost((till) => {
    look(till);
    assert.is(decide(till, "accept-rrpay").status, "recorded");
    assert.equal(
      listed(till).map(({ conflict, payment, decisions }) => [conflict, payment, decisions]),
      [[undefined, "approved", ["saved-in-gama", "leave-to-accountant"]]],
    );
    assert.is(decide(till, "saved-in-gama").status, "recorded");
    assert.equal(listed(till), []);
  });
});

test("left to the accountant it is listed no more, also after a restart", () => {
  withLost((till) => {
    look(till);
    assert.is(decide(till, "leave-to-accountant").status, "recorded");
    assert.equal(listed(till), []);
    till.boot();
    assert.equal(listed(till), []);
    assert.not.ok(till.rrpay.actions.includes("post"));
  });
});

test("one that is still under way is followed to its end; there is nothing to accept before", () => {
  withLost(
    (till) => {
      assert.equal(
        listed(till).map(({ payment, decisions }) => [payment, decisions]),
        [["unknown", ["leave-to-accountant"]]],
      );
      till.rrpay.change(LOST, transaction({ id: LOST, saleKey: "L", revision: 3 }));
      assert.equal(
        listed(till).map(({ payment, conflict }) => [payment, conflict?.code]),
        [["approved", "journal-behind"]],
      );
      assert.not.ok(till.rrpay.actions.includes("cancel"));
    },
    { state: "in-progress", payments: [], fiscal: { state: "not-printed" } },
  );
});

test("a void is listed with what it takes back", () => {
  withLost(
    (till) => {
      assert.equal(
        listed(till).map(({ kind, conflict }) => [kind, conflict?.code]),
        [["void", "journal-behind"]],
      );
      const [record] = till.recordsOf("behind");
      assert.equal([record?.originalKind, record?.originalDocumentNo], ["return", "D9"]);
    },
    { kind: "void", original: { kind: "return", documentNo: "D9" } },
  );
});

test("a journal that cannot be looked through lists nothing, for missing is not proven", () => {
  withLost((till) => {
    till.disk.isUnreadable = true;
    look(till);
    assert.is(asks(till), 0);
    till.disk.isUnreadable = false;
    assert.is(listed(till).length, 1);
  });
});

test("what RRPay names as last is our own send: nothing is looked up", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", sale(258, { saleKey: "A", receiptNo: "1" }));
    till.rrpay.health = { ...till.rrpay.health, lastTransactionId: till.rrpay.only.id };
    look(till);
    assert.equal(till.recordsOf("behind"), []);
  });
});

test.run();
