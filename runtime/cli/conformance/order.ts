/** What RRPay judges first, and what it keeps apart. These checks need nobody at RRPay. */
import { postedAtOnce } from "./at-once.ts";
import { type Check, isNotStored } from "./check.ts";
import { differs, first, isNot, isTaken, refused, said, taken } from "./evidence.ts";
import { isLastTransaction } from "./paying.ts";
import { asking } from "./request.ts";
import { NO_TOKEN, NOT_TOLD, Unmeasured } from "./unmeasured.ts";

/** An id and a key have so many characters at most. */
const LONGEST = 64;

/** No till has this name. */
const OTHER_TILL = "conformance-other-till";
const WRONG = { token: "wrong" } as const;

export const ORDER: readonly Check[] = [
  {
    id: "token-everywhere",
    promises: "C10 C11",
    title: {
      en: "with a wrong token a query, a cancel and a print are 401, and change nothing, also where the connection has shown the right one",
      lt: "su netinkamu raktu teiravimasis, atšaukimas ir spausdinimas – 401, nieko nekeičia, nors tuo pačiu ryšiu jau parodytas tinkamas",
    },
    *run(lab) {
      if (lab.target.token === undefined) throw new Unmeasured(NO_TOKEN);
      const order = lab.sale();
      yield* lab.begun(order);
      const path = `/v1/transactions/${order.id}`;
      const asked = yield* lab.ask({ ...asking(order.id), ...WRONG });
      const cancelled = yield* lab.cancel(order.id, WRONG);
      const printed = yield* lab.ask({ method: "POST", path: `${path}/print`, body: {}, ...WRONG });
      const [, kept] = yield* lab.inTurn([lab.posting(order), { ...lab.canceling(order.id), ...WRONG }]);
      const still = yield* lab.get(order.id);
      yield* lab.end(order.id);
      const wanted = { error: "unauthorized" };
      return first(
        differs(still, 200, { state: "in-progress" }),
        lab.offers("status") && refused(asked, 401, wanted),
        lab.offers("cancel") && refused(cancelled, 401, wanted),
        lab.offers("print") && refused(printed, 401, wanted),
        lab.offers("cancel") && kept && refused(kept, 401, wanted),
      );
    },
  },
  {
    id: "token-first",
    promises: "C10 C3",
    title: {
      en: "the token is judged before epoch, id and content",
      lt: "raktas tikrinamas anksčiau nei epocha, id ir turinys",
    },
    *run(lab) {
      if (lab.target.token === undefined) throw new Unmeasured(NO_TOKEN);
      const order = lab.sale();
      yield* lab.begun(order);
      const known = yield* lab.post(order, WRONG);
      const other = yield* lab.post(lab.sale(), { ...WRONG, epoch: "another" });
      const empty = yield* lab.post(lab.sale({ lines: [] }), WRONG);
      yield* lab.end(order.id);
      return first(refused(known, 401), refused(other, 401), refused(empty, 401));
    },
  },
  {
    id: "concurrent-ids",
    promises: "C10 R6",
    title: {
      en: "one sale under five ids at once is taken under one, and the others are 409 sale-known",
      lt: "tas pats pardavimas vienu metu penkiais id priimamas vienu, kitiems – 409 sale-known",
    },
    *run(lab) {
      const sold = lab.sale();
      const orders = [sold, ...Array.from({ length: 4 }, () => ({ ...sold, id: lab.sale().id }))];
      const { made, seen } = yield* postedAtOnce(lab, orders);
      for (const { id } of made) yield* lab.end(id);
      return seen;
    },
  },
  {
    id: "sale-known-first",
    promises: "C10",
    title: {
      en: "a sale that is known under another id is told before validity",
      lt: "kitu id žinomas pardavimas pasakomas anksčiau nei turinio klaidos",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const got = yield* lab.post({ ...order, id: lab.sale().id, lines: [] });
      yield* lab.end(order.id);
      return refused(got, 409, { error: "sale-known", "details.id": order.id });
    },
  },
  {
    id: "invalid-first",
    promises: "C10",
    title: {
      en: "what is not valid is 422 also while another sale is under way",
      lt: "netinkamas turinys – 422 ir tada, kai vykdomas kitas pardavimas",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const wrong = lab.sale({ lines: [] });
      const got = yield* lab.post(wrong);
      const stored = yield* isNotStored(lab, wrong.id);
      yield* lab.end(order.id);
      return refused(got, 422, { error: "invalid" }, stored);
    },
  },
  {
    id: "kinds-apart",
    promises: "C10 R6",
    title: {
      en: "a return under the key of a sale is not taken for that sale",
      lt: "grąžinimas pardavimo raktu nelaikomas tuo pardavimu",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const back = { ...order, id: lab.sale().id, kind: "return" };
      const got = yield* lab.post(back);
      yield* lab.end(order.id);
      if (isTaken(got, back)) yield* lab.end(back.id);
      return got.status === 423 ? undefined : taken(got, back);
    },
  },
  {
    id: "letters-apart",
    promises: "C10 R3",
    title: {
      en: "ids and keys that differ only in their last letter, in its case, or in its mark (a, ą), are different, the longest too",
      lt: "id ir raktai, kurių skiriasi tik paskutinė raidė, jos dydis ar ženklas (a, ą), – skirtingi, ir ilgiausi",
    },
    *run(lab) {
      const plain = lab.sale();
      // who cuts a long one off does not see its end
      const long = (text: string, end: string) => `${`${text}-`.padEnd(LONGEST - 1, "x")}${end}`;
      const named = (end: string) => ({ ...plain, id: long(plain.id, end), saleKey: long(plain.saleKey, end) });
      const order = named("a");
      yield* lab.begun(order);
      const seen = [];
      // to some stores a letter with its mark is the one without
      for (const other of [named("A"), named("b"), { ...lab.sale(), saleKey: long(plain.saleKey, "ą") }]) {
        seen.push(yield* isNotStored(lab, other.id));
        const got = yield* lab.post(other);
        if (isTaken(got, other)) yield* lab.end(other.id);
        seen.push(got.status === 423 ? undefined : taken(got, other));
      }
      yield* lab.end(order.id);
      return first(...seen);
    },
  },
  {
    id: "other-till",
    promises: "C10",
    title: {
      en: "a sale of a till that is not served is 422, and nothing is stored",
      lt: "neaptarnaujamos kasos pardavimas – 422, nieko neįrašoma",
    },
    *run(lab) {
      const order = lab.sale({ till: OTHER_TILL });
      const got = yield* lab.post(order);
      if (isTaken(got, order)) yield* lab.end(order.id);
      return refused(got, 422, { error: "invalid" }, yield* isNotStored(lab, order.id));
    },
  },
  {
    id: "health-accepted",
    promises: "C2 R14",
    title: {
      en: "the last transaction of health is the last accepted one, of a sale or a return, however it ended: none that was refused, no tombstone",
      lt: "būsenoje – paskutinė priimta operacija, pardavimas ar grąžinimas, kad ir kaip ji baigėsi, o ne atmesta ar atšauktas nematytas id",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      yield* lab.end(order.id);
      // what is refused, or was never sent, is named nowhere
      const wrong = lab.sale({ lines: [] });
      const isAccepted = isTaken(yield* lab.post(wrong), wrong);
      // that it is accepted says another check
      if (isAccepted) yield* lab.end(wrong.id);
      if (lab.canEntomb) yield* lab.cancel(lab.sale().id);
      const health = yield* lab.getHealth();
      if (health.status === 200 && health.json.lastTransactionId === undefined) throw new Unmeasured(NOT_TOLD);
      const back = lab.sale({ kind: "return" });
      yield* lab.begun(back);
      yield* lab.end(back.id);
      return first(
        differs(health, 200, { lastTransactionId: isAccepted ? wrong.id : order.id }),
        isLastTransaction(yield* lab.getHealth(), back),
      );
    },
  },
  {
    id: "health-busy",
    promises: "C2 R14",
    title: {
      en: "health stays ready while a sale is under way",
      lt: "vykdant pardavimą būsenoje lieka ready: true",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      const health = yield* lab.getHealth();
      yield* lab.end(order.id);
      return differs(health, 200, { ready: true });
    },
  },
  {
    id: "health-other-till",
    promises: "C2 R14",
    title: {
      en: "health asked for another till does not name this till's transaction",
      lt: "kitos kasos būsenoje nenurodoma šios kasos operacija",
    },
    *run(lab) {
      const order = lab.sale();
      yield* lab.begun(order);
      yield* lab.end(order.id);
      const own = (yield* lab.getHealth()).json.lastTransactionId;
      if (own === undefined) throw new Unmeasured(NOT_TOLD);
      const other = yield* lab.getHealth(OTHER_TILL);
      const seen = other.json.lastTransactionId;
      const why = said("asked for a till that does not exist: ", "klausta nesamos kasos: ");
      const wrong = isNot("lastTransactionId", seen, undefined);
      return seen === own ? said(why.en + wrong.en, why.lt + wrong.lt) : undefined;
    },
  },
];
