/** Policies, rounding and the printed receipts. */
import fc from "fast-check";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import type { Policy, Tender } from "./rrpay/model.ts";
import { addTender, NOTHING_PAID, netCents, refundOf, roundCash } from "./rrpay/money.ts";
import { OUTCOME_BY_CENTS } from "./rrpay/outcomes.ts";
import { call, get, line, Peer, post, requestBytes, sale, taken, voidOf, withRrpay } from "./support.ts";

const money = suite("emulator: money");

money("cash goes to the nearest five cents: 1 and 2 down, 3 and 4 up", () => {
  const rounded = Array.from({ length: 11 }, (_, cents) => roundCash(cents));
  assert.equal(rounded, [0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]);
});

const cents = fc.integer({ min: 0, max: 100_000_000 });
const tender: fc.Arbitrary<Tender> = fc.oneof(
  cents.map((amountCents) => ({ type: "card", amountCents }) as const),
  cents.map((givenCents) => ({ type: "cash", givenCents }) as const),
  fc.constant({ type: "card" } as const),
  fc.constant({ type: "cash" } as const),
);

money(
  "whatever is tendered: what is covered balances, rounding is at most 2 cents, and a refund gives it all back",
  () => {
    fc.assert(
      fc.property(cents, fc.array(tender, { maxLength: 6 }), (totalCents, tenders) => {
        let paid = NOTHING_PAID;
        for (const next of tenders) {
          const due = totalCents - netCents(paid);
          // A payment screen accepts neither too much by card nor any payment after the end.
          const passes = !paid.covered && (next.type === "cash" || (next.amountCents ?? due) <= due);
          if (passes) paid = addTender(paid, totalCents, next, 1);
          else assert.throws(() => addTender(paid, totalCents, next, 1));
        }
        if (!paid.covered) return;
        assert.is(netCents(paid), totalCents + paid.roundingCents);
        assert.ok(Math.abs(paid.roundingCents) <= 2 && paid.changeCents >= 0);
        const back = refundOf(paid);
        assert.equal([netCents(back), back.changeCents], [netCents(paid), 0]);
        assert.ok(back.payments.every(({ amountCents }) => amountCents >= 0));
      }),
    );
  },
);

money("a card pays without rounding, cash gets its change", () => {
  const card = addTender(NOTHING_PAID, 258, { type: "card" }, 1);
  assert.equal([card.covered, card.roundingCents, card.changeCents], [true, 0, 0]);
  const cash = addTender(NOTHING_PAID, 258, { type: "cash", givenCents: 300 }, 1);
  assert.equal([cash.covered, cash.roundingCents, cash.changeCents], [true, 2, 40]);
});

money.run();

const policies = suite("emulator: policies");

const OUTCOMES: readonly (readonly [
  policy: Policy,
  state: string,
  amounts: number[],
  rounding: number,
  change: number,
])[] = [
  [{ type: "cash" }, "approved", [500], 2, 240],
  [{ type: "cash", givenCents: 260 }, "approved", [260], 2, 0],
  [{ type: "card" }, "approved", [258], 0, 0],
  [{ type: "mixed" }, "approved", [129, 500], 1, 370],
  [{ type: "mixed", cardCents: 256, givenCents: 0 }, "approved", [256, 0], -2, 0],
  [{ type: "mixed", cardCents: 999 }, "approved", [258], 0, 0],
  [{ type: "decline" }, "declined", [], 0, 0],
  [{ type: "cancel" }, "cancelled", [], 0, 0],
  [{ type: "wait" }, "in-progress", [], 0, 0],
];

for (const [policy, state, amounts, roundingCents, changeCents] of OUTCOMES) {
  policies(`${JSON.stringify(policy)} ends ${state} with ${JSON.stringify(amounts)}`, () =>
    withRrpay({ policy }, async (rrpay) => {
      const done = await taken(rrpay.port, sale("a"));
      const paid = done.payments.map(({ amountCents }) => amountCents);
      assert.equal(
        [done.state, paid, done.roundingCents, done.changeCents],
        [state, amounts, roundingCents, changeCents],
      );
      assert.is(rrpay.receipts().length, state === "approved" ? 1 : 0);
      assert.is(rrpay.moneyTakenCents("key-a"), state === "approved" ? 258 + roundingCents : 0);
    }),
  );
}

