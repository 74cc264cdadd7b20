/** The story of a return and of a void says which way the money goes (`trace explain`, `incident`). */
import * as assert from "uvu/assert";
import { answerWords, question } from "../../runtime/cli/trace/messages.ts";
import { suite } from "../support/suite.ts";

const test = suite("story words");

const bytesOf = (value: object) => Buffer.from(JSON.stringify(value));

for (const [kind, en, lt, done, padaryta] of [
  ["sale", "take 4.33 for sale K1", "priimti 4,33: pardavimas K1", "paid", "apmokėta"],
  ["return", "give back 4.33 for return K1", "grąžinti 4,33: grąžinimas K1", "given back", "grąžinta"],
  ["void", "take back 4.33 for void K1", "anuliuoti 4,33: anuliavimas K1", "voided", "anuliuota"],
] as const)
  test(`what RRPay is asked and what it has done is told by the kind: ${kind}`, () => {
    const body = JSON.stringify({ id: "A1", kind, saleKey: "K1", totalCents: 433 });
    const { words } = question("POST /v1/transactions HTTP/1.1", `Host: x\r\n\r\n${body}`);
    assert.equal(words, { en: `RRPay is asked to ${en}.`, lt: `RRPay prašoma ${lt}.` });
    const payments = [{ name: "Grynieji", amountCents: 435 }];
    const fiscal = { state: "printed", documentNo: "9" };
    const said = answerWords(200, bytesOf({ state: "approved", kind, payments, fiscal }));
    assert.is(said.en, `RRPay says: ${done}: Grynieji 4.35; receipt 9 is printed.`);
    assert.is(said.lt, `RRPay sako: ${padaryta}: Grynieji 4,35; kvitas 9 atspausdintas.`);
    const declined = answerWords(200, bytesOf({ state: "declined", kind, payments: [], fiscal: {} }));
    assert.is(declined.en, "RRPay says: declined.");
  });

test.run();
