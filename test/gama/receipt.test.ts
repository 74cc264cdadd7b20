// Time limit: 300 s
/** What rrpay.prg makes of a receipt: its key, its lines, its sums. The engine has no part in it. */

import * as assert from "uvu/assert";
import { encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { bananas, cheese, deposit, milk, posts, remark, settle } from "./items.ts";
import { type Gama, type GamaOptions, type Item, Settlement, withGama as withAnyGama } from "./till.ts";

const engine = engineOf("direct");
const withGama = (body: (gama: Gama) => Promise<void>, options: Omit<GamaOptions, "engine"> = {}) =>
  withAnyGama({ engine, ...options }, body);
const test = suite("rrpay.prg: the receipt");

/** Sells one receipt and returns what went out, or what was said instead. */
async function sell(gama: Gama, items: readonly Item[], fields = {}, number = "000123") {
  gama.receipt(number, items, fields);
  const { window, done } = await settle(gama);
  return { window, done, post: posts(gama).at(-1), said: gama.said.join("\n") };
}

test("a sale goes out in cents and ten-thousandths and comes back as payments of the window", () =>
  withGama(async (gama) => {
    const { window, post, said } = await sell(gama, [milk, bananas, cheese, remark, deposit]);
    assert.is(said, "");
    assert.is(post?.saleKey, "T1-20261123-000123");
    assert.is(post?.operator, "ona");
    assert.is(post?.totalCents, 258 + 172 + 399 + 20);
    assert.equal(
      post?.lines?.map((line) => [line.type, line.quantityE4, line.unitPriceE4, line.discountCents, line.totalCents]),
      [
        ["item", 20_000, 12_900, 0, 258],
        ["item", 12_340, 13_900, 0, 172],
        ["item", 10_000, 49_900, 100, 399],
        ["deposit", 20_000, 1_000, 0, 20],
      ],
    );
    assert.is(post?.lines?.[0]?.name, "Pienas „Žemaitijos“ 2,5 %");
    assert.equal(window.paid, [[2, 8.49]]);
  }));

test("a receipt without a number is not sent: its key would be every such receipt's", () =>
  withGama(async (gama) => {
    for (const number of ["", "   "]) {
      gama.said.length = 0;
      const { done, said } = await sell(gama, [milk], {}, number);
      assert.is(done, false);
      assert.match(said, /neturi numerio \(I06_PARH\.I06_DOK_NR\).*GAMA-3/);
    }
    assert.equal(posts(gama), []);
    assert.ok(gama.commands.includes("KEYBOARD {ESC}"), "the settlement window is left");
  }));

test("where GAMA has a place for it the key has a random part of its own, kept with the receipt", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const first = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(20) });
    const key = first.post?.saleKey ?? "";
    assert.match(key, /^T1-20261123-000123~[0-9A-Z]{9}500$/);
    const kept = gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS;
    assert.ok(key.endsWith(String(kept)));
    // The same number, used again: another receipt.
    const second = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(20) });
    assert.is(second.done, true, second.said);
    assert.is(posts(gama).length, 2);
    assert.is.not(second.post?.saleKey, key);
  }));

test("where GAMA numbers on saving, the random part is number and key", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const { post, said } = await sell(gama, [milk], { I06_RAKTAS: "" }, "");
    assert.match(post?.saleKey ?? said, /^T1-20261123-~\w{12}$/);
    assert.match(post?.receiptNo ?? "", /^\w{12}$/);
  }));

test("a VAT rate goes out in the group that the shop's map gives it", () =>
  withGama(async (gama) => {
    gama.shop = "vat.9=E\r\nvat.5=H\r\n";
    const { post } = await sell(gama, [
      { ...milk, rate: 9 },
      { ...milk, rate: 5 },
      { ...milk, rate: 12 },
    ]);
    assert.equal(
      post?.lines?.map(({ vatGroup, vatRateBp }) => [vatGroup, vatRateBp]),
      [
        ["E", 900],
        ["H", 500],
        ["B", 1200],
      ],
    );
  }));

