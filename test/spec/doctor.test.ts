// `doctor` and the list of the POS window: what the bundle can see of its till, each with what to do.

import * as assert from "uvu/assert";
import { CODES } from "../../schemas/generated/codes.ts";
import type { DoctorResult, RrpayHealth } from "../../schemas/generated/types.ts";
import { validateDoctorResult, validatePosResult } from "../../schemas/generated/validators.js";
import { sale } from "../support/sales.ts";
import { byCard, type Reaction, waits } from "../support/scripted-rrpay.ts";
import { type StepTill, withTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";

const test = suite("doctor");

function examine(till: StepTill): DoctorResult {
  const result = till.call("doctor");
  assert.ok(validateDoctorResult(result), JSON.stringify(validateDoctorResult.errors));
  return result as unknown as DoctorResult;
}
/** The findings that are not fine, by id. */
const findings = (till: StepTill) =>
  Object.fromEntries(
    examine(till)
      .checks.filter(({ status }) => status !== "ok")
      .map(({ id, status }) => [id, status]),
  );

test("a sound till: every check is fine, in the order in which things are mended", () => {
  withTill((till) => {
    const { checks, status } = examine(till);
    assert.is(status, "ok");
    assert.equal(
      checks.map(({ id }) => id),
      ["config", "journal", "store", "rrpay", "rrpay-ready", "rrpay-features", "clock", "attempts"],
    );
  });
});

test("the config's line names what RRPay speaks", () => {
  withTill((till) => assert.match(examine(till).checks[0]?.detail ?? "", "dialect=rrpay"));
});

test("C2: receipts that are not reported are a warning and no refusal", () => {
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, fiscal: { online: true, reporting: false } };
    assert.equal(till.call("init", sale()).outcome, "approved");
    const { status, code } = till.call("init", { window: "pos", till: "1", operator: "ONA" });
    assert.equal([status, code], ["attention", "attention"]);
  });
});

test("each finding says what to do", () => {
  withTill((till) => {
    till.listens = false;
    for (const { status, fix } of examine(till).checks) assert.is(fix === "", status === "ok");
  });
});

const seen: readonly [what: string, health: Partial<RrpayHealth>, found: object][] = [
  ["not ready", { ready: false }, { "rrpay-ready": "fail" }],
  ["fiscal device offline", { fiscal: { online: false } }, { "rrpay-ready": "fail" }],
  ["the tax authority out of reach", { fiscal: { online: true, reporting: false } }, { "rrpay-ready": "warn" }],
  ["features missing", { features: ["status"] }, { "rrpay-features": "warn" }],
  ["another till", { till: "2" }, { rrpay: "fail", "rrpay-ready": "warn", "rrpay-features": "warn" }],
];
for (const [what, health, found] of seen)
  test(`RRPay: ${what}`, () => {
    withTill((till) => {
      till.rrpay.health = { ...till.rrpay.health, ...health };
      assert.equal(findings(till), found);
    });
  });

test("what cannot be seen of a wrong RRPay is told with what is wrong with it, and a missing feature by its name", () => {
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, till: "2" };
    const fixes = new Set(examine(till).checks.flatMap(({ id, fix }) => (id.startsWith("rrpay") ? [fix] : [])));
    assert.equal([...fixes], [CODES["till-mismatch"].en]);
    const details = new Set(examine(till).checks.flatMap(({ id, detail }) => (id.startsWith("rrpay") ? [detail] : [])));
    assert.equal([...details], ["till-mismatch: RRPay till=2, config till=1"]);
    till.rrpay.health = { ...till.rrpay.health, till: "1", features: ["status", "cancel", "tombstone"] };
    const check = examine(till).checks.find(({ id }) => id === "rrpay-features");
    assert.equal([check?.detail, check?.fix], ["missing: print", CODES["features-missing"].en]);
  });
});

test("another RRPay than the paired one is told with both stores, and another till's journal with both tills", () => {
  withTill((till) => {
    till.call("init", sale());
    const { storeId } = till.rrpay.health;
    till.rrpay.health = { ...till.rrpay.health, storeId: "another" };
    const detailOf = (wanted: string) => examine(till).checks.find(({ id }) => id === wanted)?.detail;
    assert.is(detailOf("rrpay"), `rrpay-changed: RRPay store=another, journal store=${storeId}`);
    const other = JSON.stringify({ ...till.config, till: "2" });
    till.boot({ configJson: Buffer.from(other), till: Buffer.from("2") });
    assert.is(detailOf("journal"), "till-mismatch: journal till=1, config till=2");
  });
});

test("an RRPay whose device has printed nothing yet is fine", () => {
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, fiscal: { online: true } };
    assert.is(examine(till).status, "ok");
  });
});

test("RRPay is down", () => {
  withTill((till) => {
    till.listens = false;
    assert.equal(findings(till), { rrpay: "fail", "rrpay-ready": "warn", "rrpay-features": "warn" });
  });
});

