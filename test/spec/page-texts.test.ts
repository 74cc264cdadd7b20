/** What a sender writes into a text can neither turn a page of ours around nor become a part of it. */
import * as assert from "uvu/assert";
import { pageOf } from "../../runtime/cli/conformance/report.ts";
import { PAGE_FOOT, pageHead, section } from "../../runtime/cli/trace/diagram.ts";
import type { Told } from "../../runtime/cli/trace/story.ts";
import { suite } from "../support/suite.ts";

const test = suite("texts of others in a page");

/** Turns the writing around, ends a line, moves a cursor, begins an element. */
const HOSTILE = "12,00\u202e00,21 \u2028\u0085\u009b2J\u001b[2J</pre><script>'\"";
const words = { en: HOSTILE, lt: HOSTILE };

function assertHarmless(page: string): void {
  assert.match(page, /12,00\\u202e00,21/);
  assert.not.match(page, /(?!\n)\p{Cc}|[\u202e\u2028]|<script/u);
}

test("the story of a trace shows what would turn its writing around", () => {
  const sentence = { event: 1, atMs: 0, utcOffsetMin: 0, from: "gama", to: "plugin", words, isOpening: true } as const;
  const told = { sentence, attempt: undefined, step: {} } as unknown as Told;
  const options = { language: "en", bytesOf: undefined } as const;
  assertHarmless(`${pageHead("en")}${section([told], new Map(), options)}${PAGE_FOOT}`);
});

test("the page of conformance shows what would turn its writing around, in what was seen and in who answered", () => {
  const row = { id: "post", promises: "C10", title: { en: "", lt: "" }, verdict: "fails", seen: words } as const;
  const left = { receipts: 0, inCents: 0, outCents: 0, open: [] };
  const run = { at: "", offsetMin: 0, all: 1, isWhole: false, traffic: [], left };
  assertHarmless(pageOf({ ...run, rrpay: HOSTILE, rows: [row] }, "en"));
  assertHarmless(pageOf({ ...run, rrpay: "", rows: [row] }, "en"));
});

test.run();
