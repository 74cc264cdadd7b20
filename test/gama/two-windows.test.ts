// Time limit: 300 s
/** rrpay.prg where GAMA has two POS windows, each with a receipt in a data session of its own. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { cheese, milk, NO, posts, settle } from "./items.ts";
import { withGama } from "./receipt-sale.ts";
import { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";

const test = suite("rrpay.prg: two POS windows");

/** One of GAMA's POS windows: its settlement window stands in its data session. */
class Place {
  readonly pos: Settlement;
  readonly #gama: Gama;
  readonly #session: number;

  constructor(gama: Gama, session: number) {
    this.#gama = gama;
    this.#session = session;
    gama.tables.setApart(session);
    this.pos = this.#window("POS pardavimo taskas");
  }

  ring(...receipt: Parameters<Gama["receipt"]>): void {
    this.#gama.areas.session = this.#session;
    this.#gama.receipt(...receipt);
    this.#gama.areas.session = 1;
  }

  space() {
    return settle(this.#gama, this.#window("Atsiskaitymas"));
  }

  #window(caption: string): Settlement {
    const window = new Settlement(caption);
    window.members.set("DATASESSIONID", this.#session);
    return window;
  }
}

async function twoPlaces(gama: Gama): Promise<readonly [Place, Place]> {
  const places = [new Place(gama, 2), new Place(gama, 3)] as const;
  for (const { pos } of places) await gama.run("INIT", pos);
  return places;
}

const closes = (gama: Gama) => gama.story.filter((line) => line.startsWith("hook close"));

test("a paid receipt that the other window still shows is not told as saved, and its payment comes back there", () =>
  withGama(async (gama) => {
    const [first, second] = await twoPlaces(gama);
    first.ring("000901", [milk]);
    assert.is((await first.space()).done, true, gama.said.join("\n"));
    // Esc, and another customer at the other window: the first receipt is to be finished first
    second.ring("000902", [cheese]);
    gama.cashier = () => NO;
    assert.is((await second.space()).done, false);
    assert.match(gama.said.join("\n"), /Kvitas 000901|kvitas 000901/);
    assert.equal(closes(gama), [], "nobody knows yet whether the first one is saved");
    const back = await first.space();
    assert.equal([back.done, back.window.paid], [true, [[2, 2.58]]], gama.story.join("\n"));
    // now it is saved: its window goes on to the next receipt
    first.ring("000903", [milk]);
    assert.is((await second.space()).done, true, gama.story.join("\n"));
    assert.equal(closes(gama), ["hook close saved=true"]);
    assert.is(posts(gama).length, 2);
  }));

test("looking at the other window's receipt makes no key in it", () =>
  withGama(async (gama) => {
    gama.shop = "header.key=I06_RAKTAS\r\n";
    const [first, second] = await twoPlaces(gama);
    const blank = { I06_RAKTAS: " ".repeat(20) };
    first.ring("000904", [milk], blank);
    second.ring("000905", [cheese], blank);
    await second.space();
    second.ring("000906", [cheese], blank);
    await second.space();
    gama.areas.session = 2;
    assert.is(gama.tables.get("I06_PARH")?.records[0]?.I06_RAKTAS, blank.I06_RAKTAS);
    assert.equal(closes(gama), ["hook close saved=true"]);
  }));

test.run();
