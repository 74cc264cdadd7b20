/** RRPays that take a receipt back wrongly, or give back what they should not. Somebody at RRPay has to act. */
import type { Answer } from "../emulator/rrpay/api.ts";
import type { Asking } from "../emulator/rrpay/conversation.ts";
import {
  asked,
  type Body,
  type Broken,
  bend,
  bendBody,
  contentOf,
  idOf,
  inProgress,
  isTransaction,
  misread,
  put,
  refuse,
  sideBySide,
  takesAgain,
  takesInvalid,
} from "./breaking.ts";

/** Refuses a void of what it has declined to void before. */
const afterDeclinedVoid =
  (refusal: (id: string) => Answer): NonNullable<Broken["warp"]> =>
  () => {
    const declined = new Map<string, string>();
    return async (request, honest) => {
      const { id, kind, original } = request.target.on === "post" ? contentOf(request) : ({} as Body);
      const held = kind === "void" ? declined.get(original.documentNo) : undefined;
      if (held !== undefined && held !== id) return refusal(held);
      const answer = await honest(request);
      const body = answer.body as Body;
      if (isTransaction(answer) && body.kind === "void" && body.state === "declined")
        declined.set(body.original.documentNo, body.id);
      return answer;
    };
  };

/** Says something else about a sale once it was taken back. */
const behindVoid =
  (change: (answer: Answer, request: Asking) => Answer): NonNullable<Broken["warp"]> =>
  () => {
    const takenBack = new Set<string>();
    return async (request, honest) => {
      const answer = await honest(request);
      const { kind, state, saleKey } = answer.body as Body;
      if (kind === "void" && state === "approved") takenBack.add(saleKey);
      const of = kind === "sale" ? saleKey : request.target.on === "post" ? contentOf(request).saleKey : undefined;
      return takenBack.has(of) ? change(answer, request) : answer;
    };
  };

/** Takes a void once more where another key names the document. */
const takesBackAgain: NonNullable<Broken["warp"]> = () => {
  const takenBack = new Set<string>();
  return async (request, honest) => {
    const answer = await honest(request);
    const { kind, state, original } = answer.body as Body;
    if (kind === "void" && state === "approved") takenBack.add(original.documentNo);
    if (request.target.on !== "post" || answer.status !== 422) return answer;
    const isMade = takenBack.has(contentOf(request).original?.documentNo);
    return isMade ? { status: 201, body: inProgress(request) } : answer;
  };
};

/** What is paid and never printed. */
const unprinted = (of: string) =>
  bendBody(({ kind, state }) => (kind === of && state === "approved" ? { fiscal: { state: "not-printed" } } : {}));

const GET = (id: string) => ({ on: "get", id, afterRevision: 0, waitMs: 0 }) as const;

