// What RRPay writes with characters in it that have no width: NUL ends a C string, others move a cursor (docs/contracts.md C1).
import * as assert from "uvu/assert";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { sale } from "../support/sales.ts";
import { byCard } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("control characters of RRPay's");

const CONTROLS = ["\0", "\x1b", "\t", "\r\n", "\x7f", "\x85", "\ud800", "\udfff"] as const;
const NO_WIDTH = /\p{Cc}|\p{Cs}/u;
const decoder = new TextDecoder();

/** What GAMA and the cashier are told. */
function told(till: StepTill, records: readonly string[] = []): string {
  const progress = [...till.progress.values()].flat();
  const replies = [...till.replies.values()].map((bytes) => decoder.decode(bytes));
  const bare = [...records, ...progress, ...replies].join("").replaceAll("\r\n", "");
  return bare.replace(/\\[ntrbf]|\\u[0-9a-f]{4}/gi, (sign) => JSON.parse(`"${sign}"`) as string);
}

/** The same, and what is journalled. */
const said = (till: StepTill): string =>
  told(
    till,
    till.records.map((record) => JSON.stringify(record)),
  );

const LINES = { gama: { codepage: "utf-8", format: "lines" } } as const;

for (const control of CONTROLS) {
  const text = `a${control}b`;
  const shown = JSON.stringify(control);

  const texts: Partial<RrpayTransaction> = {
    payments: [
      {
        method: 2,
        name: text,
        amountCents: 258,
        card: { maskedPan: text, authCode: text, rrn: text, terminalId: text },
      },
    ],
    ...{ code: text, message: text, fiscal: { state: "printed", documentNo: "17", printedAt: text } },
  };

  test(`${shown} in a text of an answer becomes a space, and cuts no flat lines`, () =>
    withTill((till) => {
      till.rrpay.outcome = (request) => ({ ...byCard(request), ...texts });
      const call = till.start("init", sale());
      const reply = decoder.decode(till.replies.get(call));
      assert.match(reply, /\r\noutcome=approved\r\n/);
      assert.match(reply, /\r\npayments\.0\.card\.authCode=a {1,2}b\r\n/);
      assert.not.match(said(till), NO_WIDTH);
    }, LINES));

  test(`${shown} in what RRPay says of a decline is told as a space`, () =>
    withTill((till) => {
      till.rrpay.outcome = () => ({ state: "declined", code: text, message: text });
      const call = till.start("init", sale());
      assert.match(decoder.decode(till.replies.get(call)), /\r\noutcome=declined\r\n/);
      assert.not.match(said(till), NO_WIDTH);
    }, LINES));

  test(`${shown} behind a document number is trimmed, as spaces are`, () =>
    withTill((till) => {
      const fiscal = { state: "printed", documentNo: `17${control}`, printedAt: "2026-11-23T10:00:00" } as const;
      till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal });
      till.rrpay.health = { ...till.rrpay.health, fiscal: { online: true, lastDocumentNo: `16${control}` } };
      const call = till.start("init", sale());
      assert.match(decoder.decode(till.replies.get(call)), /\r\nfiscal\.documentNo=17\r\n/);
      assert.not.match(said(till), NO_WIDTH);
    }, LINES));

  test(`an answer with ${shown} inside a document number is no answer`, () =>
    withTill((till) => {
      const fiscal = { state: "printed", documentNo: `1${control}7`, printedAt: "2026-11-23T10:00:00" } as const;
      till.rrpay.outcome = (request) => ({ ...byCard(request), fiscal });
      assert.is(till.call("init", sale()).outcome, "unknown");
      assert.not.match(said(till), NO_WIDTH);
    }));

  for (const [field, change] of [
    ["storeId", { storeId: text }],
    ["lastTransactionId", { lastTransactionId: text }],
    ["lastDocumentNo", { fiscal: { online: true, lastDocumentNo: text } }],
    ["till", { till: text }],
  ] as const)
    test(`health with ${shown} in ${field} is no health`, () =>
      withTill((till) => {
        till.rrpay.health = { ...till.rrpay.health, ...change };
        assert.is(till.call("init", { window: "pos", till: "1", operator: "ONA" }).rrpay, "wrong");
        till.call("init", sale());
        assert.equal(till.rrpay.actions, []);
        assert.not.match(said(till), NO_WIDTH);
      }));

  test(`an epoch with ${shown} in it sells, and is told to nobody`, () =>
    withTill((till) => {
      till.rrpay.health = { ...till.rrpay.health, epoch: text };
      assert.is(till.call("init", sale()).outcome, "approved");
      till.call("doctor", {});
      assert.not.match(told(till), NO_WIDTH);
    }));

  for (const [field, change] of [
    ["name", { name: text }],
    ["version", { version: text }],
    ["features", { features: ["status", text] }],
  ] as const)
    test(`health with ${shown} in ${field} sells, and is told with a space`, () =>
      withTill((till) => {
        till.rrpay.health = { ...till.rrpay.health, ...change } as typeof till.rrpay.health;
        assert.is(till.call("init", sale()).outcome, "approved");
        till.call("doctor", {});
        assert.not.match(said(till), NO_WIDTH);
      }));

  test(`an id with ${shown} in it, of a sale that RRPay says it has, is no id`, () =>
    withTill((till) => {
      const details = { id: text, state: "approved" };
      const body = { error: "sale-known", message: text, details };
      till.rrpay.instead = ({ action }) => (action === "post" ? { status: 409, body } : undefined);
      till.call("init", sale());
      assert.not.ok(till.rrpay.asked.some(({ id }) => id === text));
      assert.not.match(said(till), NO_WIDTH);
    }));
}

test.run();
