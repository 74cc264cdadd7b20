// PII: what RRPay writes about a card is masked before anything else sees it.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { maskedAnswer as masked } from "../../plugin/rrpay/masking.ts";
import type { Card } from "../../schemas/generated/types.ts";
import { transaction } from "../support/attempts.ts";
import { suite } from "../support/suite.ts";

const test = suite("masking");

const PAN = "4111111111111111";
const HIDDEN = "411111******1111";
const withCard = (card: Card) =>
  masked(transaction({ payments: [{ method: 2, name: "Kortelė", amountCents: 258, card }] })).payments[0]?.card;

test("an own field __proto__ stays one and changes no prototype", () => {
  const answer = JSON.parse('{"__proto__":{"state":"approved"},"payments":[]}') as Parameters<typeof masked>[0];
  const hidden = masked(answer);
  assert.equal(Object.keys(hidden), ["__proto__", "payments"]);
  assert.not.ok("state" in hidden);
});

test("a card number is cut to six and four", () => {
  assert.equal(withCard({ maskedPan: PAN }), { maskedPan: HIDDEN });
});

test("a card number hides in no other field of the card", () => {
  assert.equal(withCard({ authCode: PAN, rrn: PAN, terminalId: PAN }), {
    authCode: HIDDEN,
    rrn: HIDDEN,
    terminalId: HIDDEN,
  });
});

test("a retrieval reference of twelve digits stays whole: the accountant needs it", () => {
  assert.equal(withCard({ authCode: "123456", rrn: "632812345678", terminalId: "TERM0001" }), {
    authCode: "123456",
    rrn: "632812345678",
    terminalId: "TERM0001",
  });
});

test("twelve digits as the card's own number are cut", () => {
  assert.equal(withCard({ maskedPan: "501234567890" }), { maskedPan: "501234**7890" });
});

test("a card number in the message or in a payment's name is cut", () => {
  const safe = masked(
    transaction({ message: `Kortelė ${PAN}`, payments: [{ method: 2, name: `Visa ${PAN}`, amountCents: 258 }] }),
  );
  assert.is(safe.message, `Kortelė ${HIDDEN}`);
  assert.is(safe.payments[0]?.name, `Visa ${HIDDEN}`);
});

test("without card and message nothing is added, and nothing else changes", () => {
  const plain = transaction();
  assert.equal(masked(plain), plain);
});

test("no text of a card or message keeps thirteen digits in a row", () => {
  const text = fc.stringMatching(/^[0-9 -]{0,30}$/);
  fc.assert(
    fc.property(text, text, text, (maskedPan, rrn, message) => {
      const payments = [{ method: 2, name: rrn, amountCents: 258, card: { maskedPan, rrn, authCode: rrn } }];
      const safe = JSON.stringify(masked(transaction({ payments, message })).payments);
      const told = masked(transaction({ payments, message })).message ?? "";
      for (const one of [safe, told]) assert.not.match(one, /[0-9](?:[ -]?[0-9]){12}/);
    }),
  );
});

test.run();
