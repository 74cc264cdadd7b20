// Time limit: 300 s
/**
 * Three made-up GAMAs of different shape are inspected, adapted by the tool alone, previewed and sold through, against the
 * real hooks. Nothing in between is written by hand: what adapt makes of the inspections is what the till then runs with.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { decodeWindows1257, encodeWindows1257 } from "../../plugin/text/windows1257.ts";
import { DEFAULTS, readShop } from "../../runtime/cli/adapt-names.ts";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { posts } from "./items.ts";
import { FILTERED } from "./shape-filtered.ts";
import { type Goods, SHAPES, type Shape } from "./shapes.ts";
import { type Gama, withGama } from "./till.ts";

const engine = engineOf("direct");
const test = suite("made-up GAMAs");

/** What the guide has a consultant ring up before INSPECT: a piece, a weighed one, a discount, a deposit, another rate. */
const TRIAL: readonly Goods[] = [
  {
    code: "PR001",
    name: "Pienas „Žemaitijos“ 2,5 %",
    barcode: "4770001112223",
    unit: "VNT",
    quantity: 2,
    price: 1.29,
    rate: 21,
  },
  { code: "PR102", name: "Bananai", unit: "KG", quantity: 1.234, price: 1.39, rate: 21 },
  {
    code: "PR203",
    name: "Sūris „Kęstutis“, 180 g",
    barcode: "4770005203118",
    unit: "VNT",
    quantity: 3,
    price: 4.99,
    percentOff: 20,
    rate: 21,
  },
  { code: "TARA1", name: "Užstatas, PET", unit: "VNT", quantity: 2, price: 0.1, rate: 0 },
  { code: "KN007", name: "Knyga „Ėjimas per ūkanas“", unit: "VNT", quantity: 1, price: 12.5, rate: 5 },
];
const SOLD: readonly Goods[] = [
  {
    code: "PR415",
    name: "Kava „Švenčių rytas“, 250 g",
    unit: "VNT",
    quantity: 3,
    price: 5.49,
    percentOff: 10,
    rate: 21,
  },
  { code: "PR102", name: "Bananai", unit: "KG", quantity: 0.75, price: 1.39, rate: 21 },
];

/** INSPECT in both windows, as a consultant's paste does it. */
async function inspect(gama: Gama, shape: Shape): Promise<string[]> {
  shape.bind(gama);
  shape.ring(gama, { number: "000001", goods: TRIAL });
  assert.is(await gama.run("INSPECT", shape.pos(gama)), true);
  assert.is(await gama.run("INSPECT", shape.settlement(gama)), true);
  assert.equal(gama.said, [], "INSPECT asks and says nothing");
  return [...gama.files].map(([name, text]) => {
    const path = join(gama.till.folder, name);
    writeFileSync(path, encodeWindows1257(text));
    return path;
  });
}

interface Adapted {
  readonly code: number;
  readonly out: string;
}

/** The tool alone: nobody answers its questions. */
async function adapt(gama: Gama, ...args: string[]): Promise<Adapted> {
  let out = "";
  const host = new NodeHost({
    print: (_stream, text) => {
      out += text;
    },
    ask: async () => undefined,
  });
  const start = { args: ["adapt", ...args], language: "en", isInteractive: 0, programFolder: gama.till.folder };
  const code = await host.run(run(start));
  return { code, out };
}

/** Inspects and adapts, and lets GAMA read what was made; returns what the tool said. */
async function set(gama: Gama, shape: Shape): Promise<Adapted> {
  const files = await inspect(gama, shape);
  const adapted = await adapt(gama, ...files);
  const path = join(gama.till.folder, "gama-shop.txt");
  gama.shop = readFileSync(path, "latin1");
  // A config that has changed is read at GAMA's next start.
  await gama.end();
  return adapted;
}

const hooks = (gama: Gama) => gama.story.filter((line) => line.startsWith("hook ")).map((line) => line.slice(5));

