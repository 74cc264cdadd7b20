// Time limit: 900 s
/** `gama-rrpay doctor`: each thing that can be wrong with a till is told by name, with what to do. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { describeChecks, examine, withWay } from "../../runtime/cli/doctor.ts";
import { versionCheck } from "../../runtime/cli/doctor-boot.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { Store } from "../../runtime/node/store/store.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import { type Shop, withShop } from "../support/doctor-shop.ts";
import { suite } from "../support/suite.ts";
import { oneOfEachField, wrongConfigs } from "../support/wrong-configs.ts";

const test = suite("the doctor");

const host = new NodeHost();
const look = (shop: Shop, asked?: "lt" | "en", engine = "quickjs") =>
  host.run(examine(shop.configPath, { asked, engine }));

test("an RRPay that does not list status is said to be one with which no shop should sell", () => {
  const check = {
    id: "rrpay-features",
    status: "warn",
    detail: "missing: status print",
    fix: "RRPay lacks some.",
  } as const;
  assert.match(withWay(check, "en").fix, /^RRPay lacks some\. Without status .* No shop should sell/);
  assert.match(withWay(check, "lt").fix, /Be status .* prekiauti negalima\.$/);
  const other = { ...check, detail: "missing: cancel print" };
  assert.equal(withWay(other, "en"), other);
});

test("a file that cannot be read is a fault like any other, and the other checks are made all the same", () =>
  withShop(async (shop) => {
    const [plugin, shopNames] = [join(shop.folder, "rrpay.plugin.js"), join(shop.folder, "gama-shop.txt")];
    rmSync(plugin);
    for (const path of [plugin, shopNames]) mkdirSync(path);
    const { status, checks } = await look(shop, "en");
    const refused = checks.filter(({ status }) => status === "fail").map(({ id, fix }) => [id, fix]);
    const isFolder = (path: string) => `${path} is a folder, not a file.`;
    assert.equal(refused, [
      ["bundle-file", isFolder(plugin)],
      ["shop-names", isFolder(shopNames)],
    ]);
    assert.is(status, "fail");
    assert.ok(checks.some(({ id }) => id === "data-dir"));
  }));

test("a line of gama-shop.txt that rrpay.prg never reads is told, and one that stands there twice", () =>
  withShop(async (shop) => {
    writeFileSync(
      join(shop.folder, "gama-shop.txt"),
      "line.pirce=KAINA\r\nvat.9=E\r\nvat.9=F\r\npayment.cursor=MOK\r\n",
    );
    const { checks } = await look(shop);
    const told = checks.filter(({ id }) => id === "shop-names");
    assert.equal(
      told.map(({ status, detail }) => [status, detail]),
      [
        ["warn", "line.pirce=KAINA"],
        ["warn", "vat.9"],
        ["warn", "payment.cursor=MOK"],
      ],
    );
    assert.match(told[0]?.fix ?? "", /does not read this line/);
    writeFileSync(join(shop.folder, "gama-shop.txt"), "\ufeffunit.ŠAUKŠTAS=šaukštas\r\n");
    assert.is((await look(shop)).checks.find(({ id }) => id === "shop-names")?.status, "ok", "UTF-8, with a mark");
    writeFileSync(join(shop.folder, "gama-shop.txt"), Buffer.from("\ufeffvat.9=E\r\n", "utf16le"));
    const wide = (await look(shop)).checks.find(({ id }) => id === "shop-names");
    assert.equal([wide?.status, /UTF-16/.test(wide?.fix ?? "")], ["fail", true]);
    writeFileSync(join(shop.folder, "gama-shop.txt"), "vat.9=E\r\nunit.STATINE=st.\r\n* a remark\r\n");
    const well = (await look(shop)).checks.filter(({ id }) => id === "shop-names");
    assert.equal(
      well.map(({ status }) => status),
      ["ok"],
    );
  }));

test("a till in order has every check and no fix", () =>
  withShop(async (shop) => {
    const result = await look(shop);
    assert.is(result.status, "ok", describeChecks(result));
    const ids = result.checks.map(({ id }) => id);
    for (const id of [
      "config-file",
      "bundle-file",
      "lock",
      "data-dir",
      "disk-space",
      "code-page",
      "version",
      "rrpay",
      "clock",
      "attempts",
    ])
      assert.ok(ids.includes(id), id);
    assert.ok(result.checks.every(({ fix }) => fix === ""));
  }));

test("a mistake in any field of the config is told by the field's name, with what to do", () =>
  withShop(async (shop) => {
    const right = JSON.parse(readFileSync(shop.configPath, "utf8")) as object;
    for (const { path, mistake, spoil } of oneOfEachField(wrongConfigs())) {
      writeFileSync(shop.configPath, JSON.stringify(spoil(right)));
      const { status, checks } = await look(shop, "en", "direct");
      const told = checks.find((check) => check.status === "fail");
      const what = `${path} ${mistake}: ${told?.detail}`;
      assert.is(status, "fail", what);
      assert.ok(told?.detail.includes(`${path}:`) || told?.detail.includes(`${path}.`), what);
      assert.match(told?.detail ?? "", /^\S+gama-rrpay\.json: .* \(line 1, column \d+\)$/, what);
      assert.match(told?.fix ?? "", CODES["config-invalid"].en, what);
    }
  }));

test("a config that is not there is told with its path", () =>
  withShop(async (shop) => {
    const result = await host.run(examine(join(shop.folder, "nowhere.json"), { asked: "en" }));
    assert.is(result.checks[0]?.id, "config-file");
    assert.match(result.checks[0]?.detail ?? "", /nowhere\.json$/);
  }));

test("a config that is no JSON is told as such, and one with a BOM is fine", () =>
  withShop(async (shop) => {
    const text = readFileSync(shop.configPath, "utf8");
    writeFileSync(shop.configPath, `\ufeff${text}`);
    assert.is((await look(shop)).status, "ok");
    writeFileSync(shop.configPath, text.slice(0, -1));
    const { checks } = await look(shop, "en");
    assert.is(checks[0]?.status, "fail");
    assert.match(checks[0]?.detail ?? "", /line \d+, column \d+/);
  }));

test("a truncated bundle is a damaged one, and another than the config names is a mix-up", () =>
  withShop(async (shop) => {
    shop.write({ bundle: { sha256: "0".repeat(64) } });
    assert.match(describeChecks(await look(shop)), /fail {2}bundle-file/);
    const file = join(shop.folder, "rrpay.plugin.js");
    writeFileSync(file, readFileSync(file).subarray(0, -10));
    shop.write({});
    assert.match(describeChecks(await look(shop)), /fail {2}bundle-file/);
  }));

test("a data folder that cannot be one is told", () =>
  withShop(async (shop) => {
    writeFileSync(join(shop.folder, "file"), "");
    shop.write({ dataDir: "file/data" });
    assert.match(describeChecks(await look(shop)), /fail {2}data-dir/);
  }));

test("a library that is not beside rrpay.prg is told", () =>
  withShop(async (shop) => {
    writeFileSync(join(shop.folder, "rrpay.prg"), "");
    const told = (await look(shop, "en")).checks.find(({ id }) => id === "library");
    assert.is(told?.status, "fail");
    assert.match(told?.fix ?? "", /There is no gama_rrpay\.dll beside rrpay\.prg/);
  }));

test("rrpay.prg that is gone is told, where gama-shop.txt shows that GAMA is meant to find it there", () =>
  withShop(async (shop) => {
    const told = async () => (await look(shop, "en")).checks.find(({ id }) => id === "rrpay-prg");
    assert.is(await told(), undefined, "another program than GAMA may use this folder");
    writeFileSync(join(shop.folder, "gama-shop.txt"), "");
    assert.is((await told())?.status, "fail");
    assert.match((await told())?.fix ?? "", /copy rrpay\.prg from the release's own folder/);
    writeFileSync(join(shop.folder, "rrpay.prg"), "");
    assert.is(await told(), undefined);
  }));

test("a till that is open already is a warning about the lock, and nothing is disturbed", () =>
  withShop(async (shop) => {
    mkdirSync(join(shop.folder, "data"));
    const held = Store.open(join(shop.folder, "data"));
    try {
      const result = await look(shop);
      assert.is(result.status, "warn");
      assert.ok(result.checks.some(({ id, status }) => id === "lock" && status === "warn"));
    } finally {
      if (held.type === "open") held.store.close();
    }
  }));

test("a port that another program has taken is told", async () => {
  const server = createServer((_, response) => response.end("hello"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await withShop(
      async (shop) => {
        const result = await look(shop);
        assert.is(result.checks.find(({ id }) => id === "rrpay")?.status, "fail", describeChecks(result));
      },
      (server.address() as AddressInfo).port,
    );
  } finally {
    await new Promise((done) => server.close(done));
  }
});

test("the fix is in the language asked for, whether the host has found it or the bundle", () =>
  withShop(async (shop) => {
    for (const [changes, id] of [
      [{ rrpay: { port: 0 } }, "config-file"],
      [{ rrpay: { port: 1 }, language: "lt" }, "rrpay"],
    ] as const) {
      shop.write(changes);
      const fix = async (language: "lt" | "en") =>
        (await look(shop, language)).checks.find((check) => check.id === id)?.fix ?? "";
      assert.match(await fix("lt"), /[ąčęėįšųūž]/);
      assert.match(await fix("en"), /^[ -~]+$/);
    }
  }));

test("unfinished payments are told with the place where they are finished, and a till without any with none", () => {
  const open = { id: "attempts", status: "warn", detail: "sale T1-1 approved", fix: "Look." } as const;
  assert.match(withWay(open, "lt").fix, "gama-rrpay journal resolve");
  assert.is(
    withWay(open, "en").fix,
    "Look. The list: STATUS in GAMA or, with GAMA closed, gama-rrpay journal resolve.",
  );
  const several = { ...open, detail: "sale T1-1 approved; return T1 2 not-accepted; void T1-3 unkno" };
  assert.is(withWay(several, "lt").detail, "pardavimas T1-1: apmokėta; grąžinimas T1 2: nepriimta; void T1-3 unkno");
  assert.is(withWay(several, "en").detail, several.detail);
  const none = { ...open, status: "ok", detail: "0", fix: "" } as const;
  assert.equal(withWay(none, "en"), none);
  assert.is(withWay({ ...open, detail: "void T1-3 approved" }, "lt").detail, "anuliavimas T1-3: anuliuota");
});

test("a program and a library of two releases are told, by version and by commit", () => {
  const [older, newer] = [
    "gama-rrpay 0.1.0, ABI 1, native (engine), commit 1e7b4c202646",
    "gama-rrpay 0.1.0, ABI 1, native (engine), commit 836e8beadb4f",
  ];
  for (const other of [newer, older.replace("0.1.0", "0.2.0")]) {
    const { status, detail, fix } = versionCheck(older, other, "lt");
    assert.equal([status, detail], ["warn", `${older} / ${other}`]);
    assert.match(fix, "gama-rrpay update");
  }
  assert.equal(versionCheck(older, older, "lt"), { id: "version", status: "ok", detail: older, fix: "" });
  assert.is(versionCheck(older, "gama-rrpay 0.1.0, ABI 1, direct, commit 836e8bea", "lt").status, "ok", "a checkout");
});

test("an emulator that the settings do not allow is told with the setting that a trial needs", () => {
  const refused = {
    id: "rrpay",
    status: "fail",
    detail: "emulator-not-allowed",
    fix: "Start the real RRPay.",
  } as const;
  assert.match(withWay(refused, "lt").fix, /^Start the real RRPay\. Jei tai bandymas, .*rrpay\.allowEmulator: true/);
  assert.match(withWay(refused, "en").fix, "For a trial set rrpay.allowEmulator to true");
});

test.run();
