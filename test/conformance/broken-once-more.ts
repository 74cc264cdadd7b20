/**
 * RRPays that keep a promise for a sale and not for a void or a return, or keep it once and not once more: for other
 * content, on the same connection, in a name of other signs, or when they are killed in the middle.
 */
import type { Answer } from "../emulator/rrpay/api.ts";
import type { Asking } from "../emulator/rrpay/conversation.ts";
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
  remembering,
  takesAgain,
  text,
} from "./breaking.ts";

const GET = (id: string) => ({ on: "get", id, afterRevision: 0, waitMs: 0 }) as const;
type Kind = "sale" | "return" | "void";

/** Refuses what has something in it that it cannot read. */
const refusing =
  (isIt: (content: Body, length: number) => boolean): NonNullable<Broken["warp"]> =>
  () =>
  async (request, honest) =>
    request.target.on === "post" && isIt(contentOf(request), request.body.length)
      ? refuse(422, "invalid")
      : honest(request);

/** Calls cancelled what was made, once it is asked to cancel it. */
const cancelsMade =
  (kind: Kind): NonNullable<Broken["warp"]> =>
  () => {
    const cancelled = new Set<string>();
    return async (request, honest) => {
      if (request.target.on === "cancel") {
        const { id } = request.target;
        const body = (await honest({ ...request, target: GET(id) })).body as Body;
        if (body.kind === kind && body.state === "approved") cancelled.add(id);
      }
      const answer = await honest(request);
      const isIt = isTransaction(answer) && cancelled.has((answer.body as Body).id);
      return isIt ? put(answer, () => ({ state: "cancelled", payments: [] })) : answer;
    };
  };

/** Says something else about a return once it was taken back. */
const behindVoidOfReturn =
  (change: (answer: Answer, request: Asking) => Answer) => (): ReturnType<NonNullable<Broken["warp"]>> => {
    const takenBack = new Set<string>();
    return async (request, honest) => {
      const answer = await honest(request);
      const { kind, state, saleKey, original } = answer.body as Body;
      if (kind === "void" && state === "approved" && original?.kind === "return") takenBack.add(saleKey);
      const of = kind === "return" ? saleKey : request.target.on === "post" ? contentOf(request).saleKey : undefined;
      return takenBack.has(of) ? change(answer, request) : answer;
    };
  };

/** Names no transaction of a kind as the last one. */
const namesNone =
  (kind: Kind): NonNullable<Broken["warp"]> =>
  () => {
    let last: string | undefined;
    return async (request, honest) => {
      const answer = await honest(request);
      if (answer.status === 201 && contentOf(request).kind !== kind) last = idOf(request);
      return request.target.on === "health" ? put(answer, () => ({ lastTransactionId: last })) : answer;
    };
  };

/** Knows a sale, once it is paid, whatever is sent under its id. */
const comparesNoPaid = (): ReturnType<NonNullable<Broken["warp"]>> => {
  const paid = new Map<string, Body>();
  return async (request, honest) => {
    const answer = await honest(request);
    const body = answer.body as Body;
    if (body.state === "approved") paid.set(body.id, body);
    const known = request.target.on === "post" && body.error === "id-conflict" ? paid.get(idOf(request)) : undefined;
    return known === undefined ? answer : { status: 200, body: known };
  };
};

/** Takes a known sale anew where its total is another. */
const knowsByTotal = (): ReturnType<NonNullable<Broken["warp"]>> => {
  const totals = new Map<string, number>();
  return async (request, honest) => {
    const answer = await honest(request);
    if (request.target.on !== "post") return answer;
    const { saleKey, totalCents } = contentOf(request);
    if (answer.status === 201) totals.set(saleKey, totalCents);
    const isOther = (answer.body as Body).error === "sale-known" && totals.get(saleKey) !== totalCents;
    return isOther ? { status: 201, body: inProgress(request) } : answer;
  };
};

/** Does not hear a cancel of a void. */
const deafToVoids = (): ReturnType<NonNullable<Broken["warp"]>> => {
  const voids = new Set<string>();
  return async (request, honest) => {
    if (request.target.on === "post" && contentOf(request).kind === "void") voids.add(idOf(request));
    const isDeaf = request.target.on === "cancel" && voids.has(idOf(request));
    if (!isDeaf) return honest(request);
    return { status: 202, body: (await honest({ ...request, target: GET(idOf(request)) })).body };
  };
};

/** The letters without their marks. */
const bare = (key: string): string => key.normalize("NFD").replace(/\p{M}/gu, "");

/** Takes two keys for one that differ in the mark of a letter. */
const tellsNoMarks = (): ReturnType<NonNullable<Broken["warp"]>> => {
  const holders = new Map<string, { readonly id: string; readonly saleKey: string }>();
  return async (request, honest) => {
    if (request.target.on !== "post") return honest(request);
    const { id, saleKey } = contentOf(request);
    const holder = holders.get(bare(saleKey));
    if (holder !== undefined && holder.saleKey !== saleKey)
      return {
        status: 409,
        body: { error: "sale-known", message: "", details: { id: holder.id, state: "in-progress" } },
      };
    holders.set(bare(saleKey), { id, saleKey });
    return honest(request);
  };
};

/** In this sale it is killed. */
const KILLED_IN = 4;