for (const shape of [...SHAPES, FILTERED]) {
  test(`${shape.title}: adapt needs nobody, and a second run finds nothing left to do`, () =>
    withGama({ engine }, async (gama) => {
      const { code, out } = await set(gama, shape);
      assert.is(code, 0, out);
      assert.not(/does not hold/.test(out), out);
      const again = await adapt(gama, join(gama.till.folder, "gama-inspect-*.txt"));
      assert.is(again.code, 0, again.out);
      assert.not(/^\+ /m.test(again.out), again.out);
    }));

  test(`${shape.title}: PREVIEW shows the receipt as the shop sees it`, () =>
    withGama({ engine }, async (gama) => {
      const { out } = await set(gama, shape);
      shape.ring(gama, { number: "000001", goods: TRIAL });
      assert.is(await gama.run("PREVIEW", shape.settlement(gama)), true, `${gama.said.join("\n")}\n${out}`);
      const preview = gama.files.get("gama-preview.txt") ?? "";
      assert.equal(
        [...preview.matchAll(/request\.lines\.\d+\.(?:quantityE4|totalCents|vatRateBp|type)=(.*)\r/g)].map(
          ([, value]) => value,
        ),
        [
          "item",
          "20000",
          "258",
          "2100",
          "item",
          "12340",
          "172",
          "2100",
          "item",
          "30000",
          "1198",
          "2100",
          "deposit",
          "20000",
          "20",
          "0",
          "item",
          "10000",
          "1250",
          "500",
        ],
        preview,
      );
      assert.equal(posts(gama), []);
    }));

  test(`${shape.title}: a sale is paid, saved and followed by the next one; what is voided is voided in RRPay`, () =>
    withGama({ engine, rrpay: { policy: "card" } }, async (gama) => {
      const { out } = await set(gama, shape);
      gama.story.length = 0;
      const pos = shape.pos(gama);
      assert.is(await gama.run("INIT", pos), true);
      shape.ring(gama, { number: "000002", goods: SOLD });
      const window = shape.settlement(gama);
      assert.is(await gama.run("INIT", window), true, `${gama.said.join("\n")}\n${out}`);
      assert.is(posts(gama).at(-1)?.totalCents, 1482 + 104);
      assert.is(posts(gama).at(-1)?.lines?.[0]?.discountCents, 165);
      assert.equal(
        shape.paid(gama, window).map(([, euros]) => euros),
        [15.86],
      );
      assert.not(gama.tables.get("crEil")?.committed ?? false, "a row that is being edited is not committed");
      shape.save(gama, window);
      assert.is(await gama.run("CLOSE", window), true, gama.said.join("\n"));
      // The void key, pressed on the receipt that is saved and on the screen still.
      gama.vfp.members.set("ACTIVEFORM", pos);
      gama.screen.members.set("CRRPAYFOLDER", `${gama.till.folder}/`);
      gama.answers.push(6);
      gama.cashier = ({ text }) => (text.includes("anuliavimas išsaugotas") ? 6 : undefined);
      await gama.press(shape.voidKey);
      assert.equal(
        posts(gama).map(({ kind }) => kind),
        ["sale", "void"],
        gama.story.join("\n"),
      );
      assert.is(posts(gama).at(-1)?.saleKey, posts(gama)[0]?.saleKey);
      // The next customer.
      shape.ring(gama, { number: "000003", goods: TRIAL });
      assert.is(await gama.run("INIT", shape.settlement(gama)), true, gama.story.join("\n"));
      assert.is(gama.till.rrpay.receipts().length, 3);
      assert.ok(hooks(gama).includes("close saved=true"), hooks(gama).join("\n"));
    }));

  test(`${shape.title}: cash that is rounded comes to what is in the drawer`, () =>
    withGama({ engine, rrpay: { policy: { type: "cash", givenCents: 5000 } } }, async (gama) => {
      await set(gama, shape);
      shape.ring(gama, { number: "000004", goods: [{ ...SOLD[0]!, quantity: 1, percentOff: 0, price: 7.47 }] });
      const window = shape.settlement(gama);
      assert.is(await gama.run("INIT", window), true, gama.said.join("\n"));
      const paid = shape.paid(gama, window);
      assert.is(paid.find(([, euros]) => euros === 7.45) === undefined, false, JSON.stringify(paid));
    }));
}