test("a VAT rate without a group is an error that names the line and the rate", () =>
  withGama(async (gama) => {
    const { done, said } = await sell(gama, [bananas, { ...milk, rate: 9 }]);
    assert.is(done, false);
    assert.match(said, /Eilutė 2 \(Pienas.*PVM tarifui 9 % nepriskirta grupė.*vat\.9=/s);
    const fraction = await sell(gama, [{ ...milk, rate: 5.5 }]);
    assert.match(fraction.said, /vat\.5\.50=/);
    assert.equal(posts(gama), []);
  }));

test("six pieces sold as one box go out as one box: quantity, unit and price belong together", () =>
  withGama(async (gama) => {
    const box: Item = {
      code: "PR310",
      pieces: 6,
      price: 12,
      sum: 9.92,
      vat: 2.08,
      fields: { I07_KODAS_US_A: "DEZ", I07_ALT_KIEKIS: 1, I07_ALT_FRAK: 1 },
    };
    const { post, said } = await sell(gama, [box, { ...box, price: 2 }]);
    assert.equal(
      post?.lines?.map((line) => [line.quantityE4, line.unit, line.unitPriceE4, line.discountCents]),
      [
        [10_000, "DEZ", 120_000, 0],
        [60_000, "VNT", 20_000, 0],
      ],
      said,
    );
  }));

test("a discount that GAMA does not name is an error that names the line, and nothing is sent", () =>
  withGama(async (gama) => {
    const { done, said } = await sell(gama, [milk, { ...cheese, discount: 0 }]);
    assert.is(done, false);
    assert.match(said, /Eilutė 2 \(Pienas\).*3,99 EUR.*GAMA-4/);
    assert.equal(posts(gama), []);
  }));

test("a price without VAT is sent with it, and no VAT is counted where GAMA counts none", () =>
  withGama(async (gama) => {
    const { post, said } = await sell(gama, [
      { ...milk, price: 0, pieces: 1, sum: 10, vat: 2.1, fields: { I07_KAINA_BE: 10 } },
      { ...milk, price: 10, pieces: 1, sum: 10, vat: 0, fields: { I07_MOKESTIS: 0 } },
    ]);
    assert.equal(
      post?.lines?.map((line) => [line.unitPriceE4, line.totalCents, line.vatRateBp, line.vatGroup]),
      [
        [121_000, 1210, 2100, "A"],
        [100_000, 1000, 0, "D"],
      ],
      said,
    );
  }));

test("which of two prices counts, I06_PVM_TIP says; the one that does not fit is not taken", () =>
  withGama(async (gama) => {
    // 10.00 without VAT is 12.10 with it; the other price is of a price list that does not count.
    const line: Item = { ...milk, pieces: 1, sum: 10, vat: 2.1, price: 12.1, fields: { I07_KAINA_BE: 10 } };
    for (const type of [0, 1]) {
      const { post, said } = await sell(gama, [line], { I06_PVM_TIP: type }, `00020${type}`);
      assert.is(post?.lines?.[0]?.unitPriceE4, 121_000, said);
    }
    const wrong = { ...line, price: 11, fields: { I07_KAINA_BE: 10 } };
    assert.is((await sell(gama, [wrong], { I06_PVM_TIP: 1 }, "000203")).post?.lines?.[0]?.unitPriceE4, 121_000);
    const { said, done } = await sell(gama, [{ ...wrong, fields: { I07_KAINA_BE: 9 } }], { I06_PVM_TIP: 0 }, "000204");
    assert.is(done, false);
    assert.match(said, /Eilutė 1 \(Pienas.*12,10 EUR/);
  }));

test("a unit goes out under the name that the shop gives it, and one without a row is an error that names the line", () =>
  withGama(async (gama) => {
    gama.shop = "unit.STATINE=st.\r\n";
    const { post } = await sell(gama, [{ ...milk, fields: { I07_KODAS_US: "Statine     " } }, bananas]);
    assert.equal(
      post?.lines?.map(({ unit }) => unit),
      ["st.", "VNT"],
    );
    const { done, said } = await sell(gama, [milk, { ...milk, fields: { I07_KODAS_US: "RIES" } }], {}, "000124");
    assert.is(done, false);
    assert.match(said, /Eilutė 2 \(Pienas.*vienetui RIES nepriskirtas pavadinimas.*unit\.RIES=/s);
  }));

test("services, deposits and texts are told apart by the shop's own kinds and codes", () =>
  withGama(async (gama) => {
    gama.shop = "type.goods=P,D,U\r\ntype.service=D\r\ndeposit.prefix=UZ\r\n";
    const kinds = (type: string) => ({ fields: { I07_TIPAS: type } });
    const { post, said } = await sell(gama, [
      { ...milk, ...kinds("P") },
      { ...cheese, ...kinds("D") },
      { ...deposit, code: "UZ-PET", ...kinds("U") },
      { ...remark, ...kinds("T") },
    ]);
    assert.equal(
      post?.lines?.map(({ type }) => type),
      ["item", "service", "deposit"],
      said,
    );
    const { done, said: told } = await sell(gama, [{ ...milk, ...kinds("X") }], {}, "000124");
    assert.is(done, false);
    assert.match(told, /rūšis X neparduodama, bet eilutė turi sumą.*type\.goods/);
  }));

test("lines that do not come to GAMA's own total are not sent, where the shop names it", () =>
  withGama(async (gama) => {
    gama.shop = "header.total=I06_SUMA+I06_SUMA_PVM\r\n";
    const whole = { I06_SUMA: 2.13, I06_SUMA_PVM: 0.45 };
    assert.is((await sell(gama, [milk], whole)).done, true);
    const { done, said } = await sell(gama, [milk, cheese], whole, "000124");
    assert.is(done, false);
    assert.match(said, /Eilučių suma 6,57 EUR nelygi kvito sumai 2,58 EUR/);
    assert.is(posts(gama).length, 1);
  }));

test("a name is cut where the shop says so, and else goes out whole", () =>
  withGama(async (gama) => {
    const { post } = await sell(gama, [milk]);
    assert.is(post?.lines?.[0]?.name, "Pienas „Žemaitijos“ 2,5 %");
    gama.shop = "name.length=6\r\n";
    assert.is((await sell(gama, [milk], {}, "000124")).post?.lines?.[0]?.name, "Pienas");
  }));

test("a customer goes out for the invoice, and a return names the document that GAMA keeps of its sale", () =>
  withGama(async (gama) => {
    gama.shop = "header.original=I06_RRPAY\r\n";
    const { post, said } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], {
      I06_KODAS_KS: "KL001       ",
      I06_PAV: "UAB Pavyzdys",
      I06_RRPAY: "FD-12",
    });
    assert.equal([post?.customer?.code, post?.customer?.name], ["KL001", "UAB Pavyzdys"], said);
    assert.is(post?.original?.documentNo, "FD-12");
  }));

test("a receipt that GAMA numbers on saving keeps the key it was paid under", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\n";
    const { post } = await sell(gama, [milk], { I06_RAKTAS: " ".repeat(12) }, "");
    const head = gama.tables.get("I06_PARH")?.records[0];
    if (head) head.I06_DOK_NR = "000777";
    assert.is(`T1${await gama.call("RRPayTail")}`, post?.saleKey);
  }));

