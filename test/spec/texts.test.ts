// B13: texts as GAMA's tables hold them, in both forms of a payload.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { formatFlat } from "../../plugin/gama/flat-lines.ts";
import { parsePayload } from "../../plugin/gama/payload.ts";
import { cleanKey, cleanText } from "../../plugin/gama/texts.ts";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import type { HookName } from "../../schemas/generated/boundary.ts";
import type { InitSettlementRequest, ResolveRequest } from "../../schemas/generated/types.ts";
import { line, sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";

const test = suite("texts");

const PAN = "4111111111111111";
const HIDDEN = "411111******1111";

/** What a hook makes of a payload in either form, or where it refuses it. */
function read<Request>(hook: HookName, payload: object): Request | string {
  const forms = [JSON.stringify(payload), formatFlat(payload)].map((text) => {
    const parsed = parsePayload(hook, encodeUtf8(text), "utf-8");
    return parsed.ok ? parsed.request.request : `${parsed.fault.code} ${parsed.fault.path}`;
  });
  assert.equal(forms[0], forms[1]);
  return forms[0] as Request | string;
}

const settle = (changes: Partial<InitSettlementRequest>) =>
  read<InitSettlementRequest>("init", { ...sale(258, { saleKey: "A" }), ...changes }) as InitSettlementRequest;
const refused = (changes: Partial<InitSettlementRequest>) => settle(changes) as unknown as string;

test("a tab or a line break in a product's name does not stop the till: it is a space", () => {
  const { lines } = settle({ lines: [line(258, { name: "\tPienas\t2,5 %\r\nŽemaitijos\u0085 \n", unit: "VNT\t" })] });
  assert.equal([lines[0]?.name, lines[0]?.unit], ["Pienas 2,5 %  Žemaitijos", "VNT"]);
});

test("names, units, customer, operator, prepaid and note are free texts", () => {
  const told = settle({
    operator: "ONA\tO.",
    customer: { code: "K1", name: "UAB\nKlientas", vatCode: "LT1" },
    prepaid: [{ type: "voucher", name: "Dovanų\tčekis", amountCents: 1 }],
  });
  assert.equal(
    [told.operator, told.customer?.name, told.prepaid?.[0]?.name],
    ["ONA O.", "UAB Klientas", "Dovanų čekis"],
  );
});

test("control characters at the ends of any value are trimmed", () => {
  const told = settle({ saleKey: "\tA\r\n", receiptNo: "\u00001 \n", currency: "EUR\t" });
  assert.equal([told.saleKey, told.receiptNo, told.currency], ["A", "1", "EUR"]);
});

test("a control character inside a key, a number or a code is refused with its path", () => {
  assert.is(refused({ saleKey: "A\tB" }), "payload-schema saleKey");
  assert.is(refused({ receiptNo: "1\n2" }), "payload-schema receiptNo");
  assert.is(refused({ lines: [line(258, { code: "P\tR" })] }), "payload-schema lines.0.code");
  assert.is(refused({ lines: [line(258, { barcode: "47\t70" })] }), "payload-schema lines.0.barcode");
});

test("a name of nothing but control characters is empty, and refused as such", () => {
  assert.is(refused({ lines: [line(258, { name: "\t\r\n" })] }), "payload-schema lines.0.name");
});

test("a card number in a free text is masked; keys, numbers, codes and barcodes stay whole", () => {
  const told = settle({
    saleKey: PAN,
    receiptNo: PAN,
    operator: `Ona ${PAN}`,
    original: { documentNo: PAN },
    customer: { code: PAN, name: `Jonas 4111 1111-1111_1111`, vatCode: PAN },
    lines: [line(258, { code: PAN, barcode: PAN, name: `Kortelė ${PAN}` })],
  });
  assert.equal([told.saleKey, told.receiptNo, told.original?.documentNo], [PAN, PAN, PAN]);
  assert.equal([told.customer?.code, told.customer?.vatCode], [PAN, PAN]);
  assert.equal([told.lines[0]?.code, told.lines[0]?.barcode], [PAN, PAN]);
  assert.equal(
    [told.operator, told.customer?.name, told.lines[0]?.name],
    [`Ona ${HIDDEN}`, `Jonas ${HIDDEN}`, `Kortelė ${HIDDEN}`],
  );
});

test("what resolve is given of a card is masked: maskedPan, name and note; the document's number stays whole", () => {
  const payment = {
    method: 2,
    name: `Visa ${PAN}`,
    amountCents: 258,
    card: { maskedPan: "4111.1111.1111.1111", rrn: PAN },
  };
  const told = read<ResolveRequest>("resolve", {
    kind: "sale",
    saleKey: "A",
    attemptId: "a",
    operator: "ONA",
    decision: "receipt-printed",
    documentNo: PAN,
    note: `klientas rodė ${PAN}`,
    payments: [payment],
  }) as ResolveRequest;
  assert.equal([told.documentNo, told.note], [PAN, `klientas rodė ${HIDDEN}`]);
  assert.equal(told.payments, [
    { method: 2, name: `Visa ${HIDDEN}`, amountCents: 258, card: { maskedPan: HIDDEN, rrn: HIDDEN } },
  ]);
});

test("a text without control characters and card numbers loses nothing but its padding", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-zž„“ 0-9,.%]{0,30}$/), (text) => {
      const padded = `${text}   `;
      assert.is(cleanKey(padded), text.replace(/ +$/, ""));
      if (!/[0-9](.{0,2}[0-9]){12}/.test(text)) assert.is(cleanText(padded), text.replace(/ +$/, ""));
    }),
  );
});

test("no control character survives in a free text, none at the ends of a key", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.not.match(cleanText(text), /\p{Cc}/u);
      assert.not.match(cleanKey(text), /^\p{Cc}|[\p{Cc} ]$/u);
    }),
  );
});

test.run();
