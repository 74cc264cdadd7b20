// Time limit: 300 s
/** How rrpay.prg reads GAMA's cursors and writes PREVIEW and INSPECT. The engine has no part in it. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { bananas, cheese, milk, posts, settle } from "./items.ts";
import { type Item, recordOf } from "./receipt-row.ts";
import { sell, withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import type { Table } from "./tables.ts";

const test = suite("rrpay.prg: reading the receipt");

test("the line that GAMA stood on is the current one, and its work area the selected one", () =>
  withGama(async (gama) => {
    gama.receipt("000124", [milk, bananas]);
    const lines = gama.tables.get("I07_PARD");
    if (lines) lines.at = 1;
    // The window's data session, and the one that GAMA is in.
    for (const [session, alias] of [
      [2, "I07_PARD"],
      [1, "I06_PARH"],
    ] as const) {
      gama.areas.session = session;
      gama.areas.selected = alias;
    }
    const areas = () => {
      assert.is(gama.areas.session, 1);
      assert.is(gama.areas.selected, "I06_PARH");
      gama.areas.session = 2;
      assert.is(gama.areas.selected, "I07_PARD");
      gama.areas.session = 1;
    };
    await settle(gama);
    assert.is(lines?.at, 1);
    areas();
    // On an error too.
    gama.receipt("000125", [milk, { ...bananas, rate: 9 }]);
    const broken = gama.tables.get("I07_PARD");
    if (broken) broken.at = 1;
    await settle(gama);
    assert.is(broken?.at, 1);
    areas();
    assert.not(gama.tables.has("RRPayLines"), "our own cursor is closed");
  }));

test("a line that is marked as deleted is not sold, whatever SET DELETED says", () =>
  withGama(async (gama) => {
    gama.receipt("000129", [milk, cheese, bananas]);
    const lines = gama.tables.get("I07_PARD");
    if (lines) gama.tables.set("I07_PARD", { ...lines, deleted: [1] });
    assert.is((await settle(gama)).done, true, gama.said.join("\n"));
    assert.equal(
      posts(gama)[0]?.lines?.map(({ totalCents }) => totalCents),
      [258, 172],
    );
  }));

test("a row that is being edited under row buffering goes out as the screen has it, and is still GAMA's to take back", () =>
  withGama(async (gama) => {
    const sell = async (number: string, items: Item[], { isNew, ...edit }: Partial<Table> & { isNew?: true }) => {
      gama.receipt(number, items);
      const lines: Table = { ...gama.tables.get("I07_PARD")!, buffering: "row", ...edit };
      if (isNew) lines.fresh = [lines.records[lines.at]!];
      gama.tables.set("I07_PARD", lines);
      await gama.run("INSPECT", new Settlement());
      assert.is((await settle(gama)).done, true, gama.said.join("\n"));
      assert.equal([lines.committed, lines.at], [undefined, edit.at], "GAMA's edit and its row");
      return (posts(gama).at(-1)?.lines ?? []).map(({ totalCents }) => totalCents);
    };
    const before = recordOf({ ...milk, pieces: 1, sum: 1.07, vat: 0.22 });
    assert.equal(await sell("000150", [cheese, milk, bananas], { at: 1, onDisk: before }), [399, 258, 172], "edited");
    assert.equal(await sell("000151", [cheese, milk], { at: 1, isNew: true }), [399, 258], "new");
    assert.equal(await sell("000152", [milk], { at: 0, isNew: true }), [258], "the only one");
    assert.equal(await sell("000153", [cheese, milk], { at: 0, onDisk: before, deleted: [0] }), [258], "taken out");
    assert.equal(await sell("000154", [cheese, milk], { at: 0 }), [399, 258], "nothing is being edited");
    const rows = gama.files.get("gama-inspect-settlement.txt") ?? "";
    assert.match(rows, /row\.I07_PARD\.1\.I07_SUMA=2\.1300/);
    assert.not(/nRRPayRow/i.test(rows), "our own column is no field of GAMA's");
  }));

test("a missing field is told by its name, one that is no number too, and nothing is sent", () =>
  withGama(async (gama) => {
    gama.receipt("000137", [milk]);
    for (const record of gama.tables.get("I07_PARD")?.records ?? []) delete record.I07_KAINA_SU;
    assert.is((await settle(gama)).done, false);
    assert.match(gama.said.join("\n"), /GAMA lauko I07_PARD\.I07_KAINA_SU nėra/);
    const { said } = await sell(gama, [{ ...milk, fields: { I07_KAINA_SU: "brangu" } }], {}, "000137");
    assert.match(said, /GAMA laukas I07_PARD\.I07_KAINA_SU nėra skaičius/);
    const price = { I07_KAINA_SU: " 1,29" };
    assert.is((await sell(gama, [{ ...milk, fields: price }], {}, "000137")).done, true);
    assert.is(posts(gama).length, 1);
  }));

test("PREVIEW shows and keeps what would be sent, and sends nothing", () =>
  withGama(async (gama) => {
    gama.receipt("000150", [milk, cheese]);
    assert.is(await gama.run("PREVIEW", new Settlement()), true, gama.said.join("\n"));
    assert.match(gama.said.join("\n"), /Pienas „Žemaitijos“.*2,0000 VNT x 1,2900 = 2,58.*Iš viso: 6,57/s);
    assert.match(gama.files.get("gama-preview.txt") ?? "", /request\.lines\.0\.quantityE4=20000/);
    assert.equal(posts(gama), []);
  }));

test("INSPECT writes what the window is made of, sends and asks nothing, and goes on where a part fails", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    gama.receipt("000151", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], {
      I06_KODAS_KS: "SLAPTAS",
      I06_RAKTAS: "",
    });
    const lines = gama.tables.get("I07_PARD");
    if (lines) gama.tables.set("I07_PARD", { ...lines, buffering: "table" });
    const window = new Settlement();
    assert.is(await gama.run("INSPECT", window), true, gama.said.join("\n"));
    const file = gama.files.get("gama-inspect-settlement.txt") ?? "";
    for (const line of [
      "foxpro.version=Visual FoxPro 09",
      "set.POINT=.",
      "window.Caption=Atsiskaitymas",
      "member.KREDITAS=Method",
      "member.ISSAUGOTA=Property L false",
      "cursor.I07_PARD.buffering=5",
      "cursor.I06_PARH.I06_DOK_NR=C 20 000151",
      "cursor.I06_PARH.I06_KODAS_KS=C 7 SL...",
      "row.I07_PARD.0.I07_KIEKIS=-2.0000",
      "rows.I07_PARD=1",
    ])
      assert.ok(file.includes(`\r\n${line}`), `${line}\n${file}`);
    assert.not(file.includes("SLAPTAS"), "a customer is nobody's business");
    assert.match(file, /payload=.*lines\.0\.quantityE4=20000/);
    assert.equal([gama.said, posts(gama)], [[], []]);
    assert.is(gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS, "", "nothing is written into GAMA's tables");
    gama.hasDll = false;
    assert.is(await gama.run("INSPECT", window), true);
    assert.match(gama.files.get("gama-inspect-settlement.txt") ?? "", /inspect\.failed\.5=/);
    assert.equal(gama.said, []);
  }));

test("amounts are read and written without SET POINT, and what is no sum is none", () =>
  withGama(async (gama) => {
    for (const [text, cents] of [
      ["12,5", 1250],
      ["12.50", 1250],
      ["0,07", 7],
      ["3", 300],
      [" 1 000,00", 100_000],
      ["", -1],
      [",", -1],
      ["1,234", -1],
      ["12,5O", -1],
      ["1,2,3", -1],
      ["4770001112223", -1],
    ] as const)
      assert.is(await gama.call("RRPayCents", text), cents, text);
    assert.is(await gama.call("RRPayEuros", 1205), "12,05");
    assert.is(await gama.call("RRPayEuros", -2), "-0,02");
    assert.is(await gama.call("RRPayInt", -123456789), "-123456789");
  }));

test("a text with back-slashes and line breaks survives the way out and back", () =>
  withGama(async (gama) => {
    const text = "C:\\new\\rrpay\r\nsecond";
    const line = await gama.call("RRPayLine", "message", text);
    assert.is(await gama.call("RRPayGet", line, "message"), text);
    assert.is(await gama.call("RRPayGet", line, "essage"), "");
  }));

test("every name that the program looks up has a default", () =>
  withGama(async (gama) => {
    const names = String(await gama.call("RRPayNames"));
    const asked = [...gama.source.matchAll(/RRPayName\("([\w.]+)"\)/g)].map(([, name = ""]) => name);
    assert.ok(asked.length > 30);
    for (const name of asked) assert.ok(names.includes(`\r\n${name}=`), name);
  }));

test.run();
