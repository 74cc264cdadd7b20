// C1, tolerant reading: RRPay may add fields, send null, and write longer texts than we keep.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { readHealth, readTransaction } from "../../plugin/rrpay/profile.ts";
import { pruned } from "../../plugin/rrpay/tolerance.ts";
import { ANSWERS } from "../../schemas/generated/answers.ts";
import { validateRrpayHealth, validateRrpayTransaction } from "../../schemas/generated/validators.js";
import { health, transaction } from "../support/attempts.ts";
import { sale } from "../support/sales.ts";
import { withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("tolerance");

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const statement = (value: unknown) => readTransaction({ type: "response", status: 200, body: encode(value) });
const honest = statement(transaction());
const card = { method: 2, name: "Kortelė", amountCents: 258 };

test("a field that RRPay adds, anywhere, changes nothing", () => {
  assert.equal(statement({ ...transaction(), loyalty: { points: 5 }, payments: [{ ...card, tip: 0 }] }), honest);
  const told = statement({ ...transaction(), payments: [{ ...card, card: { brand: "VISA", rrn: "1" } }] });
  assert.equal(told.type === "statement" && told.statement.payments[0]?.card, { rrn: "1" });
});

test("null counts as absent where a field is optional", () => {
  const { fiscal } = transaction();
  assert.equal(statement({ ...transaction(), code: null, message: null, fiscal: { ...fiscal, series: null } }), honest);
});

test("null where a field is needed proves nothing", () => {
  for (const field of ["state", "totalCents", "payments", "fiscal", "id"])
    assert.is(statement({ ...transaction(), [field]: null }).type, "nothing", field);
});

test("a text that is too long is cut", () => {
  const told = statement({
    ...transaction(),
    message: "m".repeat(5000),
    payments: [{ ...card, name: "ž".repeat(500) }],
  });
  if (told.type !== "statement") throw new Error(told.type);
  assert.equal([told.statement.message?.length, told.statement.payments[0]?.name], [1000, "ž".repeat(200)]);
});

test("a card number that the cut would part is masked first", () => {
  const pan = "4111.1111.1111.1111";
  // of the sixteen digits the cut leaves fifteen, which are no card number any more
  const cutIn = (length: number) => `${"x".repeat(length - 18)}${pan}`;
  const payment = {
    ...{ ...card, name: cutIn(200) },
    card: { maskedPan: cutIn(64), authCode: cutIn(64), rrn: cutIn(64), terminalId: cutIn(64) },
  };
  const told = JSON.stringify(
    statement({
      ...{ ...transaction(), code: cutIn(64), message: cutIn(1000), payments: [payment] },
      fiscal: { state: "printed", documentNo: "1", printedAt: cutIn(40) },
    }),
  );
  assert.match(told, /"statement"/);
  assert.not.match(told.replaceAll(".", ""), /41111111/);
  assert.is(told.split("411111******1111").length, 9);
  const said = { ...health(), name: cutIn(200), version: cutIn(200), features: [cutIn(64)] };
  const heard = JSON.stringify(readHealth({ type: "response", status: 200, body: encode(said) }));
  assert.is(heard.split("411111******1111").length, 4);
});

test("half a surrogate pair is cut off with its text", () => {
  assert.is(pruned(`${"x".repeat(39)}\u{1f4b3}`, 40), "x".repeat(39));
});

test("an id, a key or a document number that is too long proves nothing", () => {
  const long = "9".repeat(65);
  for (const changes of [
    { id: long },
    { saleKey: long },
    { till: long },
    { fiscal: { state: "printed", documentNo: long } },
  ])
    assert.is(statement({ ...transaction(), ...changes }).type, "nothing", JSON.stringify(changes).slice(0, 20));
});

test("what is known stays strict", () => {
  for (const changes of [{ state: "APPROVED" }, { totalCents: "258" }, { revision: 0 }, { payments: [null] }])
    assert.is(statement({ ...transaction(), ...changes }).type, "nothing", JSON.stringify(changes));
});

test("a cancelled transaction that cannot be read is no tombstone, whatever it adds", () => {
  const { totalCents: _total, ...broken } = { ...transaction({ state: "cancelled" }), extra: 1 };
  assert.is(statement(broken).type, "nothing");
  assert.is(statement({ id: "a", state: "cancelled", extra: 1, revision: null }).type, "tombstone");
});

test("a refusal with fields that RRPay added is that refusal", () => {
  const body = encode({ error: "busy", message: null, details: { id: "x", till: "2", queue: 1 } });
  assert.is(readTransaction({ type: "response", status: 423, body }).type, "nothing");
  const told = encode({ error: "busy", message: "m".repeat(2000), hint: null, details: { id: "x", queue: 1 } });
  assert.equal(readTransaction({ type: "response", status: 423, body: told }), {
    type: "refusal",
    code: "busy",
    otherId: "x",
  });
});

test("health: RRPay may grow, and says so without stopping the till", () => {
  const grown = { ...health(), vendor: "RASO", fiscal: { ...health().fiscal, lastDocumentNo: null, printer: "x" } };
  const told = readHealth({ type: "response", status: 200, body: encode(grown) });
  assert.is(told.type, "health");
  assert.not("lastDocumentNo" in (told.type === "health" ? told.health.fiscal : {}));
});

/** JSON that RRPay might add. */
const added = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(New|2)$/), fc.jsonValue(), { maxKeys: 4 });

test("whatever is added, what is known of an answer is the same", () => {
  fc.assert(
    fc.property(added, added, (outer, inner) => {
      const one = { ...outer, ...transaction(), fiscal: { ...inner, ...transaction().fiscal } };
      assert.equal(pruned(one, ANSWERS.transaction), transaction());
      assert.ok(validateRrpayTransaction(pruned(one, ANSWERS.transaction)));
      assert.ok(validateRrpayHealth(pruned({ ...outer, ...health() }, ANSWERS.health)));
    }),
  );
});

test("a key called __proto__ is an unknown field like others", () => {
  const hostile = JSON.parse(`{"__proto__":{"state":"approved"},"id":"a"}`) as unknown;
  assert.equal(pruned(hostile, ANSWERS.transaction), { id: "a" });
});

test("another protocol is refused by name, before anything is sent", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) =>
      action === "health" ? { status: 200, body: { name: "RRPay", protocol: 2 } } : undefined;
    const { outcome, code } = till.call("init", sale());
    assert.equal([outcome, code], ["refused", "protocol-unknown"]);
    assert.equal(till.rrpay.actions, []);
  });
});

test("a grown RRPay sells", () => {
  withTill((till) => {
    till.rrpay.instead = (asked) => {
      const told = till.rrpay.honest(asked);
      return typeof told === "object" && "body" in told
        ? { ...told, body: { ...(told.body as object), added: null, more: [1] } }
        : told;
    };
    assert.is(till.call("init", sale()).outcome, "approved");
  });
});

test("13.17: a server that closes after every answer without saying so sells, the first time too", () => {
  withTill((till) => {
    till.closesSilently = true;
    for (const request of [sale(), sale()]) {
      assert.is(till.call("init", request).outcome, "approved");
      const { kind, saleKey } = request;
      till.call("close", { window: "settlement", kind, saleKey, saved: true });
    }
    assert.is(till.rrpay.stored.size, 2);
  });
});

test.run();
