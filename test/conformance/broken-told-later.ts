/** RRPays that tell later, or of what has ended, what is not so. Somebody at RRPay has to act. */
import {
  afterwards,
  type Body,
  type Broken,
  bend,
  bendBody,
  contentOf,
  idOf,
  inProgress,
  isTransaction,
  put,
  refuse,
  takesAgain,
} from "./breaking.ts";
import { killed } from "./broken-once-more.ts";

/** Changes what is told of a transaction, once it is so. */
const telling = (isSo: (body: Body) => boolean, change: object) =>
  bend("all", (answer) => (isTransaction(answer) && isSo(answer.body) ? put(answer, () => change) : answer));

/** Refuses voids of a form. */
const refusing = (isIt: (content: Body) => boolean) =>
  bend("post", (answer, request) =>
    contentOf(request).kind === "void" && isIt(contentOf(request)) ? refuse(422, "invalid") : answer,
  );

export const BROKEN_TOLD_LATER: readonly Broken[] = [
  {
    fault: "names another till in what is approved",
    checks: ["pay-card", "echoed"],
    warp: telling(({ state }) => state === "approved", { till: "01" }),
  },
  {
    fault: "names another currency in what it has declined",
    checks: ["declined", "echoed"],
    warp: telling(({ state }) => state === "declined", { currency: "LTL" }),
  },
  {
    fault: "names the key of a void that was made by its document",
    checks: ["pay-card", "void", "echoed"],
    warp: telling(({ kind, state }) => kind === "void" && state === "approved", { saleKey: "000001" }),
  },
  {
    fault: "names another receipt of a void once it is started again",
    checks: ["pay-card", "void", "restart", "ended-stays", "echoed"],
    ...afterwards("restart", (answer) =>
      (answer.body as Body).kind === "void"
        ? put(answer, ({ original }) => ({ original: { ...original, documentNo: "9" } }))
        : answer,
    ),
  },
  {
    fault: "prints no receipt whose total is zero",
    checks: ["zero-printed"],
    warp: telling(({ state, totalCents }) => state === "approved" && totalCents === 0, {
      fiscal: { state: "not-printed" },
    }),
  },
  {
    fault: "gives back the whole note with a void of what was paid in cash",
    checks: ["cash-change", "void-cash"],
    warp: telling(({ kind, payments }) => kind === "void" && payments[0]?.method === 0, {
      ...{ payments: [{ method: 0, name: "Grynieji", amountCents: 500 }], roundingCents: 0, changeCents: 0 },
    }),
  },
  {
    fault: "takes back no receipt without a number of the till's own",
    checks: ["void-forms"],
    warp: refusing(({ receiptNo }) => receiptNo === ""),
  },
  {
    fault: "takes no lines with a void",
    checks: ["void-forms"],
    warp: refusing(({ lines }) => lines.length > 0),
  },
  {
    fault: "wants the lines of a void to add up",
    checks: ["void-forms"],
    warp: refusing(({ lines, totalCents }) => lines.length > 0 && lines[0].totalCents !== totalCents),
  },
  {
    fault: "names the epoch of before to who asks for what it has forgotten",
    checks: ["unknown-id", "forgotten"],
    warp: () => {
      let first: string | undefined;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on !== "get" || answer.status !== 404) return answer;
        first ??= (answer.body as Body).epoch;
        return put(answer, () => ({ epoch: first }));
      };
    },
  },
  {
    fault: "loses its tombstones when it is killed",
    checks: ["killed"],
    ...killed((answer, { target }) =>
      target.on === "get" && isTransaction(answer) && !("saleKey" in answer.body) ? refuse(404, "not-found") : answer,
    ),
  },
  {
    fault: "takes back no receipt of before it was started again",
    checks: ["pay-card", "restart", "numbers-later", "killed", "void-later"],
    ...killed((answer, request) =>
      request.target.on === "post" && contentOf(request).kind === "void" ? refuse(422, "invalid") : answer,
    ),
  },
  {
    fault: "takes what is under way under another id once it is started again",
    checks: ["restart"],
    ...afterwards("restart", takesAgain()),
  },
  {
    fault: "has forgotten what GAMA has taken of a sale once it is started again",
    checks: ["restart"],
    ...afterwards("restart", (answer, request) =>
      request.target.on === "post" && contentOf(request).prepaid !== undefined && answer.status === 200
        ? refuse(409, "id-conflict")
        : answer,
    ),
  },
  {
    fault: "has forgotten the content of what is under way once it is started again",
    checks: ["restart"],
    ...afterwards("restart", (answer, request) =>
      request.target.on === "post" && (answer.body as Body).error === "id-conflict"
        ? { status: 200, body: inProgress(request) }
        : answer,
    ),
  },
  {
    fault: "charges anew what was paid when it is sent again once it was started again",
    checks: ["pay-card", "restart", "paid-later"],
    ...afterwards("restart", (answer, request) =>
      request.target.on === "post" && (answer.body as Body).state === "approved"
        ? { status: 201, body: inProgress(request) }
        : answer,
    ),
  },
  {
    fault: "judges the epoch that it had when it was started first",
    checks: ["forgotten", "epoch-guard-later"],
    warp: () => {
      const epochs: string[] = [];
      return async (request, honest) => {
        const { epoch } = request.asked;
        const asked =
          epoch !== undefined && epoch === epochs[0] ? { ...request.asked, epoch: epochs.at(-1) } : request.asked;
        const answer = await honest({ ...request, asked } as typeof request);
        if (request.target.on === "health") epochs.push((answer.body as Body).epoch);
        return answer;
      };
    },
  },
  {
    fault: "cuts keys at 40 characters where it looks for the sale",
    checks: ["letters-apart"],
    warp: () => {
      const holders = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, saleKey } = contentOf(request);
        const holder = holders.get(saleKey.slice(0, 40)) ?? id;
        holders.set(saleKey.slice(0, 40), holder);
        if (holder === id) return honest(request);
        const details = { id: holder, state: "in-progress" };
        return { status: 409, body: { error: "sale-known", message: "", details } };
      };
    },
  },
  {
    fault: "stays busy with a void that it declined",
    checks: ["pay-card", "void-declined"],
    warp: () => {
      const known = new Set<string>();
      let stuck: string | undefined;
      return async (request, honest) => {
        const { on } = request.target;
        const id = on === "health" ? "" : idOf(request);
        if (on === "post" && stuck !== undefined && !known.has(id))
          return { status: 423, body: { error: "busy", message: "", details: { id: stuck, till: "1" } } };
        if (on === "post") known.add(id);
        const answer = await honest(request);
        const { kind, state } = answer.body as Body;
        if (kind === "void" && state === "declined") stuck = id;
        return answer;
      };
    },
  },
  {
    fault: "gives back with a void the first of two ways to pay alone",
    checks: ["part-paid", "void-sums"],
    warp: bendBody(({ kind, payments }) => (kind === "void" ? { payments: payments.slice(0, 1) } : {})),
  },
  {
    fault: "gives back with a void what was the price before its discount",
    checks: ["discount", "void-sums"],
    warp: bendBody(({ kind, state, totalCents, payments }) =>
      kind === "void" && state === "approved"
        ? { totalCents: totalCents + 20, payments: [{ ...payments[0], amountCents: payments[0].amountCents + 20 }] }
        : {},
    ),
  },
];
