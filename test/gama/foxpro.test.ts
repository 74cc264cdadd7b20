// Time limit: 300 s
/** rrpay.prg as Visual FoxPro runs it: what its commands and GAMA's own code do besides what is asked of them. */
import * as assert from "uvu/assert";
import { encodeUtf8 } from "../../plugin/text/utf8.ts";
import { suite } from "../support/suite.ts";
import { cheese, milk, posts, settle } from "./items.ts";
import { sell, withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";

const test = suite("rrpay.prg: as FoxPro runs it");

const utf8 = (text: string) => Buffer.from(encodeUtf8(text)).toString("latin1");

test("what SET FILTER hides is another receipt's: a query would see it", () =>
  withGama(async (gama) => {
    gama.receipt("000160", [milk, cheese]);
    const { records = [] } = gama.tables.get("I07_PARD") ?? {};
    for (const [at, record] of records.entries()) record.I07_PO = at;
    gama.tables.set("I07_PARD", { records, at: 0, filter: "I07_PO = 0" });
    await settle(gama);
    assert.is(posts(gama)[0]?.totalCents, 258);
  }));

test("a file that is there is written again without FoxPro's question about it", () =>
  withGama(async (gama) => {
    gama.receipt("000161", [milk]);
    for (const action of ["INSPECT", "PREVIEW", "INSPECT", "PREVIEW"])
      assert.is(await gama.run(action, new Settlement()), true, gama.said.join("\n"));
  }));

test("where the till's user may not write beside the DLL, the consultant is told where the file is", () =>
  withGama(async (gama) => {
    gama.isReadOnly = true;
    gama.receipt("000161", [milk]);
    for (const [action, name] of [
      ["INSPECT", "gama-inspect-settlement.txt"],
      ["PREVIEW", "gama-preview.txt"],
    ] as const) {
      assert.is(await gama.run(action, new Settlement()), true, gama.said.join("\n"));
      assert.ok(gama.said.at(-1)?.endsWith(`Temp\\${name}`), gama.said.join("\n"));
      assert.ok(gama.files.has(name));
    }
  }));

test("a receipt without a date is not sent: its number would be that of another day's", () =>
  withGama(async (gama) => {
    for (const date of ["        ", null, 20261123]) {
      const { said } = await sell(gama, [milk], { I06_OP_DATA: date }, "000162");
      assert.match(said, /GAMA lauk(as|o) I06_PARH\.I06_OP_DATA .*neišsiųsta/);
    }
    assert.equal(posts(gama), []);
  }));

test("a sum that GAMA keeps as a text with two separators is no number", () =>
  withGama(async (gama) => {
    const { said } = await sell(gama, [{ ...milk, fields: { I07_SUMA: "1.002,13" } }]);
    assert.match(said, /I07_PARD\.I07_SUMA nėra skaičius/);
    assert.equal(posts(gama), []);
  }));

test("a payment method that says .F. has not taken the payment: the cashier is told what to enter", () =>
  withGama(async (gama) => {
    gama.receipt("000163", [milk]);
    const window = new Settlement();
    window.members.set("KREDITAS", () => false);
    await settle(gama, window);
    assert.match(gama.said.join("\n"), /Įveskite GAMA lange:\r.*\(2\): 2,58/);
  }));

const ROWS = "payment.cursor=mok\r\npayment.cursor.number=NR\r\npayment.cursor.sum=SUMA\r\n";

/** Sells milk into payment rows. */
async function intoRows(
  gama: Gama,
  rows: { NR: number | string; SUMA: number }[],
  window = new Settlement(),
  buffering?: "row" | "table",
) {
  gama.shop = ROWS;
  gama.receipt("000164", [milk]);
  gama.tables.set("mok", {
    records: rows,
    at: 0,
    structure: { NR: rows[0]?.NR ?? 0, SUMA: 0 },
    ...(buffering === undefined ? {} : { buffering }),
  });
  await settle(gama, window);
  return gama.tables.get("mok");
}

test("GAMA's payment rows are left on a row, not behind the last one", () =>
  withGama(async (gama) => {
    const table = await intoRows(gama, [
      { NR: 2, SUMA: 0 },
      { NR: 7, SUMA: 0 },
    ]);
    assert.equal([table?.records[0]?.SUMA, table?.at], [2.58, 0]);
  }));

test("where the rows are buffered a new one is found again, though it has another number once it is left", () =>
  withGama(async (gama) => {
    for (const buffering of ["row", "table"] as const) {
      const table = await intoRows(gama, [{ NR: 7, SUMA: 0 }], new Settlement(), buffering);
      assert.equal([table?.records[1], table?.at], [{ NR: 2, SUMA: 2.58 }, 1], buffering);
      assert.not(gama.said.join("\n").includes("Kitose"), gama.said.join("\n"));
    }
  }));

test("a credit number that GAMA keeps as a text gets one", () =>
  withGama(async (gama) => {
    const table = await intoRows(gama, [{ NR: "1", SUMA: 0 }]);
    assert.equal(table?.records[1], { NR: "2", SUMA: 2.58 });
    assert.equal(gama.said, []);
  }));

test("a window that fails to show the rows has taken the payment: it is not typed again", () =>
  withGama(async (gama) => {
    const window = new Settlement();
    window.members.set("REFRESH", () => {
      throw new Error("the grid has no column");
    });
    const table = await intoRows(gama, [{ NR: 2, SUMA: 0 }], window);
    assert.is(table?.records[0]?.SUMA, 2.58);
    assert.equal(gama.said, []);
  }));

test("a property of the window that is no yes or no says nothing of saved", () =>
  withGama(async (gama) => {
    gama.shop = "saved.property=issaugota\r\n";
    gama.receipt("000165", [milk]);
    const { window } = await settle(gama);
    window.members.set("ISSAUGOTA", 1);
    assert.is(await gama.run("CLOSE", window), true);
    assert.equal(gama.said, []);
  }));

test("gama-shop.txt reads the same as UTF-8, with a mark or without, and as UTF-16 nothing is sent", () =>
  withGama(async (gama) => {
    for (const mark of ["", "\ufeff"]) {
      gama.shop = utf8(`${mark}unit.VNT=ąčęėįšųūž\r\nunit.KG=ĄČĘĖĮŠŲŪŽ\r\n`);
      const kilo = { ...cheese, fields: { I07_KODAS_US: "KG" } };
      const { post, said } = await sell(gama, [milk, kilo], {}, mark === "" ? "000166" : "000167");
      assert.equal(
        post?.lines.map(({ unit }) => unit),
        ["ąčęėįšųūž", "ĄČĘĖĮŠŲŪŽ"],
        said,
      );
    }
    gama.shop = Buffer.from("\ufeffunit.VNT=vnt\r\n", "utf16le").toString("latin1");
    const { said } = await sell(gama, [milk], {}, "000168");
    assert.match(said, /gama-shop\.txt išsaugotas netinkama koduote/);
    assert.is(posts(gama).length, 2);
  }));

test("without the DLL the box says so, in the cashier's language", () =>
  withGama(async (gama) => {
    gama.hasDll = false;
    const { said } = await sell(gama, [milk]);
    assert.match(said, /^Nerastas failas .*gama_rrpay\.dll\. Kvieskite diegėją\.$/m);
  }));

test("however many ways to pay there are, the cashier reads what to type", () =>
  withGama(async (gama) => {
    for (const [count, hasName] of [
      [2, true],
      [9, true],
      [30, false],
    ] as const) {
      const rows = Array.from({ length: count }, (_, at) => ({
        rrpay: at,
        gama: at + 10,
        name: `Mokėjimo būdas nr ${at}`,
      }));
      await gama.end();
      gama.till.writeConfig({ payments: rows } as never);
      gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
      const shown = String(await gama.call("RRPayMethods", 150));
      assert.ok(shown.length <= 150, `${shown} ${count}`);
      assert.ok(shown.includes(`, ${count + 9}`), shown);
      assert.is(/Mok/.test(shown), hasName, shown);
    }
  }));

test.run();