/** Begins when it is killed: `change` gets each answer from then on, and the id that was told last before. */
export function killed(
  change: (answer: Answer, request: Asking, last: string) => Answer,
): Pick<Broken, "warp" | "hands"> {
  return {
    warp: () => {
      let posts = 0;
      let last = "";
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "post") {
          // this is how the person at RRPay says that it is about to be killed
          const health = (await honest({ ...request, target: { on: "health", till: undefined } })).body as Body;
          if (health.fiscal.reporting === false) posts++;
          if (posts < KILLED_IN) last = idOf(request);
        }
        return posts >= KILLED_IN ? change(answer, request, last) : answer;
      };
    },
    hands: {
      kill: (rrpay) => {
        rrpay.operator.set({ reporting: false });
        const fault = { type: "crash", point: "before-answer", restart: "kept" } as const;
        rrpay.script([{ on: "post", nth: KILLED_IN, fault }]);
      },
    },
  };
}

export const BROKEN_ONCE_MORE: readonly Broken[] = [
  {
    fault: "answers before it has written",
    checks: ["killed"],
    ...killed((answer, request, last) =>
      request.target.on === "get" && request.target.id === last ? refuse(404, "not-found") : answer,
    ),
  },
  {
    fault: "pays out at its start the return that was open when it was killed",
    checks: ["killed"],
    ...killed((answer, { target }) =>
      target.on === "get" && (answer.body as Body).kind === "return" && (answer.body as Body).state === "in-progress"
        ? put(answer, ({ totalCents }) => ({
            state: "approved",
            payments: [{ method: 2, name: "Kortelė", amountCents: totalCents }],
          }))
        : answer,
    ),
  },
  {
    fault: "does not know after a restart which transaction was the last",
    checks: ["restart"],
    ...afterwards("restart", (answer, { target }) =>
      target.on === "health" ? put(answer, () => ({ lastTransactionId: "conformance-older" })) : answer,
    ),
  },
  {
    fault: "pays a return out again once it is started again",
    checks: ["pay-card", "return", "restart", "paid-later"],
    ...afterwards(
      "restart",
      takesAgain(({ kind }) => kind === "return"),
    ),
  },
  {
    fault: "begins a void anew when it is sent again",
    checks: ["pay-card", "void", "void-again"],
    warp: remembering((before, request, answer) =>
      before && contentOf(request).kind === "void" && (answer.body as Body).state === "approved"
        ? { status: 201, body: inProgress(request) }
        : answer,
    ),
  },
  {
    fault: "takes the void of another receipt for the same",
    checks: ["pay-card", "void", "void-again"],
    warp: remembering((before, request, answer) =>
      before && contentOf(request).kind === "void" && answer.status === 409
        ? { status: 200, body: inProgress(before) }
        : answer,
    ),
  },
  {
    fault: "calls a void cancelled that it has made",
    checks: ["pay-card", "void", "void-again"],
    warp: cancelsMade("void"),
  },
  {
    fault: "calls a return cancelled that it has paid out",
    checks: ["return", "return-again"],
    warp: cancelsMade("return"),
  },
  { fault: "does not hear a cancel of a void", checks: ["void-declined"], warp: deafToVoids },
  {
    fault: "calls a return cancelled once it was taken back",
    checks: ["return", "void-return"],
    warp: behindVoidOfReturn((answer) =>
      (answer.body as Body).kind === "return" ? put(answer, () => ({ state: "cancelled", payments: [] })) : answer,
    ),
  },
  {
    fault: "pays a return out again once it was taken back",
    checks: ["return", "void-return"],
    warp: behindVoidOfReturn(takesAgain(({ kind }) => kind === "return")),
  },
  {
    fault: "pays out late what was cancelled before it came",
    checks: ["tombstone-holds"],
    warp: bend("post", (answer, request) =>
      answer.status === 200 && !("saleKey" in answer.body) && contentOf(request).kind === "return"
        ? { status: 201, body: inProgress(request) }
        : answer,
    ),
  },
  {
    fault: "takes other content for the same once it is paid",
    checks: ["pay-card", "paid-again"],
    warp: comparesNoPaid,
  },
  { fault: "knows a sale by its key and its total", checks: ["sale-known"], warp: knowsByTotal },
  { fault: "does not tell a from ą", checks: ["letters-apart"], warp: tellsNoMarks },
  { fault: "names no return as the last transaction", checks: ["health-accepted"], warp: namesNone("return") },
  { fault: "names no void as the last transaction", checks: ["pay-card", "void"], warp: namesNone("void") },
  {
    fault: "stumbles over an apostrophe",
    checks: ["signs"],
    warp: () => async (request, honest) => (text(request).includes("'") ? refuse(500, "internal") : honest(request)),
  },
  {
    fault: "knows no sign beyond the first plane",
    checks: ["signs"],
    warp: refusing((content) => /[\u{10000}-\u{10ffff}]/u.test(JSON.stringify(content))),
  },
  {
    fault: "writes in a code page without Lithuanian letters",
    checks: ["long-texts"],
    warp: bendBody(({ saleKey }) => (saleKey === undefined ? {} : { saleKey: saleKey.replace(/[^ -~]/g, "?") })),
  },
  {
    fault: "takes no buyer with a long name",
    checks: ["long-texts"],
    warp: refusing(({ customer }) => customer?.name.length > 80),
  },
  {
    fault: "reads no more than 256 KiB of a request",
    checks: ["many-lines"],
    warp: refusing((_, length) => length > 256 * 1024),
  },
  {
    fault: "wants its lines numbered from 1 on",
    checks: ["other-lines"],
    warp: refusing(({ lines }) => lines.length > 1 && lines[0].no > lines.length),
  },
];
