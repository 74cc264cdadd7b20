// What is cleaned in a payload before the validator sees it: blanks at the end, and empty fields.
import * as assert from "uvu/assert";
import { normalise } from "../../plugin/gama/cleaning.ts";
import { SALE } from "../support/flat-sale.ts";
import { suite } from "../support/suite.ts";

const test = suite("flat lines: cleaning");

test("trailing spaces and tabs go, leading blanks and inner ones stay", () => {
  assert.equal(normalise({ saleKey: "  a b   ", lines: [{ name: "x\t ", no: 1 }] }, SALE), {
    saleKey: "  a b",
    lines: [{ name: "x", no: 1 }],
  });
});

test("an empty optional field is absent, also when it was only spaces", () => {
  assert.equal(normalise({ saleKey: "a", note: "    ", saved: "", changeCents: " " }, SALE), { saleKey: "a" });
});

test("an empty required field stays for the validator to refuse", () => {
  assert.equal(normalise({ saleKey: "   ", totalCents: "" }, SALE), { saleKey: "", totalCents: "" });
});

test("an optional object with nothing in it but empty fields is absent: a sale without a customer", () => {
  assert.equal(normalise({ customer: { code: "  ", name: "" } }, SALE), {});
  assert.equal(normalise({ customer: {} }, SALE), {});
  assert.equal(normalise({ customer: { code: "K1", name: " " } }, SALE), { customer: { code: "K1", name: "" } });
});

test("an object with an unknown field is not empty, so that the validator sees it", () => {
  const hostile = JSON.parse('{"customer":{"code":"","__proto__":""},"note":{"x":""}}');
  assert.is(JSON.stringify(normalise(hostile, SALE)), '{"customer":{"code":"","__proto__":""},"note":{"x":""}}');
});

test("an empty array was said on purpose and stays", () => {
  assert.equal(normalise({ tags: [], customer: [] }, SALE), { tags: [], customer: [] });
});

test("what does not fit the shape is left as it is", () => {
  const odd = {
    saleKey: 5,
    totalCents: null,
    customer: "x",
    lines: { 0: "a " },
    tags: ["a ", 1, null],
    unknown: { a: " " },
  };
  assert.equal(normalise(odd, SALE), { ...odd, tags: ["a", 1, null] });
  assert.is(normalise(null, SALE), null);
  assert.is(normalise(7, "i"), 7);
  assert.equal(normalise(["a "], SALE), ["a "]);
});

test("__proto__ stays a key of its own and changes no prototype", () => {
  const value = normalise(JSON.parse('{"__proto__":{"approved":true},"saleKey":"a"}'), SALE) as object;
  assert.equal(Object.keys(value), ["__proto__", "saleKey"]);
  assert.is(Object.getPrototypeOf(value), Object.prototype);
  assert.is("approved" in value, false);
});

test("fields are trimmed where they stand, at every depth", () => {
  const value = { saleKey: "a ", note: " ", customer: { code: "b ", name: "c" }, lines: [{ name: "d ", no: 1 }] };
  assert.is(normalise(value, SALE), value);
  assert.equal(value, { saleKey: "a", customer: { code: "b", name: "c" }, lines: [{ name: "d", no: 1 }] });
});

test("a quarter of a megabyte of blanks before a letter is trimmed in linear time", () => {
  const padded = `${" ".repeat(256 * 1024)}x`;
  assert.equal(normalise({ saleKey: padded }, SALE), { saleKey: padded });
});

test.run();
