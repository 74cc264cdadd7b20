/** Health, identity and duplicates, refusals. These checks need nobody at RRPay; what is refused first says order.ts. */
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isTaken, refused, said, taken } from "./evidence.ts";
import { NO_TOKEN, Unmeasured } from "./unmeasured.ts";
import type { Got } from "./wires.ts";

const echo = (order: {
  id: string;
  till: string;
  kind: string;
  saleKey: string;
  currency: string;
  totalCents: number;
}) => ({
  ...{ id: order.id, till: order.till, kind: order.kind, saleKey: order.saleKey },
  ...{ currency: order.currency, totalCents: order.totalCents },
});

export const IDENTITY: readonly Check[] = [
  {
    id: "health",
    promises: "C2 R1 R2 R14 R20",
    title: { en: "health is answered, protocol 1", lt: "būsenos užklausa atsakoma, protokolas 1" },
    *run(lab) {
      const got = yield* lab.getHealth();
      return first(
        differs(got, 200, { protocol: 1 }),
        typeof got.json.epoch !== "string" && said("health has no epoch", "būsenoje nėra epochos"),
      );
    },
  },
  {
    id: "health-till",
    promises: "C2 R14",
    title: { en: "health names the till that is paired here", lt: "būsenoje nurodyta čia susieta kasa" },
    *run(lab) {
      return differs(yield* lab.getHealth(), 200, { till: lab.target.till });
    },
  },
  {
    id: "health-steady",
    promises: "C2 R5",
    title: { en: "epoch and store stay as they are", lt: "epocha ir saugykla nesikeičia be reikalo" },
    *run(lab) {
      const { storeId, epoch } = lab.health;
      return differs(yield* lab.getHealth(), 200, { storeId, epoch });
    },
  },
  {
    id: "token",
    promises: "C10",
    title: {
      en: "with a wrong token or none a POST is 401, and nothing is accepted",
      lt: "su netinkamu raktu arba be jo POST – 401, nieko nepriimama",
    },
    *run(lab) {
      if (lab.target.token === undefined) throw new Unmeasured(NO_TOKEN);
      const order = lab.sale();
      // one that is right but for its end is wrong too
      const { token: right } = lab.target;
      const wrong = ["wrong", undefined, right.slice(0, -1), `${right}x`];
      // so is one of other letters, where that makes another one
      wrong.push(...[right.toUpperCase(), right.toLowerCase()].filter((one) => one !== right));
      const got = [];
      for (const token of wrong) got.push(yield* lab.post(order, { token }));
      const stored = yield* isNotStored(lab, order.id);
      if (got.some((one) => isTaken(one, order))) yield* lab.end(order.id);
      return first(...got.map((one) => refused(one, 401, { error: "unauthorized" }, stored)));
    },
  },
  {
    id: "unknown-id",
    promises: "C11 R3",
    feature: "status",
    title: { en: "an unknown id is 404, with store and epoch", lt: "nežinomas id – 404 su saugykla ir epocha" },
    *run(lab) {
      const { storeId, epoch } = lab.health;
      return differs(yield* lab.get(lab.sale().id), 404, { error: "not-found", storeId, epoch });
    },
  },
  {
    id: "post",
    promises: "C10 R3",
    title: { en: "a new transaction is 201 and echoed", lt: "nauja operacija – 201, atsakyme kartojama" },
    *run(lab) {
      const order = lab.sale();
      const got = yield* lab.post(order);
      const status = differs(got, 201);
      const seen = first(
        taken(got, order, echo(order)),
        !(got.json.revision >= 1) && said("it has no revision of 1 or more", "nėra 1 ar didesnės revision"),
        status && { ...status, kind: "other-status" },
      );
      yield* lab.end(order.id);
      return seen;
    },
  },
  {
    id: "accepted-known",
    promises: "C10 C11 R3",
    feature: "status",
    title: {
      en: "an id that was just accepted is known at once, to a query, to a poll and on another connection",
      lt: "ką tik priimtas id žinomas iš karto: teiraujantis, laukiant ir kitu ryšiu",
    },
    *run(lab) {
      const order = lab.sale();
      // that it was not known before is no answer to what is asked later
      yield* lab.get(order.id);
      yield* lab.begun(order);
      // a poll first, because what is known to the second query only may be known late
      const polled = yield* lab.get(order.id, 0, 1000);
      const asked = yield* lab.get(order.id);
      yield* lab.end(order.id);
      const unknown = [polled, asked].find(({ status }) => status === 404);
      if (unknown === undefined) return first(differs(polled, 200, { id: order.id }), differs(asked, 200));
      const why = differs(unknown, 200);
      return said(`an id that was just accepted is not known: ${why?.en}`, `ką tik priimtas id nežinomas: ${why?.lt}`);
    },
  },
  {
    id: "post-again",
    promises: "C10 R3",
    title: { en: "the same id again is the same transaction", lt: "tas pats id dar kartą – ta pati operacija" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const got = yield* lab.post(order);
      const end = yield* lab.end(order.id);
      const { state } = end.json;
      return first(
        differs(got, 200, echo(order)),
        // what is not known cannot be compared
        differs(end, 200),
        differs(yield* lab.post(order), 200, { state }),
      );
    },
  },
  {
    id: "post-parsed",
    promises: "C1 R1",
    title: { en: "content is compared as parsed JSON, not as bytes", lt: "turinys lyginamas kaip JSON, o ne baitais" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const turned = Object.fromEntries(Object.entries(order).reverse());
      const got = yield* lab.post(JSON.stringify(turned, null, 2));
      yield* lab.end(order.id);
      return differs(got, 200, { id: order.id });
    },
  },
  {
    id: "id-conflict",
    promises: "C10",
    title: { en: "the same id with other content is 409", lt: "tas pats id su kitu turiniu – 409" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const lines = (change: object) => ({ lines: order.lines.map((line) => ({ ...line, ...change })) });
      const got = [];
      for (const other of [
        ...[{ receiptNo: "other" }, { operator: "OTHER" }, { saleKey: lab.sale().saleKey }, { kind: "return" }],
        ...[lines({ name: "Kita" }), lines({ vatGroup: "B", vatRateBp: 1200 }), lines({ type: "service" })],
      ])
        got.push(yield* lab.post({ ...order, ...other }));
      const still = yield* lab.get(order.id);
      yield* lab.end(order.id);
      const seen = got.map((one) => refused(one, 409, { error: "id-conflict" }));
      return first(...seen, differs(still, 200, { totalCents: order.totalCents }));
    },
  },
  {
    id: "identity-first",
    promises: "C10",
    title: { en: "a known id is told before validity", lt: "žinomas id pasakomas anksčiau nei turinio klaidos" },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const got = yield* lab.post({ ...order, lines: [] });
      yield* lab.end(order.id);
      // that other content is taken for the same says the check before
      return isTaken(got, order) ? undefined : refused(got, 409, { error: "id-conflict" });
    },
  },
  {
    id: "concurrent-posts",
    promises: "C10 R3",
    title: {
      en: "the same POST on five connections is one transaction",
      lt: "ta pati POST penkiais ryšiais – viena operacija",
    },
    *run(lab) {
      const order = lab.sale();
      const wires = [];
      for (let at = 0; at < 5; at++) {
        const wire = yield* lab.wires.dial();
        if (wire) wires.push(wire);
      }
      for (const wire of wires) yield* lab.send(wire, lab.posting(order));
      // where not five could be made, fewer than two would prove nothing
      if (wires.length < 5)
        return said(
          `only ${wires.length} of 5 connections could be made`,
          `pavyko prisijungti tik ${wires.length} iš 5 kartų`,
        );
      const got = yield* lab.wait(wires);
      for (const wire of wires) yield* lab.wires.hangUp(wire);
      yield* lab.end(order.id);
      const made = got.filter(({ status }) => status === 201).length;
      const wrong = got.find((one) => !isTaken(one, order));
      return first(
        wrong && differs(wrong, [200, 201], { id: order.id }),
        made > 1 &&
          said(
            `${made} of ${got.length} answers were 201, expected 1`,
            `201 atsakyta ${made} iš ${got.length} kartų, turėjo būti 1`,
          ),
      );
    },
  },
  {
    id: "sale-known",
    promises: "C10 R6",
    title: {
      en: "another id for the same sale is 409 sale-known, also where its lines and total are others",
      lt: "kitas id tam pačiam pardavimui – 409 sale-known, nors eilutės ir suma kitos",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const second = { ...order, id: lab.sale().id };
      const got = yield* lab.post(second);
      // its key makes it the same sale
      const changed = { ...lab.sale({ totalCents: 31 }), saleKey: order.saleKey };
      const other = yield* lab.post(changed);
      const still = yield* lab.get(order.id);
      const { state } = still.json;
      const stored = yield* isNotStored(lab, second.id);
      yield* lab.end(order.id);
      if (isTaken(other, changed)) yield* lab.end(changed.id);
      // one that RRPay ends by itself meanwhile was still in progress
      const wanted = ({ json }: Got) => ({
        ...{ error: "sale-known", "details.id": order.id },
        "details.state": json.details?.state === "in-progress" ? "in-progress" : state,
      });
      return first(differs(still, 200), refused(got, 409, wanted(got), stored), refused(other, 409, wanted(other)));
    },
  },
  {
    id: "sale-free-again",
    promises: "C10 R6",
    title: {
      en: "after a cancel the sale may come under a new id",
      lt: "po atšaukimo pardavimas gali ateiti nauju id",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      yield* lab.end(order.id);
      const second = { ...order, id: lab.sale().id };
      const got = yield* lab.post(second);
      yield* lab.end(second.id);
      return taken(got, second);
    },
  },
  {
    id: "invalid",
    promises: "C10",
    title: {
      en: "a sale without lines is 422, and nothing is stored",
      lt: "pardavimas be eilučių – 422, nieko neįrašoma",
    },
    *run(lab) {
      const order = lab.sale({ lines: [] });
      const got = yield* lab.post(order);
      return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, order.id));
    },
  },
  {
    id: "busy",
    promises: "C10",
    title: {
      en: "a second sale meanwhile is taken, or is 423 busy and not stored",
      lt: "antras pardavimas tuo metu priimamas, arba 423 ir neįrašomas",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const other = lab.sale();
      const got = yield* lab.post(other);
      const stored = isTaken(got, other) ? undefined : yield* isNotStored(lab, other.id);
      yield* lab.end(order.id);
      if (isTaken(got, other)) return void (yield* lab.end(other.id));
      return refused(got, 423, { error: "busy", "details.id": order.id, "details.till": order.till }, stored);
    },
  },
];
