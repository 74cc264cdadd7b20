/** Days that go wrong, as both guides tell them: the sequence of each, on a till with a disk and an RRPay that sells. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CODES, type Code } from "../../schemas/generated/codes.ts";
import type { BootReport, DoctorResult, InitSettlementRequest, UnresolvedItem } from "../../schemas/generated/types.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf, enginesHere } from "../support/engines.ts";
import { checksOf } from "../support/journal-files.ts";
import { releaseOf, runIn, sumsOf, writeFiles } from "../support/releases.ts";
import { sale } from "../support/sales.ts";
import { StepTill } from "../support/step-till.ts";
import { suite } from "../support/suite.ts";
import { bundleText, type Till, type TillOptions, withTill } from "../support/till.ts";
import { writeJournal } from "../support/working-shop.ts";

const test = suite("days that go wrong");

const engine = engineOf("direct");
const options: TillOptions = { engine, rrpay: { policy: "card" }, config: { timeouts: { answerMs: 1500 } } };
const keys = (list: { readonly unresolved: readonly { readonly saleKey: string }[] }) =>
  list.unresolved.map(({ saleKey }) => saleKey);

/** What `dist/` was built as. */
const { version: VERSION } = JSON.parse(readFileSync(checkoutFile("package.json"), "utf8")) as { version: string };

/** The plug-in as the next version, sealed anew: another file that decides the same. */
function newerBundle(): string {
  const text = bundleText().replaceAll(`"${VERSION}"`, '"9.9.9"');
  const body = `${text.slice(0, text.lastIndexOf("//# sha256="))}// newer\n`;
  return `${body}//# sha256=${sumsOf({ body }).slice(0, 64)}\n`;
}

/** The folder of a till as the release leaves it, with the plug-in that `withTill` uses. */
function putRelease(till: Till): void {
  const files = releaseOf("1.0.0", { "rrpay.plugin.js": bundleText() });
  writeFiles(till.folder, { ...files, SHA256SUMS: sumsOf(files) });
  till.writeConfig({ bundle: { file: "rrpay.plugin.js" } });
}