test("RRPay has not been asked yet while its first answer is waited for", () => {
  withTill((till) => {
    till.rrpay.instead = () => "silence";
    till.start("init", sale());
    assert.equal(findings(till), { rrpay: "warn", "rrpay-ready": "warn", "rrpay-features": "warn" });
  });
});

test("a store that cannot be written fails, and so does a full disk", () => {
  withTill((till) => assert.is(findings(till.boot({ flags: 0 })).store, "fail"));
  withTill((till) => assert.is(findings(till.boot({ flags: 17 })).store, "fail"));
});

test("a damaged journal fails", () => {
  withTill((till) => assert.is(findings(till.boot({ lines: "{", segment: 1 })).journal, "fail"));
});

test("a clock that went back by more than a minute is warned of", () => {
  withTill((till) => {
    till.call("init", sale());
    till.call("close", { window: "settlement", kind: "sale", saleKey: "?", saved: false });
    till.wallMs -= 50_000;
    assert.is(findings(till).clock, undefined);
    till.wallMs -= 20_000;
    assert.is(findings(till).clock, "warn");
  });
});

test("it is warned of although start and round have written meanwhile", () => {
  withTill((till) => {
    till.rrpay.outcome = waits;
    till.start("init", sale());
    till.pass(500);
    till.wallMs -= 3_600_000;
    till.boot();
    till.rrpay.change(till.rrpay.only.id, byCard(till.rrpay.only));
    assert.is(findings(till).clock, "warn");
    assert.ok(till.records.some(({ t, atMs }) => t === "evidence" && atMs === till.wallMs));
    till.call("close", { window: "settlement", kind: "sale", saleKey: "?", saved: true });
    assert.is(findings(till).clock, undefined);
  });
});

test("open attempts are named", () => {
  withTill((till) => {
    till.call("init", sale(258, { saleKey: "A" }));
    const check = examine(till).checks.find(({ id }) => id === "attempts");
    assert.equal([check?.status, check?.detail], ["warn", "sale A approved"]);
  });
});

test("C2: the tax authority out of reach is a warning, and refuses no sale", () => {
  withTill((till) => {
    till.rrpay.health = { ...till.rrpay.health, fiscal: { online: true, reporting: false } };
    const check = examine(till).checks.find(({ id }) => id === "rrpay-ready");
    assert.equal([check?.status, check?.detail], ["warn", "fiscal.reporting=false"]);
    assert.is(till.call("init", sale(258)).code, "approved");
  });
});

const verdicts: readonly [what: string, reaction: Reaction | object, status: string, code: string, rrpay: string][] = [
  ["ready", {}, "ready", "ready", "up"],
  ["not ready", { ready: false }, "attention", "rrpay-not-ready", "up"],
  ["offline", { fiscal: { online: false } }, "attention", "fiscal-offline", "up"],
  ["another till", { till: "2" }, "attention", "till-mismatch", "wrong"],
  ["an emulator", { emulator: true }, "attention", "emulator-not-allowed", "wrong"],
];
for (const [what, health, status, code, rrpay] of verdicts)
  test(`the POS window: ${what} is ${status}`, () => {
    withTill((till) => {
      till.rrpay.health = { ...till.rrpay.health, ...(health as Partial<RrpayHealth>) };
      const told = till.call("init", { window: "pos", till: "1", operator: "" });
      assert.ok(validatePosResult(told));
      assert.equal([told.status, told.code, told.rrpay], [status, code, rrpay]);
    });
  });

test("the POS window: RRPay down is attention, never a reason not to open", () => {
  withTill((till) => {
    till.listens = false;
    const { status, code, rrpay } = till.call("init", { window: "pos", till: "1", operator: "" });
    assert.equal([status, code, rrpay], ["attention", "rrpay-down", "down"]);
  });
});

test("the POS window: refused only for a damaged journal or a changed RRPay", () => {
  withTill((till) => {
    till.call("init", sale());
    till.rrpay.health = { ...till.rrpay.health, storeId: "store-2" };
    const { status, code } = till.call("init", { window: "pos", till: "1", operator: "" });
    assert.equal([status, code], ["refused", "rrpay-changed"]);
  });
  withTill((till) => {
    till.boot({ lines: "{", segment: 1 });
    const { status, code } = till.call("init", { window: "pos", till: "1", operator: "" });
    assert.equal([status, code], ["refused", "journal-corrupt"]);
  });
});

test("the POS window: the disk is told of, and what is open", () => {
  withTill((till) => {
    till.call("init", sale(258, { saleKey: "A" }));
    assert.is(till.call("status").code, "attention");
    assert.is(till.call("status", { saleKey: "B" }).code, "ready");
    till.boot({ flags: 17 });
    assert.is(till.call("status", { saleKey: "B" }).code, "disk-full");
  });
});

test.run();