test("the payment map of a shop whose credit numbers are others goes into gama-rrpay.json, and rounding's into gama-shop.txt", () =>
  withGama({ engine }, async (gama) => {
    const [, rows] = SHAPES;
    await set(gama, rows!);
    const config = JSON.parse(readFileSync(join(gama.till.folder, "gama-rrpay.json"), "utf8")) as { payments: unknown };
    assert.equal(config.payments, [
      { rrpay: 0, gama: 1, name: "Grynieji", cash: true },
      { rrpay: 2, gama: 5, name: "Banko kortelė" },
    ]);
    assert.match(decodeWindows1257(Buffer.from(gama.shop ?? "", "latin1")) ?? "", /^rounding\.credit=9\r$/m);
  }));

test("adapt knows every name that rrpay.prg looks up, with the same default", () =>
  withGama({ engine }, async (gama) => {
    const names = decodeWindows1257(Buffer.from(String(await gama.call("RRPayNames")), "latin1")) ?? "";
    assert.equal([...readShop(names)].sort(), Object.entries(DEFAULTS).sort());
  }));

test("what the shop has chosen itself is never changed, and a misspelt name is told", () =>
  withGama({ engine }, async (gama) => {
    const [shape] = SHAPES;
    // A byte that Windows' code page does not have, and a last line that is not ended.
    const own = "saved.property=ask\r\nvat.21=H\r\n* \x81\r\nline.pirce=KAINA";
    writeFileSync(join(gama.till.folder, "gama-shop.txt"), Buffer.from(own, "latin1"));
    const { out } = await set(gama, shape!);
    assert.ok(gama.shop?.startsWith(own), gama.shop);
    assert.not(gama.shop?.slice(own.length).includes("saved.property"));
    assert.match(out, /! rrpay\.prg does not read this line: line\.pirce=KAINA/);
  }));

test("where several would do, adapt asks; without an answer it says so and is not done", () =>
  withGama({ engine }, async (gama) => {
    const shape = SHAPES[2]!;
    const ring: Shape = {
      ...shape,
      ring(one, receipt) {
        shape.ring(one, receipt);
        const head = one.tables.get("I06_PARH")?.records[0];
        if (head) head.I06_APRASYMAS1 = " ".repeat(40);
      },
    };
    const files = await inspect(gama, ring);
    const asked = await adapt(gama, ...files);
    assert.is(asked.code, 1);
    assert.match(asked.out, /\? header\.key: I06_PASTABOS, I06_APRASYMAS1/);
    const told = await adapt(gama, ...files, "--set", "header.key=I06_APRASYMAS1");
    assert.is(told.code, 0, told.out);
    assert.match(told.out, /\+ header\.key=I06_APRASYMAS1/);
  }));

test("a config that is no JSON is told with its place, and stays as it is", () =>
  withGama({ engine }, async (gama) => {
    const files = await inspect(gama, SHAPES[1]!);
    const config = join(gama.till.folder, "broken.json");
    const broken = '{\n  "till": "1"\n  "rrpay": {}\n}\n';
    writeFileSync(config, broken);
    const { code, out } = await adapt(gama, ...files, "--config", config);
    assert.is(code, 69);
    assert.match(out, /broken\.json: line 3, column 3: a comma is missing before this\. Correct the file/);
    assert.is(readFileSync(config, "utf8"), broken);
  }));

test("a VAT rate without a row is an error of its own, until somebody says its group", () =>
  withGama({ engine }, async (gama) => {
    const shape = SHAPES[2]!;
    const old = { ...TRIAL[4]!, rate: 9 };
    const files = await inspect(gama, {
      ...shape,
      ring: (one) => shape.ring(one, { number: "", goods: [...TRIAL, old] }),
    });
    const asked = await adapt(gama, ...files, "--dry");
    assert.is(asked.code, 1);
    assert.match(asked.out, /a line is missing: vat\.9=.*line 6 \(Knyga.*9 %/);
    assert.is((await adapt(gama, ...files, "--set", "vat.9=E")).code, 0);
  }));

test("where no lines fit, GAMA-2 does not hold, and the cursors that are there are named", () =>
  withGama({ engine }, async (gama) => {
    gama.tables.set("PREKES", { records: [{ KODAS: "PR001", LIKUTIS: 4 }], at: 0 });
    const empty: Shape = { ...SHAPES[0]!, ring: () => {} };
    const { code, out } = await adapt(gama, ...(await inspect(gama, empty)));
    assert.is(code, 1);
    assert.match(out, /GAMA-2 {2}does not hold.*PREKES \(1\)/);
  }));

test.run();