test("update day: a sale that is open stays open through update and rollback, and is charged once", () =>
  withTill(options, async (till) => {
    await till.close();
    putRelease(till);
    await till.open();
    const bread = sale();
    till.rrpay.script([
      { on: "post", fault: { type: "cut-after-request" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    assert.is((await till.settle(bread)).outcome, "unknown");
    writeFiles(join(till.folder, "usb"), { "rrpay.plugin.js": newerBundle() });
    const updated = await runIn(till.folder, ["update", join(till.folder, "usb", "rrpay.plugin.js")]);
    assert.is(updated.code, 0, updated.error);
    await till.restart();
    assert.equal(keys(await till.status()), [bread.saleKey]);
    assert.is((await runIn(till.folder, ["rollback"])).code, 0);
    await till.restart();
    assert.equal(keys(await till.status()), [bread.saleKey]);
    till.rrpay.script([]);
    assert.is((await till.settle(bread)).outcome, "approved");
    assert.is(till.rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
  }));

for (const name of ["quickjs", "native"])
  if (enginesHere().some((one) => one.name === name))
    test(`update day: a till that dies in mid-sale is updated, and either version ends what the other began, on ${name}`, () =>
      withTill({ ...options, engine: engineOf(name), rrpay: { policy: "wait" }, process: true }, async (till) => {
        await till.close();
        putRelease(till);
        await till.open();
        writeFiles(join(till.folder, "usb"), { "rrpay.plugin.js": newerBundle() });
        const [update, rollback] = [["update", join(till.folder, "usb", "rrpay.plugin.js")], ["rollback"]];
        for (const [saleKey, exchange, version] of [
          ["BEFORE", update, "9.9.9"],
          ["BEHIND", rollback, VERSION],
        ] as const) {
          const bread = { ...sale(), saleKey };
          const sold = till.rrpay.transactions().length;
          const call = await till.start("init", bread);
          const lost = call.bytes().catch(() => {});
          await till.kill(till.rrpay.until((rrpay) => rrpay.transactions().length > sold));
          await lost;
          assert.is((await runIn(till.folder, [...exchange])).code, 0);
          assert.is(((await till.open()) as BootReport).version, version);
          assert.equal(keys(await till.status()), [saleKey]);
          till.rrpay.operator.pay(till.rrpay.transactions().at(-1)?.id ?? "");
          assert.is((await till.settle(bread)).outcome, "approved");
          assert.is((await till.saved(bread)).status, "acknowledged");
          assert.equal(keys(await till.status()), []);
          assert.is(till.rrpay.moneyTakenCents(saleKey), bread.totals.totalCents);
        }
      }));

test("update day: an rrpay.prg of 0.1.0 goes on selling and voiding with the new library", () =>
  withTill({ ...options, config: { gama: { format: "lines" } } }, async (till) => {
    const lines = (fields: Record<string, string>) =>
      Object.entries(fields)
        .map(([path, value]) => `\r\n${path}=${value}\r\n`)
        .join("");
    const text = readFileSync(checkoutFile("build/demo/sale.txt"), "utf8");
    const sold = String(await till.call("init", text));
    assert.match(sold, "\r\noutcome=approved\r\n");
    const saleKey = "T1-20261123-000123";
    const close = lines({ window: "settlement", kind: "sale", saleKey, saved: "true" });
    assert.match(String(await till.call("close", close)), "\r\nstatus=acknowledged\r\n");
    const voided = String(await till.call("void", lines({ scope: "completed", saleKey, operator: "ONA" })));
    assert.match(voided, "\r\noutcome=voided\r\n");
    assert.is(till.rrpay.moneyTakenCents(saleKey), 0);
  }));

test("update day: what a newer rrpay.prg says and an older library does not know is refused, and nothing is sent", () =>
  withTill({ ...options, config: { gama: { format: "lines" } } }, async (till) => {
    const text = readFileSync(checkoutFile("build/demo/sale.txt"), "utf8");
    const refused = String(await till.call("init", `${text}\r\nfieldOfTomorrow=1\r\n`));
    assert.match(refused, "\r\noutcome=refused\r\n");
    assert.match(refused, "fieldOfTomorrow");
    assert.is(till.rrpay.counts.transactions, 0);
  }));

test("new computer: an older folder put back shows what RRPay has more, and charges none of it again", () =>
  withTill(options, async (till) => {
    const [before, after] = [sale(), sale(219)];
    await till.settle(before);
    await till.saved(before);
    await till.close();
    cpSync(till.dataDir, join(till.folder, "backup"), { recursive: true });
    await till.open();
    await till.settle(after);
    await till.saved(after);
    await till.close();
    rmSync(till.dataDir, { recursive: true });
    cpSync(join(till.folder, "backup"), till.dataDir, { recursive: true });
    await till.open();
    const [item] = (await till.pos()).unresolved as UnresolvedItem[];
    assert.equal([item?.saleKey, item?.conflict?.code], [after.saleKey, "journal-behind"]);
    assert.ok(item?.decisions.includes("accept-rrpay"));
    await till.settle(after);
    assert.is(till.rrpay.moneyTakenCents(after.saleKey), after.totals.totalCents);
  }));

test("new computer: without the folder, what RRPay has of today is taken over, not charged again", () =>
  withTill(options, async (till) => {
    const bread = sale();
    await till.settle(bread);
    await till.saved(bread);
    await till.close();
    rmSync(till.dataDir, { recursive: true });
    await till.open();
    const again = await till.settle(bread);
    assert.equal([again.outcome, again.code], ["approved", "recovered"]);
    assert.is(till.rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
  }));

test("new computer: another RRPay is refused until journal pair, which first names what is open at the old one", () =>
  withTill(options, async (till) => {
    const [bread, milk] = [sale(), sale(129)];
    await till.settle(bread);
    await till.saved(bread);
    till.rrpay.script([
      { on: "post", fault: { type: "cut-before-process" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    await till.settle(milk);
    await till.close();
    till.rrpay.script([]);
    await till.rrpay.restart({ memory: "new-store" });
    await till.open();
    assert.is((await till.settle(sale(99))).code, "rrpay-changed");
    await till.close();
    const refused = await runIn(till.folder, ["journal", "pair", till.dataDir, "--json"]);
    assert.is(refused.code, 1, refused.out + refused.error);
    assert.match(refused.out, milk.saleKey);
    assert.is((await runIn(till.folder, ["journal", "pair", till.dataDir, "--force"])).code, 0);
    await till.open();
    assert.is(keys(await till.status()).includes(milk.saleKey), true, "what was open stays listed");
  }));

test("new computer: a clock that was set back is told, and what was sold meanwhile is found and not charged again", () => {
  const till = new StepTill().boot();
  const [before, after] = [sale(), sale(219)];
  const clockOf = (told: unknown) => (told as DoctorResult).checks.find(({ id }) => id === "clock");
  const pay = (one: InitSettlementRequest) => {
    const { outcome, code } = till.call("init", one) as { readonly outcome?: unknown; readonly code?: unknown };
    till.call("close", { window: "settlement", kind: "sale", saleKey: one.saleKey, saved: true });
    return outcome === "refused" ? code : outcome;
  };
  assert.is(pay(before), "approved");
  assert.is(clockOf(till.call("doctor", {}))?.status, "ok");
  till.wallMs -= 3 * 86_400_000;
  till.boot();
  const told = clockOf(till.call("doctor", {}));
  assert.equal([told?.status, told?.fix], ["warn", CODES["clock-back"].en]);
  const datesIn = () => {
    const folder = writeJournal(mkdtempSync(join(tmpdir(), "dates-")), till.segments);
    try {
      return checksOf(folder, new Date(till.wallMs)).filter(({ id }) => id === "journal-dates");
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  assert.is(pay(after), "approved");
  assert.is(clockOf(till.call("doctor", {}))?.status, "ok", "the newest record is of the wrong clock now");
  const [dates] = datesIn();
  assert.is(dates?.status, "warn", "one sale does not silence it");
  assert.match(dates?.detail ?? "", /^00000001-(\d{8})\.jsonl > (?!\1)\d{8}$/);
  till.wallMs += 3 * 86_400_000;
  till.boot();
  assert.is(clockOf(till.call("doctor", {}))?.status, "ok");
  assert.equal(datesIn(), [], "the clock is right again");
  const posts = () => till.rrpay.actions.filter((action) => action === "post").length;
  const asked = posts();
  for (const one of [before, after]) assert.is(pay(one), "already-saved");
  assert.is(posts(), asked, "nothing is sold twice");
});

test("end of day: what is open is listed before the shift is closed, by status and by journal resolve", () =>
  withTill(options, async (till) => {
    const bread = sale();
    till.rrpay.script([
      { on: "post", fault: { type: "cut-before-process" } },
      { on: "get", times: "always", fault: { type: "silence" } },
    ]);
    await till.settle(bread);
    assert.equal(keys(await till.status()), [bread.saleKey]);
    await till.close();
    const listed = await runIn(till.folder, ["journal", "resolve", "--config", till.configPath, "--engine", "direct"]);
    assert.is(listed.code, 1, listed.error);
    assert.match(listed.out, bread.saleKey);
  }));

test("end of day: a day that RRPay closes between payment and receipt ends with one receipt and one payment", () =>
  withTill(options, async (till) => {
    till.rrpay.switches.paper = false;
    const bread = sale();
    const call = await till.start("init", bread);
    await till.rrpay.until((rrpay) => rrpay.moneyTakenCents(bread.saleKey) > 0);
    till.rrpay.operator.zReport();
    till.rrpay.switches.paper = true;
    till.rrpay.operator.print(till.rrpay.transactions().at(-1)?.id ?? "");
    const result = (await call.result()) as { outcome: string; fiscal: { state: string } };
    assert.equal([result.outcome, result.fiscal.state], ["approved", "printed"]);
    assert.is(till.rrpay.receipts().length, 1);
    assert.is(till.rrpay.moneyTakenCents(bread.saleKey), bread.totals.totalCents);
  }));

/** What the guides quote, as a till says it. */
const QUOTED: readonly Code[] = ["bundle-abi", "bundle-damaged", "bundle-mismatch", "rrpay-changed", "clock-back"];

for (const [file, language] of [
  ["DIEGIMAS.md", "lt"],
  ["INSTALL.en.md", "en"],
] as const)
  test(`${file} quotes the refusals of a wrong day as the till says them, and names only commands that there are`, async () => {
    const text = readFileSync(checkoutFile(`docs/${file}`), "utf8").replace(/\s+/g, " ");
    for (const code of QUOTED) assert.ok(text.includes(CODES[code][language].split(/\. /)[0] ?? "?"), code);
    const commands = new Set([...text.matchAll(/`gama-rrpay ((?:journal )?[a-z]+)/g)].map(([, name = ""]) => name));
    for (const name of commands) {
      const { code, out } = await runIn(".", [...name.split(" "), "--help"]);
      assert.is(code, 0, name);
      assert.match(out, `gama-rrpay ${name}`);
    }
  });

test.run();
