/** `gama-rrpay till`: sells from files as GAMA does, in any host of the command line. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { RrpayOptions } from "../../emulator/rrpay/server.ts";
import type { Program } from "../../support/programs.ts";
import { sale } from "../../support/sales.ts";
import { sampledSuite } from "../../support/tier.ts";
import { type Place, withPlaceIn } from "./place.ts";

/** The suite over one host. */
export function sellingSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`selling from files on ${name}`, 3);
  const withPlace = (policy: NonNullable<RrpayOptions["policy"]>, body: (place: Place) => Promise<void>) =>
    withPlaceIn(folders, policy, body);

  test("sells from a file, shows progress and results, and ends with 0", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const bread = sale(219);
      const { code, stdout, stderr } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(bread)),
      ]);
      assert.is(code, 0, stdout + stderr);
      assert.match(stdout, `outcome=approved\nsaleKey=${bread.saleKey}\n`);
      assert.match(stdout, "status=acknowledged\n");
      assert.ok(stderr.length > 0, "progress");
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 219);
    }));

  test("sells from a file with the mark that an editor has put before it", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const bread = sale(219);
      const { code, stdout, stderr } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", `\ufeff${JSON.stringify(bread)}`),
      ]);
      assert.is(code, 0, stdout + stderr);
      assert.is(rrpay.moneyTakenCents(bread.saleKey), 219);
    }));

  test("sells several files, then voids one", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const [bread, milk] = [sale(219), sale(129)];
      const files = [file("1.json", JSON.stringify(bread)), file("2.json", JSON.stringify(milk))].flatMap((path) => [
        "--sale",
        path,
      ]);
      const { code, stdout, stderr } = await run(["till", "--config", config, ...files, "--void", bread.saleKey]);
      assert.is(code, 0, stdout + stderr);
      assert.equal([rrpay.moneyTakenCents(bread.saleKey), rrpay.moneyTakenCents(milk.saleKey)], [0, 129]);
    }));

  test("makes up a trial sale, each under a key of its own, for RRPay's emulator only", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      const { code, stdout, stderr } = await run(["till", "--config", config, "--trial"]);
      assert.is(code, 0, stdout + stderr);
      const [, key = ""] = /saleKey=(TRIAL-\d{8}-\d{8})/.exec(stdout) ?? [];
      assert.is(rrpay.moneyTakenCents(key), 100);
      const real = file("real.json", JSON.stringify({ till: "1", rrpay: { port: rrpay.port }, dataDir: "real" }));
      const refused = await run(["till", "--config", real, "--trial"]);
      assert.is(refused.code, 1);
      assert.match(refused.stderr, "would print a fiscal receipt");
      assert.is(rrpay.counts.transactions, 1);
    }));

  // A Windows program under Wine is given no environment.
  if (!name.includes("bits"))
    test("a till whose name the config leaves to the machine sells under that name", () =>
      withPlace("card", async ({ file, folder, rrpay }) => {
        const config = file(
          "shared.json",
          JSON.stringify({
            till: "{env:GRP_SHARED_TILL}",
            rrpay: { port: rrpay.port, allowEmulator: true },
            gama: { codepage: "utf-8" },
            language: "en",
            dataDir: join(folder, "tills", "{till}"),
          }),
        );
        const { code, stdout } = await run(["till", "--config", config, "--trial"], { env: { GRP_SHARED_TILL: "1" } });
        assert.is(code, 0, stdout);
        assert.ok(existsSync(join(folder, "tills", "1", "journal")));
      }));

  test("ends with 1 when the sale is declined", () =>
    withPlace("decline", async ({ config, file }) => {
      const { code, stdout } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(sale())),
      ]);
      assert.is(code, 1);
      assert.match(stdout, "outcome=declined\n");
    }));

  test("ends with 2 when the outcome is unknown", () =>
    withPlace("card", async ({ config, file, rrpay }) => {
      rrpay.script([
        { on: "post", fault: { type: "silence" } },
        { on: "get", times: "always", fault: { type: "silence" } },
      ]);
      const { code, stdout } = await run([
        "till",
        "--config",
        config,
        "--sale",
        file("sale.json", JSON.stringify(sale())),
      ]);
      assert.is(code, 2, stdout);
      assert.match(stdout, "outcome=unknown\n");
    }));

  test.run();
}