test("a receipt in another currency is not sent", () =>
  withGama(async (gama) => {
    const { said } = await sell(gama, [milk], { I06_KODAS_VL: "USD         " });
    assert.match(said, /Kvito valiuta USD/);
    assert.equal(posts(gama), []);
    assert.is((await sell(gama, [milk], { I06_KODAS_VL: "EUR" })).done, true);
  }));

test("a storno that gives nothing back is not sent, where the shop knows the flag", () =>
  withGama(async (gama) => {
    gama.shop = "header.storno=I06_OP_STORNO\r\n";
    assert.match((await sell(gama, [milk], { I06_OP_STORNO: 1 })).said, /storno/);
    assert.equal(posts(gama), []);
    assert.is((await sell(gama, [milk], { I06_OP_STORNO: 0 })).done, true);
  }));

test("a return goes out positive, with the document that the cashier read, and comes back below zero", () =>
  withGama(async (gama) => {
    gama.answers.push("FD-77");
    const { window, post, said } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }]);
    assert.is(post?.kind, "return", said);
    assert.is(post?.totalCents, 258);
    assert.is(post?.lines?.[0]?.quantityE4, 20_000);
    assert.is(post?.original?.documentNo, "FD-77");
    assert.equal(window.paid, [[2, -2.58]]);
    // The same window again: the same content, and nobody is asked twice.
    assert.is((await settle(gama)).done, true);
    assert.is(posts(gama).length, 1);
  }));

