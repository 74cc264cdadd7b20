// The bundle as one function of its events: its handshake, its boot, and invariant 5.
import * as assert from "uvu/assert";
import { createBundle } from "../../plugin/bundle.ts";
import { encodeAscii, stringifyAscii } from "../../plugin/text/ascii.ts";
import { BOOT_FLAG, type HOOK } from "../../schemas/generated/boundary.ts";
import type { DoctorResult } from "../../schemas/generated/types.ts";
import {
  validateBootReport,
  validateCloseResult,
  validateDoctorResult,
  validatePosResult,
  validateResolveResult,
  validateSettlementResult,
  validateVoidResult,
} from "../../schemas/generated/validators.js";
import { AT_MS } from "../support/attempts.ts";
import { batchBytes, encodeEvent } from "../support/boundary.ts";
import { sale } from "../support/sales.ts";
import { declines, unprinted, waits } from "../support/scripted-rrpay.ts";
import { StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("bundle");

test("the handshake: abi 2 and a version", () => {
  const { abi, version, step } = createBundle();
  assert.equal([abi, typeof version, typeof step], [2, "string", "function"]);
});

test("the entry defines what the host looks for, and nothing else", async () => {
  const before = new Set(Object.keys(globalThis));
  await import("../../plugin/main.ts");
  assert.equal(
    Object.keys(globalThis).filter((key) => !before.has(key)),
    ["grp"],
  );
  assert.is(globalThis.grp.abi, 2);
});

test("an event before boot throws: the host counts an engine loss", () => {
  const { step } = createBundle();
  const moment = { utcOffsetMin: 0, wallMs: 0, monoMs: 0, random: new Uint8Array(16) };
  assert.throws(() => step(encodeEvent(moment, { type: "timer", id: 1 })), /before boot/);
});

test("an unknown hook throws", () => {
  withTill((till) => {
    const payload = new Uint8Array(0);
    assert.throws(() => till.step({ type: "hook", call: 9, hook: 99, payload }), /unknown hook/);
  });
});

test("boot answers call 0 with a report", () => {
  withTill((till) => {
    const report = till.reply(0);
    assert.ok(validateBootReport(report), JSON.stringify(validateBootReport.errors));
    assert.equal([report.status, report.code, report.unresolvedCount], ["ready", "ready", 0]);
  });
});

test("a second boot begins everything anew", () => {
  withTill((till) => {
    const call = till.start("init", sale());
    till.boot();
    till.pass(60_000);
    assert.is(till.replies.has(call), true, "the first engine had answered before");
    assert.is(till.reply(0).unresolvedCount, 1);
  });
});

const broken = { till: "1", rrpay: { port: 0 }, gama: { codepage: "utf-8", format: "json" }, dataDir: "data" };

const misconfigured = (run: (till: StepTill) => void) =>
  run(new StepTill().boot({ configJson: encodeAscii(stringifyAscii(broken)) }));

test("a wrong config is told by the boot report, with the path", () => {
  misconfigured((till) => {
    const report = till.reply(0);
    assert.ok(validateBootReport(report), JSON.stringify(validateBootReport.errors));
    assert.equal([report.status, report.code], ["refused", "config-invalid"]);
    assert.match(String(report.message), "rrpay.port");
  });
});

const requests: readonly [hook: keyof typeof HOOK, payload: object, valid: (value: unknown) => boolean][] = [
  ["init", { window: "pos", till: "1", operator: "" }, validatePosResult],
  ["init", sale(), validateSettlementResult],
  ["close", { window: "settlement", kind: "sale", saleKey: "K", saved: true }, validateCloseResult],
  ["void", { scope: "open", saleKey: "K", operator: "" }, validateVoidResult],
  [
    "resolve",
    { kind: "sale", saleKey: "K", attemptId: "a", operator: "ONA", decision: "nothing-happened" },
    validateResolveResult,
  ],
  ["status", {}, validatePosResult],
  ["doctor", {}, validateDoctorResult],
];

for (const [hook, payload, valid] of requests) {
  const name = "window" in payload ? `${hook} ${String(payload.window)}` : hook;
  test(`a wrong config refuses ${name} in its own form, and nothing is connected`, () => {
    misconfigured((till) => {
      const result = till.call(hook, payload);
      assert.ok(valid(result), JSON.stringify(result));
      assert.match(JSON.stringify(result), "rrpay.port");
      assert.not.ok(till.effects.some(({ type }) => type === "connect" || type === "rotate" || type === "append"));
    });
  });
  test(`a wrong payload of ${name} is refused in its own form, and journalled`, () => {
    withTill((till) => {
      const result = till.call(hook, { ...payload, extra: 1 });
      assert.ok(valid(result), JSON.stringify(result));
      assert.match(JSON.stringify(result), "extra");
      const [refusal] = till.recordsOf("refusal");
      assert.equal([refusal?.code, refusal?.path, refusal?.hook], ["payload-schema", "extra", hook]);
      assert.equal(till.rrpay.asked, []);
    });
  });
}

test("a doctor that is called with a wrong payload does not blame the config", () => {
  withTill((till) => {
    const { checks } = till.call("doctor", { extra: 1 }) as unknown as DoctorResult;
    assert.equal(
      checks.map(({ id, status }) => [id, status]),
      [["payload", "fail"]],
    );
    assert.not.match(checks[0]?.fix ?? "", "gama-rrpay.json");
  });
});

test("a refusal of a payload as a whole names no path", () => {
  withTill((till) => {
    till.call("status", "{");
    const [refusal] = till.recordsOf("refusal");
    assert.equal([refusal?.code, refusal?.path, refusal?.saleKey], ["payload-form", undefined, undefined]);
  });
});

test("other events of a misconfigured bundle do nothing", () => {
  misconfigured((till) => assert.equal(till.step({ type: "timer", id: 3 }), []));
});

/** A day at the till: paid, declined, cancelled, unprinted, cut, restarted, resolved. */
function day(till: StepTill): void {
  const { rrpay } = till;
  const first = sale(258, { saleKey: "A", receiptNo: "1" });
  till.call("init", { window: "pos", till: "1", operator: "ONA" });
  till.call("init", first);
  till.call("close", { window: "settlement", kind: "sale", saleKey: "A", saved: true });
  rrpay.outcome = declines;
  till.call("init", sale(100, { saleKey: "B", receiptNo: "2" }));
  rrpay.outcome = waits;
  const call = till.start("init", sale(300, { saleKey: "C", receiptNo: "3" }));
  till.pass(700);
  till.cancel(call);
  till.end(call);
  rrpay.outcome = unprinted;
  till.call("init", sale(400, { saleKey: "D", receiptNo: "4" }));
  till.call("close", { window: "settlement", kind: "sale", saleKey: "D", saved: true });
  till.call("void", { scope: "completed", saleKey: "A", operator: "ONA" });
  till.call("close", { window: "settlement", kind: "void", saleKey: "A", saved: true });
  rrpay.instead = ({ action }) => (action === "post" || action === "get" ? "cut" : undefined);
  till.call("init", sale(500, { saleKey: "E", receiptNo: "5" }));
  till.wallMs += 86_400_000;
  till.boot();
  till.call("status", { refresh: true });
  till.call("doctor");
  till.pass(20_000);
}

test("invariant 5: the same events give the same effect bytes", () => {
  withTill((till) => {
    day(till);
    let bundle = createBundle();
    for (const [at, event] of till.events.entries()) {
      if (new Uint8Array(event)[0] === 1) bundle = createBundle();
      const again = batchBytes(bundle.step(event.slice(0)));
      assert.ok(again.equals(Buffer.from(till.batches[at]!)), `step ${at} gave other bytes`);
    }
    assert.ok(till.events.length > 50);
  });
});

test("invariant 5: an engine that has lived before boots like a fresh one", () => {
  withTill((till) => {
    day(till);
    const bundle = createBundle();
    for (const [at, event] of till.events.entries())
      assert.ok(batchBytes(bundle.step(event.slice(0))).equals(Buffer.from(till.batches[at]!)), `step ${at}`);
  });
});

test("a recorded history that was tampered with is noticed", () => {
  withTill((till) => {
    till.call("init", sale(258, { saleKey: "A", receiptNo: "1" }));
    const bundle = createBundle();
    const differ = till.events.some((event, at) => {
      const changed = event.slice(0);
      if (at === 1) new DataView(changed).setUint8(20, 99); // another random byte: another attempt id
      return !batchBytes(bundle.step(changed)).equals(Buffer.from(till.batches[at]!));
    });
    assert.ok(differ);
  });
});

test("every effect of a day fits the boundary, and what it appends is ASCII", () => {
  withTill((till) => {
    day(till);
    for (const effect of till.effects)
      if (effect.type === "append") assert.match(effect.json, /^[\x20-\x7e]+$/);
      else if (effect.type === "log") assert.match(effect.text, /^[\x20-\x7e]*$/);
  });
});

test("invariant 1: each POST stands in the journal before it leaves, in the same batch", () => {
  withTill((till) => {
    day(till);
    let written = "";
    let posts = 0;
    for (const effect of till.effects) {
      if (effect.type === "append") written += effect.json;
      if (effect.type !== "send" || !effect.head.startsWith("POST /v1/transactions HTTP")) continue;
      posts++;
      const body = effect.rest.slice(2);
      assert.ok(written.includes(JSON.stringify(body).slice(1, -1)), "the exact bytes are journalled first");
    }
    assert.is(posts, 6);
  });
});

test("a config without a token sends none, one with a token asks the host for its line", () => {
  const inserts = (till: StepTill) => {
    till.call("init", sale(258));
    return till.effects.flatMap((effect) => (effect.type === "send" ? [effect.withToken] : []));
  };
  withTill((till) => assert.equal(inserts(till), [false, false]));
  // C2: health is asked without it
  withTill((till) => assert.equal(inserts(till), [false, true]), { rrpay: { port: 1, token: "*" } });
  const health = { rrpay: { port: 1, token: "*", healthToken: true } };
  withTill((till) => assert.equal(inserts(till), [true, true]), health);
});

test("boot after a loss says what is left open", () => {
  withTill((till) => {
    till.rrpay.instead = ({ action }) => (action === "post" ? "silence" : undefined);
    till.start("init", sale(258, { saleKey: "A" }));
    till.boot({ flags: BOOT_FLAG.writable | BOOT_FLAG.afterLoss, lossReason: 2 });
    const report = till.reply(0);
    assert.equal([report.status, report.code, report.unresolvedCount], ["attention", "attention", 1]);
    assert.equal(till.recordsOf("payment").at(-1)?.code, "connection-lost");
  });
});

test("the moment of each event is the only clock: records carry it", () => {
  withTill((till) => {
    till.call("init", sale());
    assert.is(till.recordsOf("sent")[0]?.atMs, AT_MS);
  });
});

test.run();
