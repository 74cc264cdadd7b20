// Time limit: 300 s
/** What rrpay.prg makes of a receipt's lines: VAT, units, prices, discounts and kinds. The engine has no part in it. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { bananas, cheese, deposit, milk, posts, remark } from "./items.ts";
import type { Item } from "./receipt-row.ts";
import { sell, withGama } from "./receipt-sale.ts";

const test = suite("rrpay.prg: the receipt's lines");

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
    // both fit the sum to the cent
    for (const [type, unitPriceE4] of [
      [1, 121_000],
      [0, 121_050],
    ] as const) {
      const both = { ...line, fields: { I07_KAINA_BE: 10.0041 } };
      const { post } = await sell(gama, [both], { I06_PVM_TIP: type }, `00021${type}`);
      assert.is(post?.lines?.[0]?.unitPriceE4, unitPriceE4);
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

test.run();