policies("a return pays out, a void gives back by the ways that the sale was paid", () =>
  withRrpay({ policy: "mixed" }, async (rrpay) => {
    await taken(rrpay.port, sale("r", { kind: "return" }));
    assert.is(rrpay.moneyTakenCents("key-r"), -259);
    await taken(rrpay.port, sale("a"));
    const back = await taken(rrpay.port, voidOf("v", sale("a")));
    assert.equal(
      back.payments.map(({ method, amountCents }) => [method, amountCents]),
      [
        [2, 129],
        [0, 130],
      ],
    );
    assert.equal([back.roundingCents, back.changeCents], [1, 0]);
  }),
);

policies("a timer may move a payment on", () =>
  withRrpay({ policy: { type: "card", pace: { everyMs: 1 } } }, async (rrpay) => {
    assert.is((await taken(rrpay.port, sale("a"))).state, "in-progress");
    await rrpay.until(() => rrpay.receipts().length === 1);
    assert.is((await get(rrpay.port, "a")).json.state, "approved");
  }),
);

policies("nobody logged in: it is accepted and waits", () =>
  withRrpay({ policy: "card" }, async ({ port, operator }) => {
    operator.set({ ready: false });
    assert.is((await taken(port, sale("a"))).state, "in-progress");
    operator.set({ ready: true });
    assert.is((await get(port, "a")).json.state, "approved");
  }),
);

policies.run();

const amounts = suite("emulator: the cents of the total choose");

/** How the sale of each total ends, in the answer and in the store. */
const BY_CENTS: Readonly<Record<number, readonly [answer: string | undefined, stored: string | undefined]>> = {
  0: ["approved", "approved"],
  1: ["declined", "declined"],
  2: ["cancelled", "cancelled"],
  3: ["in-progress", "in-progress"],
  4: ["in-progress", "in-progress"],
  5: ["approved", "approved"],
  6: [undefined, "approved"],
  7: ["approved", "approved"],
  8: ["approved", "approved"],
  9: ["approved", "approved"],
  11: [undefined, undefined],
  12: [undefined, "approved"],
  13: ["approved", "approved"],
};

for (const [last, [answer, stored]] of Object.entries(BY_CENTS)) {
  const meaning = OUTCOME_BY_CENTS[Number(last)]?.meaning ?? "approved by card";
  amounts(`…${last.padStart(2, "0")}: ${meaning}`, () =>
    withRrpay({ policy: "amount" }, async (rrpay) => {
      const peer = await Peer.connect(rrpay.port);
      peer.write(requestBytes("POST", "/v1/transactions", { body: sale("a", { totalCents: 1000 + Number(last) }) }));
      await rrpay.until(({ requests }) => requests.length > 0);
      const seen = await Promise.race([
        peer.reply().catch(() => undefined),
        get(rrpay.port, "nobody").then(() => undefined),
      ]);
      assert.is((seen ?? (answer === undefined ? undefined : await peer.reply()))?.json.state, answer);
      assert.is((await get(rrpay.port, "a")).json.state, stored);
      peer.close();
    }),
  );
}

amounts("every outcome of the table is proven above", () => {
  assert.equal(Object.keys(BY_CENTS).slice(1), Object.keys(OUTCOME_BY_CENTS));
});

amounts.run();

const receipts = suite("emulator: receipts");

const BASKET = [
  line(1, 228, { name: "Pienas „Rokiškio“ 2,5 %", quantityE4: 20_000, unitPriceE4: 12_900, discountCents: 30 }),
  line(2, 249, {
    name: "Obuoliai",
    unit: "KG",
    quantityE4: 12_460,
    unitPriceE4: 19_990,
    vatGroup: "B",
    vatRateBp: 500,
  }),
  line(3, 10, { name: "PET butelis", type: "deposit", unitPriceE4: 1000, vatGroup: "C", vatRateBp: 0 }),
];