const PREPAID = [
  "prepaid.voucher=I06_CEKIS",
  "prepaid.advance=I06_AVANSAS",
  "prepaid.advance.name=Avansas pagal užsakymą",
  "prepaid.loyalty=taskai",
]
  .map((line) => `${Buffer.from(encodeWindows1257(line)).toString("latin1")}\r\n`)
  .join("");

/** A settlement window that has taken loyalty points. */
function withPoints(euros: number): Settlement {
  const window = new Settlement();
  window.members.set("TASKAI", euros);
  return window;
}

test("gift voucher, advance and loyalty points that GAMA has taken go out with the sale, and RRPay takes the rest", () =>
  withGama(async (gama) => {
    gama.shop = PREPAID;
    gama.receipt("000123", [milk, cheese], { I06_CEKIS: 2, I06_AVANSAS: " 1,50" });
    const { window, done } = await settle(gama, withPoints(0.07));
    assert.is(done, true, gama.said.join("\n"));
    const [post] = posts(gama);
    assert.is(post?.totalCents, 657);
    assert.equal(post?.prepaid, [
      { type: "voucher", name: "Dovanų čekis", amountCents: 200 },
      { type: "advance", name: "Avansas pagal užsakymą", amountCents: 150 },
      { type: "loyalty", name: "Lojalumo taškai", amountCents: 7 },
    ]);
    assert.equal(window.paid, [[2, 3]]);
  }));

test("what GAMA has not taken is not named, and a return gives back that way, above zero", () =>
  withGama(async (gama) => {
    gama.shop = PREPAID;
    gama.answers.push("FD-77");
    gama.receipt("000123", [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], { I06_CEKIS: -2, I06_AVANSAS: 0 });
    const { window, done } = await settle(gama, withPoints(0));
    assert.is(done, true, gama.said.join("\n"));
    const [post] = posts(gama);
    assert.equal([post?.kind, post?.totalCents], ["return", 258]);
    assert.equal(post?.prepaid, [{ type: "voucher", name: "Dovanų čekis", amountCents: 200 }]);
    assert.equal(window.paid, [[2, -0.58]]);
  }));

test("the original of a return is GAMA's, where the shop knows the field", () =>
  withGama(async (gama) => {
    gama.shop = "header.original=I06_PIRKIMAS\r\n";
    const { post } = await sell(gama, [{ ...milk, pieces: -2, sum: -2.13, vat: -0.45 }], { I06_PIRKIMAS: "FD-9   " });
    assert.is(post?.original?.documentNo, "FD-9");
  }));

test("the line that GAMA stood on is the current one, and its work area the selected one", () =>
  withGama(async (gama) => {
    gama.receipt("000124", [milk, bananas]);
    const lines = gama.tables.get("I07_PARD");
    if (lines) lines.at = 1;
    await settle(gama);
    assert.is(lines?.at, 1);
    // On an error too.
    gama.receipt("000125", [milk, { ...bananas, rate: 9 }]);
    const broken = gama.tables.get("I07_PARD");
    if (broken) broken.at = 1;
    await settle(gama);
    assert.is(broken?.at, 1);
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
