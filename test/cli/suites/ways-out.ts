/** Ways out of a journal that stands still, as a user takes them in any host of the command line. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { encodeLine } from "../../../runtime/node/store/segment.ts";
import { checkoutFile } from "../../support/checkout.ts";
import { assertShape } from "../../support/output-shapes.ts";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";
import { assertRefused, dayOf, resolveIn, withUnknown } from "./unknown-sale.ts";

const BUNDLE = checkoutFile("dist/rrpay.plugin.js");

const lineOf = (json: string): Buffer => Buffer.from(encodeLine(Buffer.from(json)));

/** The suite over one host. */
export function waysOutSuite(program: Program): void {
  const { name, engine, sharesLocks, run } = program;
  const test = sampledSuite(`the journal's ways out on ${name}`, 4);
  const journal = (...args: string[]) => run(["journal", ...args]);
  const resolve = resolveIn(program);

  if (sharesLocks)
    test("a till that is running keeps resolve, repair and pair out", () =>
      withUnknown(async (till, bread) => {
        await till.open();
        const inUse = /^(?!GAMA or another).* has this till's data folder open\. Close it and repeat\.\n$/;
        assertRefused(await resolve(till, "--key", bread.saleKey, "--decision", "nothing-happened"), 69, inUse);
        assertRefused(await journal("repair", till.dataDir), 69, inUse);
        assertRefused(await journal("pair", till.dataDir), 69, inUse);
      }));

  test("pair ends with 1 while a payment is open, and with 0 by force, and says so", () =>
    withUnknown(async (till, bread) => {
      const refused = await journal("pair", till.dataDir);
      assert.is(refused.code, 1);
      assert.match(refused.stdout, new RegExp(`^Not done: payments open at .*: 1, .*\n.*${bread.saleKey}`));
      const forced = await journal("pair", till.dataDir, "--force");
      assert.is(forced.code, 0);
      assert.match(forced.stdout, /left to a person: .*\nThe pairing with RRPay's store .* is undone/);
    }));

  test("repair on the command line says that there was nothing to do", () =>
    withUnknown(async (till) => {
      const { code, stdout } = await journal("repair", till.dataDir);
      assert.is(code, 0);
      assert.is(stdout, "The till reads a sound journal: there was nothing to rebuild.\n");
    }));

  for (const [what, args] of [
    ["resolve without a sale", ["resolve", "--config", "c.json", "--decision", "nothing-happened"]],
    ["resolve without a decision", ["resolve", "--config", "c.json", "--key", "K1", "--operator", "ONA"]],
    [
      "a payment that is none",
      [
        "resolve",
        "--config",
        "c",
        "--key",
        "K",
        "--operator",
        "O",
        "--decision",
        "receipt-printed",
        "--payment",
        "2,58",
      ],
    ],
    ["export without a day", ["export", "data"]],
    ["repair without a folder", ["repair"]],
    ["pair with two folders", ["pair", "a", "b"]],
  ] as const)
    test(`ends with 64 for ${what}`, async () =>
      assertRefused(await journal(...args), 64, /--help lists the arguments/));

  for (const command of ["repair", "pair", "export"] as const)
    test(`${command} of a folder that does not exist ends with 69`, async () => {
      const ended = await journal(command, "no-such-folder", ...(command === "export" ? ["--day", "2026-11-23"] : []));
      assertRefused(ended, 69, /no-such-folder (holds no journal|does not exist)/);
    });

  test("a hostile journal makes nothing appear outside its folder, and sends a terminal nothing to obey", () =>
    withUnknown(async (till) => {
      const [name = ""] = readdirSync(join(till.dataDir, "journal"));
      const path = join(till.dataDir, "journal", name);
      const evil = "..\\..\\evil\u001b[2J\u0007\u009b31m\u202e/../../evil";
      const record = { t: "refusal", atMs: 1, hook: "init", code: evil, saleKey: evil, path: evil };
      const damage = `00000000 {"t":"sent","attemptId":"${"0".repeat(36)}","saleKey":"../../evil \u001b[31m"}\n`;
      const raw = `{"t":"later\u001b]0;evil\u0007"}`;
      const lines = [JSON.stringify(record), JSON.stringify({ t: "later", evil }), raw].map((json) => lineOf(json));
      writeFileSync(
        path,
        Buffer.concat([readFileSync(path), lines[0] as Buffer, Buffer.from(damage), ...lines.slice(1)]),
      );
      const around = () => readdirSync(join(till.dataDir, "..")).sort();
      const before = around();
      const said: string[] = [];
      for (const command of [
        ["list"],
        ["show"],
        ["show", "--json"],
        ["repair", "--force"],
        ["list"],
        ["show", "--json"],
      ]) {
        const [action = "", ...rest] = command;
        const { stdout, stderr } = await journal(action, till.dataDir, ...rest);
        said.push(stdout + stderr);
      }
      for (const text of said) assert.not.match(text, /(?![\t\n])\p{Cc}|\u202e/u);
      assert.equal(around(), before);
      for (const file of readdirSync(join(till.dataDir, "journal")))
        assert.match(file, /^\d{8}-\d{8}\.jsonl(\.damaged)?$/);
    }));

  test("what --json prints has the shape that schemas/command-line.json gives it, in ASCII", () =>
    withUnknown(async (till, bread) => {
      const plugin = ["--bundle", BUNDLE];
      const commands: Record<string, readonly string[]> = {
        "journal list": [till.dataDir],
        "journal show": [till.dataDir],
        "journal repair": [till.dataDir],
        "journal pair": [till.dataDir],
        "journal export": [till.dataDir, "--day", dayOf(till)],
        report: ["--dir", till.dataDir, "--day", dayOf(till)],
        "journal resolve": ["--config", till.configPath, ...engine],
        doctor: ["--config", till.configPath, ...engine],
        verify: [till.configPath],
        install: ["--dir", till.folder, till.configPath],
        update: [till.configPath, "--dir", till.folder],
        rollback: ["--dir", till.folder],
        "--version": [],
        "trace explain": [till.dataDir],
        "trace export": [till.dataDir, "--out", join(till.folder, "out.trace"), ...plugin],
        incident: [till.dataDir, "--sale", bread.saleKey, "--out", join(till.folder, "out.zip"), ...plugin],
        replay: [till.dataDir, ...plugin],
      };
      for (const [command, args] of Object.entries(commands)) {
        const { stdout } = await run([...command.split(" "), ...args, "--json"]);
        assert.match(stdout, /^[ -~\n]+\n$/, command);
        for (const line of stdout.trimEnd().split("\n")) assertShape(command, JSON.parse(line));
      }
    }));

  test("what became of a decision is told to another program in one shape, recorded or not", () =>
    withUnknown(async (till, bread) => {
      const decision = ["--decision", "leave-to-accountant", "--json"];
      const { code, stdout } = await resolve(till, "--key", bread.saleKey, ...decision);
      const told = JSON.parse(stdout) as { status: string };
      assertShape("journal resolve", told);
      assert.equal([code, told.status], [told.status === "recorded" ? 0 : 1, told.status]);
    }));

  test.run();
}