receipts("header, lines, discount, deposit, payments, rounding, change, VAT, number and time, in Lithuanian", () =>
  withRrpay({ policy: "mixed", now: () => new Date(2026, 10, 23, 9, 5, 7) }, async (rrpay) => {
    await taken(rrpay.port, sale("a", { lines: BASKET, totalCents: 487 }));
    const [receipt] = rrpay.receipts();
    assert.is(receipt?.text, RECEIPT.slice(1));
  }),
);

const RECEIPT = `
            UAB „EMULIATORIUS“
          Nefiskalinis pavyzdys
------------------------------------------
                  KVITAS
Kasa 1                       Kvitas 000123
Kasininkas ONA
------------------------------------------
Pienas „Rokiškio“ 2,5 %
  2 VNT x 1,29                      2,28 A
  Nuolaida                         -0,30
Obuoliai
  1,246 KG x 1,9990                 2,49 B
Užstatas PET butelis
  1 VNT x 0,10                      0,10 C
------------------------------------------
IŠ VISO EUR                           4,87
  iš jų užstatas                      0,10
  suteikta nuolaida                   0,30
Apvalinimas                           0,01
Mokėti suapvalinus                    4,88
Banko kortelė                         2,43
  411111******1111                 A000001
Grynieji                              5,00
Grąža                                 2,55
------------------------------------------
PVM             Be PVM       PVM    Su PVM
A 21,00 %         1,88      0,40      2,28
B 5,00 %          2,37      0,12      2,49
C 0,00 %          0,10      0,00      0,10
------------------------------------------
Dokumentas Nr. 000001  2026-11-23 09:05:07
`;

receipts("a void without lines prints the sale's", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    await taken(rrpay.port, sale("a", { lines: BASKET, totalCents: 487 }));
    await taken(rrpay.port, voidOf("v", sale("a", { totalCents: 487 }), "000001"));
    const text = rrpay.receipts()[1]?.text ?? "";
    for (const part of ["ANULIAVIMO KVITAS", "Pirminis dokumentas 000001", "Obuoliai", "Dokumentas Nr. 000002"]) {
      assert.match(text, part);
    }
  }),
);

receipts("no row is wider than the paper", () =>
  withRrpay({ policy: "mixed" }, async (rrpay) => {
    const wide = line(1, 99_999_999, {
      name: "Ąžuolinė ".repeat(12).trim(),
      quantityE4: 99_999_999_999,
      unitPriceE4: 99_999,
    });
    await taken(rrpay.port, sale("a", { lines: [wide], totalCents: 99_999_999, operator: "Ž".repeat(64) }));
    for (const row of rrpay.receipts()[0]?.text.split("\n") ?? []) assert.ok(row.length <= 42, row);
  }),
);

receipts("numbers go on over restarts, Z reports, forgotten epochs and new stores", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    for (const [id, memory] of [
      ["a", "kept"],
      ["b", "forgotten"],
      ["c", "new-store"],
    ] as const) {
      await taken(rrpay.port, sale(id));
      const { epoch } = rrpay;
      assert.match(rrpay.operator.zReport(), "Z ATASKAITA");
      assert.is(rrpay.epoch, epoch);
      await rrpay.restart({ memory });
    }
    assert.is((await taken(rrpay.port, sale("d"))).fiscal.documentNo, "000004");
    assert.match(rrpay.operator.zReport(), "Z ATASKAITA Nr. 4");
    assert.is((await call(rrpay.port, "GET", "/v1/health")).json.fiscal.lastDocumentNo, "000004");
  }),
);

receipts("a forgotten sale that is posted again is money taken twice, and the books say so", () =>
  withRrpay({ policy: "card" }, async (rrpay) => {
    await taken(rrpay.port, sale("a"));
    await rrpay.restart({ memory: "forgotten" });
    assert.is((await post(rrpay.port, sale("a"))).status, 201);
    assert.equal([rrpay.moneyTakenCents("key-a"), rrpay.receipts().length], [516, 2]);
  }),
);

receipts.run();
