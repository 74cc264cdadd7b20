/**
 * The decisions of RRPay's emulator need no machine: it sells in the engine of gama-rrpay.exe, which has no host at
 * all.
 */
import { build } from "esbuild";
import * as assert from "uvu/assert";
import { QUICKJS } from "../../runtime/node/quickjs.ts";
import type { RrpayHealth, RrpayTransaction } from "../../schemas/generated/types.ts";
import { checkoutFile } from "../support/checkout.ts";
import { sale } from "../support/sales.ts";
import { suite } from "../support/suite.ts";
import type { Answering, Asking } from "./core.ts";

const test = suite("the emulator's core");

/** The core in an engine of its own. Only bytes go in and out. */
async function startCore(): Promise<(asking: Asking) => Answering> {
  const { outputFiles, metafile } = await build({
    entryPoints: [checkoutFile("test/emulator/core.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const foreign = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  assert.equal(foreign, [], "it imports nothing of a host");
  const text = outputFiles[0]?.text ?? "";
  const started = await QUICKJS.start({ type: "text", text, file: "core.js" }, { memoryMb: 32, stepMs: 10_000 });
  if (started.type !== "ready") throw new Error(`the core does not load: ${JSON.stringify(started)}`);
  const { engine } = started;
  return (asking) => {
    const outcome = engine.step(new Uint8Array(Buffer.from(JSON.stringify(asking))));
    if (outcome.type !== "batch") throw new Error(`the core has ended: ${outcome.reason}`);
    return JSON.parse(Buffer.from(outcome.bytes).toString("utf8")) as Answering;
  };
}

const ID = "00000000-0000-4000-8000-000000000001";

function posted(changes: object = {}): object {
  const { window: _, totals, ...rest } = sale(219);
  return { id: ID, till: "1", ...rest, totalCents: totals.totalCents, ...changes };
}

test("health, a sale, its query and its void are answered in QuickJS as on Node", async () => {
  const ask = await startCore();
  const health = ask({ method: "GET", url: "/v1/health?till=1" }).body as RrpayHealth;
  assert.equal([health.till, health.storeId, health.protocol], ["1", "EMU-id-1", 1]);
  const body = posted();
  const { status, body: sold, lines } = ask({ method: "POST", url: "/v1/transactions", body, epoch: health.epoch });
  assert.is(status, 201);
  const { state, fiscal, payments } = sold as RrpayTransaction;
  assert.equal(
    [state, fiscal.state, fiscal.documentNo, fiscal.printedAt],
    ["approved", "printed", "000001", "2026-11-23T12:00:00.000Z"],
  );
  assert.is(payments[0]?.amountCents, 219);
  assert.ok(
    lines.some((line) => line.includes(ID)),
    "what is told is in its file first",
  );
  const asked = ask({ method: "GET", url: `/v1/transactions/${ID}?afterRevision=0&waitMs=1000` });
  assert.equal([asked.status, asked.isHeld], [200, false]);
});

test("the same id with the same content in another order is the same transaction, with another a conflict", async () => {
  const ask = await startCore();
  const body = posted();
  ask({ method: "POST", url: "/v1/transactions", body });
  const turned = Object.fromEntries(Object.entries(body).reverse());
  assert.is(ask({ method: "POST", url: "/v1/transactions", body: turned }).status, 200);
  assert.is(ask({ method: "POST", url: "/v1/transactions", body: { ...body, receiptNo: "9" } }).status, 409);
});

test("a query for news is held until there is some", async () => {
  const ask = await startCore();
  ask({ method: "POST", url: "/v1/transactions", body: posted() });
  assert.is(ask({ method: "GET", url: `/v1/transactions/${ID}?afterRevision=99&waitMs=1000` }).isHeld, true);
  assert.is(ask({ method: "GET", url: "/v1/transactions/unknown?afterRevision=99&waitMs=1000" }).status, 404);
});

test.run();