export const BROKEN_UNDO: readonly Broken[] = [
  {
    fault: "voids a document that does not exist",
    checks: ["pay-card", "void-wrong"],
    warp: takesInvalid,
  },
  {
    fault: "does not echo what a void takes back",
    checks: ["pay-card", "void"],
    warp: bendBody(() => ({ original: undefined })),
  },
  {
    fault: "takes every void of a key for the same",
    checks: ["pay-card", "void", "void-other"],
    warp: () => {
      const voids = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, kind, saleKey } = JSON.parse(Buffer.from(request.body).toString("utf8"));
        const holder = voids.get(saleKey);
        if (kind === "void" && holder !== undefined)
          return {
            status: 409,
            body: { error: "sale-known", message: "", details: { id: holder, state: "approved" } },
          };
        const answer = await honest(request);
        if (kind === "void" && answer.status === 201) voids.set(saleKey, id);
        return answer;
      };
    },
  },
  {
    fault: "gives back again under another key what a void has given back",
    checks: ["pay-card", "void"],
    warp: takesBackAgain,
  },
  {
    fault: "takes a receipt back by its number, whatever key is named with it",
    checks: ["void-mixed"],
    warp: () => {
      const keys = new Map<string, string>();
      return async (request, honest) => {
        const { kind, saleKey: named, original } = request.target.on === "post" ? contentOf(request) : ({} as Body);
        const saleKey = kind === "void" ? (keys.get(original?.documentNo) ?? named) : named;
        const answer = await honest(saleKey === named ? request : asked(request, { saleKey }));
        const { kind: of, fiscal, saleKey: own } = answer.body as Body;
        if (of === "sale" && fiscal?.documentNo !== undefined) keys.set(fiscal.documentNo, own);
        return saleKey !== named && isTransaction(answer) ? put(answer, () => ({ saleKey: named })) : answer;
      };
    },
  },
  {
    fault: "takes a receipt back by its key, whatever number is named with it",
    checks: ["void-mixed"],
    warp: misread("post", (request) =>
      contentOf(request).kind === "void" ? asked(request, { original: { kind: "sale" } }) : request,
    ),
  },
  {
    fault: "writes a return with negative amounts",
    checks: ["return"],
    warp: bendBody(({ kind, payments }) => ({
      payments: kind === "return" ? payments.map((one: Body) => ({ ...one, amountCents: -one.amountCents })) : payments,
    })),
  },
  {
    fault: "pays a return out for each id that asks for it",
    checks: ["return", "return-again"],
    warp: bend(
      "post",
      takesAgain(({ kind }) => kind === "return"),
    ),
  },
  {
    fault: "knows no return that names its receipt",
    checks: ["return", "return-named"],
    warp: () => async (request, honest) => {
      const { kind, original } = request.target.on === "post" ? contentOf(request) : {};
      return kind === "return" && original !== undefined ? refuse(422, "invalid") : honest(request);
    },
  },
  {
    fault: "gives back the whole receipt that a return names",
    checks: ["return-named"],
    warp: bendBody(({ kind, original, state, payments }) =>
      kind === "return" && original !== undefined && state === "approved"
        ? { payments: payments.map((one: Body) => ({ ...one, amountCents: 21 })) }
        : {},
    ),
  },
  {
    fault: "does not compare which receipt a return names",
    checks: ["pay-card", "return-other"],
    warp: misread("post", (request) =>
      contentOf(request).kind === "return" ? asked(request, { original: undefined }) : request,
    ),
  },
  {
    fault: "names a payment method of its own in a return",
    checks: ["return"],
    warp: bendBody(({ kind, payments }) => ({
      payments: kind === "return" ? payments.map((one: Body) => ({ ...one, method: 77 })) : payments,
    })),
  },
  {
    fault: "names the last document of sales alone",
    checks: ["return"],
    warp: () => {
      const ofReturns = new Set<string>();
      let last: string | undefined;
      return async (request, honest) => {
        const answer = await honest(request);
        const { kind, fiscal } = answer.body as Body;
        if (kind === "return" && fiscal?.documentNo !== undefined) ofReturns.add(fiscal.documentNo);
        if (request.target.on !== "health") return answer;
        const { lastDocumentNo } = fiscal;
        if (!ofReturns.has(lastDocumentNo)) last = lastDocumentNo;
        return put(answer, (body) => ({ fiscal: { ...body.fiscal, lastDocumentNo: last ?? "000000" } }));
      };
    },
  },
  {
    fault: "names money in a return that it declined",
    checks: ["return-declined"],
    warp: bendBody(({ kind, state, totalCents }) =>
      kind === "return" && state === "declined"
        ? { payments: [{ method: 0, name: "Grynieji", amountCents: totalCents }] }
        : {},
    ),
  },
  {
    fault: "does not hear a cancel of a return",
    checks: ["return-declined"],
    warp: () => {
      const returns = new Set<string>();
      return async (request, honest) => {
        if (request.target.on === "post" && contentOf(request).kind === "return") returns.add(idOf(request));
        const isDeaf = request.target.on === "cancel" && returns.has(idOf(request));
        return isDeaf
          ? { status: 202, body: (await honest({ ...request, target: GET(idOf(request)) })).body }
          : honest(request);
      };
    },
  },
  {
    fault: "takes one return under each id that comes in the same moment",
    checks: ["concurrent-returns"],
    warp: sideBySide("return"),
  },
  {
    fault: "prints no receipt of a return",
    checks: ["return"],
    warp: unprinted("return"),
  },
  {
    fault: "prints no receipt of a void",
    checks: ["pay-card", "void"],
    warp: unprinted("void"),
  },
  {
    fault: "takes one void under each id that comes in the same moment",
    checks: ["concurrent-voids"],
    warp: sideBySide("void"),
  },
  {
    fault: "takes a return back for each id that asks for it",
    checks: ["return", "void-return"],
    warp: bend(
      "post",
      takesAgain(({ kind, original }) => kind === "void" && original.kind === "return"),
    ),
  },
  {
    fault: "takes no return back",
    checks: ["return", "void-return"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).original?.kind === "return"
        ? refuse(422, "invalid")
        : honest(request),
  },
  {
    fault: "takes a return back that is named as a sale",
    checks: ["return", "void-return"],
    warp: () => {
      const returns = new Set<string>();
      return async (request, honest) => {
        const { kind, original } = request.target.on === "post" ? contentOf(request) : {};
        const isReturn = kind === "void" && returns.has(original?.documentNo);
        const answer = await honest(isReturn ? asked(request, { original: { ...original, kind: "return" } }) : request);
        const { kind: of, fiscal } = answer.body as Body;
        if (of === "return" && fiscal?.documentNo) returns.add(fiscal.documentNo);
        return answer;
      };
    },
  },
  {
    fault: "keeps the receipt of a void that it declined",
    checks: ["void-declined"],
    warp: afterDeclinedVoid((id) => ({
      status: 409,
      body: { error: "sale-known", message: "", details: { id, state: "declined" } },
    })),
  },
  {
    fault: "takes a receipt for voided though it declined that",
    checks: ["void-declined"],
    warp: afterDeclinedVoid(() => refuse(422, "invalid")),
  },
  {
    fault: "calls a sale cancelled once it was taken back",
    checks: ["pay-card", "void", "voided-stays"],
    warp: behindVoid((answer) =>
      isTransaction(answer) && (answer.body as Body).kind === "sale"
        ? put(answer, () => ({ state: "cancelled", payments: [] }))
        : answer,
    ),
  },
  {
    fault: "sells again what was taken back",
    checks: ["pay-card", "void", "voided-stays"],
    warp: behindVoid(takesAgain(({ kind }) => kind === "sale")),
  },
  {
    fault: "takes back no receipt that has no number",
    checks: ["void-unprinted"],
    warp: () => async (request, honest) => {
      const { kind, original } = request.target.on === "post" ? contentOf(request) : {};
      return kind === "void" && original?.documentNo === undefined ? refuse(422, "invalid") : honest(request);
    },
  },
];
