// Payloads as flat lines: what the parser reads, and what it refuses.
import * as assert from "uvu/assert";
import { normalise } from "../../plugin/gama/cleaning.ts";
import { parseFlat } from "../../plugin/gama/flat-lines.ts";
import { SHAPES } from "../../schemas/generated/shapes.ts";
import { fault, parsed, SALE } from "../support/flat-sale.ts";
import { suite } from "../support/suite.ts";

const test = suite("flat lines");

test("reads strings, integers, booleans, objects and arrays by the shape, not by their look", () => {
  assert.equal(
    parsed("saleKey=123", "totalCents=258", "saved=true", "customer.code=K1", "lines.0.name=true", "lines.0.no=1"),
    { saleKey: "123", totalCents: 258, saved: true, customer: { code: "K1" }, lines: [{ name: "true", no: 1 }] },
  );
});

test("CR, LF and CRLF end a line, and empty or padded ones are skipped", () => {
  const result = parseFlat("\r\nsaleKey=a\rtotalCents=1\nsaved=false\r\n\r\n   \r\n", SALE);
  assert.equal(result, { ok: true, value: { saleKey: "a", totalCents: 1, saved: false } });
});

test("a byte order mark is read over", () => {
  assert.equal(parseFlat("\ufeffsaleKey=a", SALE), { ok: true, value: { saleKey: "a" } });
});

test("a value begins right after the first equals sign", () => {
  assert.equal(parsed("saleKey= a=b = c"), { saleKey: " a=b = c" });
  assert.equal(parsed("saleKey="), { saleKey: "" });
});

test("escapes stand for line ends and the backslash", () => {
  assert.equal(parsed("saleKey=a\\r\\nb\\\\n"), { saleKey: "a\r\nb\\n" });
});

test("an unknown escape is refused, at the end of a value too", () => {
  for (const value of ["a\\t", "a\\", "\\\\\\", "\\N", "\\\u2028", "\\="]) {
    assert.equal(fault(`saleKey=${value}`), ["saleKey", "escape"]);
  }
});

test("integers may be padded with blanks, as STR() leaves them", () => {
  assert.equal(parsed("totalCents=       258  "), { totalCents: 258 });
  assert.equal(parsed("totalCents=-9007199254740991"), { totalCents: Number.MIN_SAFE_INTEGER });
});

test("minus zero is zero", () => {
  const { totalCents } = parsed("totalCents=-0") as { totalCents: number };
  assert.ok(Object.is(totalCents, 0));
});

test("only plain safe integers are integers", () => {
  const wrong = [
    "1.0",
    "1,5",
    "+1",
    "01",
    "-01",
    "1e3",
    "0x10",
    "--1",
    "1 2",
    "9007199254740992",
    "NaN",
    "-",
    "Infinity",
  ];
  for (const text of wrong) assert.equal(fault(`totalCents=${text}`), ["totalCents", "integer"]);
});

test("booleans are true and false, nothing else", () => {
  assert.equal(parsed("saved= true "), { saved: true });
  for (const text of ["True", ".T.", "1", "yes"]) assert.equal(fault(`saved=${text}`), ["saved", "boolean"]);
});

test("an empty number or flag is left for the validator, and an optional one is absent", () => {
  assert.equal(parsed("totalCents=   ", "saved="), { totalCents: "" });
});

test("an optional field that comes empty and again is still there twice", () => {
  assert.equal(fault("note=", "note=a"), ["note", "duplicate-path"]);
});

test("arrays may come in any order, with or without their count", () => {
  assert.equal(parsed("tags.1=b", "tags.count=2", "tags.0=a"), { tags: ["a", "b"] });
  assert.equal(parsed("tags.0=a"), { tags: ["a"] });
  assert.equal(parsed("lines.count=0"), { lines: [] });
  assert.equal(parsed("grid.0.0=1", "grid.0.1=2", "grid.1.count=0"), { grid: [[1, 2], []] });
});

test("an array has no gaps", () => {
  assert.equal(fault("tags.0=a", "tags.2=c"), ["tags.1", "index"]);
  assert.equal(fault("lines.1.no=1"), ["lines.0", "index"]);
  assert.equal(fault("grid.0.1=1"), ["grid.0.0", "index"]);
});

test("an array holds at most a thousand items", () => {
  const items = Array.from({ length: 1000 }, (_, index) => `tags.${index}=x`);
  assert.is((parsed(...items) as { tags: string[] }).tags.length, 1000);
  assert.equal(fault(...items, "tags.1000=x"), ["tags.1000", "index"]);
});

