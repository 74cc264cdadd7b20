/** `gama-rrpay doctor`: what only the first sale would find out, such as a token that RRPay refuses: health asks for none. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { examine } from "../../runtime/cli/doctor.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import { startRrpay } from "../emulator/rrpay/server.ts";
import { withShop } from "../support/doctor-shop.ts";
import { suite } from "../support/suite.ts";

const test = suite("the doctor before the first sale");
const host = new NodeHost();

for (const [what, wanted, own, isRefused] of [
  ["a wrong token", "SECRET", "WRONG", true],
  ["a missing token", "SECRET", undefined, true],
  ["the right token", "SECRET", "SECRET", false],
  ["a token that RRPay does not ask for", undefined, "SECRET", false],
  ["no token where none is wanted", undefined, undefined, false],
] as const)
  test(`${what} is ${isRefused ? "told, as the first sale would be refused" : "no fault"}`, () =>
    withShop(async (shop) => {
      const rrpay = await startRrpay({
        ...{ dir: join(shop.folder, "rrpay"), port: 0 },
        ...(wanted === undefined ? {} : { token: wanted }),
      });
      try {
        const place = { host: "127.0.0.1", port: rrpay.port, allowEmulator: true };
        shop.write({ rrpay: own === undefined ? place : { ...place, token: own } });
        const { status, checks } = await host.run(examine(shop.configPath, { asked: "en", engine: "quickjs" }));
        const bad = checks.filter((check) => check.status !== "ok");
        assert.equal(
          bad.map(({ id, fix }) => [id, fix]),
          isRefused ? [["rrpay-token", CODES.unauthorized.en]] : [],
        );
        assert.is(status, isRefused ? "fail" : "ok");
        assert.is(rrpay.receipts().length, 0, "nothing is sold by it");
      } finally {
        await rrpay.stop();
      }
    }, 1));

test("a map without any way to pay is told, as GAMA would have to be told each payment by hand", () =>
  withShop(async (shop) => {
    const told = async () =>
      (await host.run(examine(shop.configPath, { asked: "en", engine: "quickjs" }))).checks.filter(
        ({ id }) => id === "payments",
      );
    shop.write({ payments: [] });
    assert.equal(
      (await told()).map(({ status, detail }) => [status, detail]),
      [["warn", "payments: []"]],
    );
    for (const payments of [undefined, [{ rrpay: 2, gama: 2, name: "Card" }]]) {
      shop.write({ payments });
      assert.equal(await told(), []);
    }
  }));

test.run();
