/**
 * Records the trace that test/replay/traces keeps: a till's morning in the Linux library, redacted as it leaves a shop.
 * After a change of sentences that is meant:
 *
 *     node --import tsx test/replay/record-trace.ts
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { withTill } from "../support/till.ts";
import { cli } from "../support/traces.ts";

const folder = checkoutFile("test/replay/traces");
mkdirSync(folder, { recursive: true });
await withTill({ engine: engineOf("native") }, async (till) => {
  const [paid, open] = [sale(258, { operator: "Žygimantė" }), sale(499)];
  await till.pos();
  await till.settle(paid);
  await till.saved(paid);
  await till.rrpay.stop();
  await till.settle(open);
  await till.close();
  await till.open();
  await till.pos();
  await till.close();
  const told = await cli("trace", "export", till.dataDir, "--out", join(folder, "native-morning.trace"));
  if (told.code !== 0) throw new Error(told.error);
});