test("an index is a plain number", () => {
  for (const index of ["00", "01", "-1", "+1", "1e2", "x", "", "99999", "__proto__", "length"]) {
    assert.equal(fault(`tags.${index}=x`), [`tags.${index}`, "index"]);
  }
});

test("a count must agree with the items", () => {
  assert.equal(fault("tags.count=2", "tags.0=a"), ["tags.count", "count"]);
  assert.equal(fault("tags.count=0", "tags.0=a"), ["tags.count", "count"]);
  assert.equal(fault("tags.count=1"), ["tags.count", "count"]);
});

test("a count is a plain number, given once", () => {
  for (const count of ["", "x", "-1", "1.0", "01", "10000"]) {
    assert.equal(fault(`tags.count=${count}`), ["tags.count", "count"]);
  }
  assert.equal(fault("tags.count=0", "tags.count=0"), ["tags.count", "duplicate-path"]);
});

test("a path is given once", () => {
  assert.equal(fault("saleKey=a", "saleKey=a"), ["saleKey", "duplicate-path"]);
  assert.equal(fault("lines.0.no=1", "lines.0.no=2"), ["lines.0.no", "duplicate-path"]);
  assert.equal(fault("tags.0=a", "tags.0=a"), ["tags.0", "duplicate-path"]);
  assert.equal(fault("changeCents=", "changeCents=1"), ["changeCents", "duplicate-path"]);
});

test("a path that the shape does not have is refused", () => {
  const unknown = [
    "total",
    "saleKey.x",
    "customer.age",
    "lines.0.no.x",
    "customer.count",
    "count",
    "tags.0.count",
    "",
    ".",
  ];
  for (const path of unknown) assert.equal(fault(`${path}=1`), [path, "unknown-path"]);
});

test("an object or an array is no value", () => {
  for (const path of ["customer", "lines", "lines.0"]) {
    assert.equal(fault(`${path}=1`), [path, "unknown-path"]);
    assert.equal(fault("customer.code=1", "lines.0.no=1", `${path}=1`), [path, "unknown-path"]);
  }
});

test("names that objects inherit are unknown like any other", () => {
  for (const path of ["__proto__", "constructor", "toString", "__proto__.polluted", "customer.__proto__"]) {
    assert.equal(fault(`${path}=1`), [path, "unknown-path"]);
  }
  assert.is(({} as { polluted?: string }).polluted, undefined);
});

test("a line without an equals sign is named by its number, not by its content", () => {
  assert.equal(fault("saleKey=a", "", "4111111111111111"), ["#3", "no-equals-sign"]);
});

test("hundreds of thousands of lines, or of path segments, are refused at once", () => {
  assert.equal(parseFlat("\n".repeat(300_000), SALE), { ok: false, path: "", reason: "too-many-lines" });
  const deep = "a.".repeat(300_000);
  assert.equal(parseFlat(`${deep}=1`, SALE), { ok: false, path: deep, reason: "unknown-path" });
});

test("the generated shapes drive it: a whole settlement as GAMA writes it", () => {
  const text = [
    "window=settlement",
    "saleKey=T1-1",
    "kind=sale",
    "receiptNo=000123",
    "operator=ONA     ",
    "currency=EUR",
    "customer.code=            ",
    "customer.name=     ",
    "customer.vatCode=",
    "lines.count=1",
    "lines.0.no=         1",
    "lines.0.type=item",
    "lines.0.code=PR001       ",
    "lines.0.barcode=",
    "lines.0.name=Pienas 2,5 %",
    "lines.0.unit=VNT",
    "lines.0.quantityE4=20000",
    "lines.0.unitPriceE4=12900",
    "lines.0.discountCents=0",
    "lines.0.totalCents=258",
    "lines.0.vatGroup=A",
    "lines.0.vatRateBp=2100",
    "totals.totalCents=258",
    "totals.discountCents=0",
    "totals.vatCents=45",
  ].join("\r\n");
  const result = parseFlat(text, SHAPES.initSettlement);
  assert.ok(result.ok);
  assert.equal(normalise(result.value, SHAPES.initSettlement), {
    window: "settlement",
    saleKey: "T1-1",
    kind: "sale",
    receiptNo: "000123",
    operator: "ONA",
    currency: "EUR",
    lines: [
      {
        no: 1,
        type: "item",
        code: "PR001",
        name: "Pienas 2,5 %",
        unit: "VNT",
        quantityE4: 20000,
        unitPriceE4: 12900,
        discountCents: 0,
        totalCents: 258,
        vatGroup: "A",
        vatRateBp: 2100,
      },
    ],
    totals: { totalCents: 258, discountCents: 0, vatCents: 45 },
  });
});

test.run();
