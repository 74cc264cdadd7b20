/** `gama-rrpay doctor` and `confirmed.json`: what somebody has confirmed about RRPay. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { examine } from "../../runtime/cli/doctor.ts";
import { ASSUMPTIONS } from "../../runtime/cli/doctor-assumptions.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { checkoutFile } from "../support/checkout.ts";
import { type Shop, withShop } from "../support/doctor-shop.ts";
import { suite } from "../support/suite.ts";

const test = suite("the doctor and what is confirmed");

const host = new NodeHost();
const look = (shop: Shop, asked: "lt" | "en") => host.run(examine(shop.configPath, { asked, engine: "quickjs" }));

test("how many assumptions about RRPay are open is told, by confirmed.json beside the config", () =>
  withShop(async (shop) => {
    const rows = readFileSync(checkoutFile("docs/assumptions.md"), "utf8").match(/^\| R\d+ \|/gm) ?? [];
    assert.is(rows.length, ASSUMPTIONS);
    const told = async () => (await look(shop, "en")).checks.find(({ id }) => id === "assumptions");
    assert.is((await told())?.detail, "21 of 21 assumptions about RRPay are not confirmed");
    const write = (text: string) => writeFileSync(join(shop.folder, "confirmed.json"), text);
    write('{"R3":{"by":"RASO","at":"2026-11-26","seen":"kept"},"R9":{"by":"RASO","at":"2026-11-26","seen":"2"}}');
    assert.equal(
      [(await told())?.status, (await told())?.detail],
      ["ok", "19 of 21 assumptions about RRPay are not confirmed"],
    );
    for (const bad of [
      "",
      "{",
      "[]",
      "null",
      '{"R99":{"by":"a","at":"2026-11-26","seen":"b"}}',
      '{"R3":true}',
      '{"R3":{"by":" ","at":"2026-11-26","seen":"b"}}',
      '{"R3":{"by":"a","at":"2026-11-26","seen":" "}}',
      '{"R3":{"by":"a","at":"2026-13-45","seen":"b"}}',
      "\xff",
    ]) {
      write(bad);
      const check = await told();
      assert.is(check?.status, "warn", bad);
      assert.match(check?.detail ?? "", /^21 of 21 /);
      assert.match(check?.fix ?? "", /R1 to R21/);
    }
  }));

test("what somebody has seen on a day that is still to come confirms nothing, and is told by its row", () =>
  withShop(async (shop) => {
    const rows = { R3: { by: "RASO", at: "2999-01-01", seen: "a" }, R9: { by: "RASO", at: "2026-11-26", seen: "2" } };
    writeFileSync(join(shop.folder, "confirmed.json"), JSON.stringify(rows));
    for (const [language, words] of [
      ["en", /^confirmed\.json: R3 dated later than today, \d{4}-/],
      ["lt", /^confirmed\.json: R3 – vėlesnė diena/],
    ] as const) {
      const check = (await look(shop, language)).checks.find(({ id }) => id === "assumptions");
      assert.is(check?.status, "warn");
      assert.match(check?.detail ?? "", /\b20\b.*21/);
      assert.match(check?.fix ?? "", words);
    }
  }));

test.run();
