/**
 * RRPays that judge in another order than docs/contracts.md C, do not keep apart what is not the same, or do not take
 * what a sale may hold. Nobody has to act at RRPay.
 */
import {
  asked,
  type Body,
  type Broken,
  bend,
  contentOf,
  misread,
  put,
  refuse,
  takesInvalid,
  text,
} from "./breaking.ts";

/** Refuses a POST by its content, before anything else is judged. */
export const refusing =
  (isRefused: (content: Body) => boolean, status = 422, error = "invalid") =>
  () =>
    (async (request, honest) =>
      request.target.on === "post" && isRefused(contentOf(request))
        ? refuse(status, error)
        : honest(request)) satisfies ReturnType<NonNullable<Broken["warp"]>>;

const TRUSTED = { authorization: "Bearer secret" } as const;

export const BROKEN_CONTENT: readonly Broken[] = [
  {
    fault: "counts cents in sixteen bits",
    checks: ["large-sum"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).totalCents > 32_767 ? refuse(422, "invalid") : honest(request),
  },
  {
    fault: "looks at the token of a POST alone",
    checks: ["token-everywhere"],
    warp: () => (request, honest) =>
      honest(
        request.target.on === "post" || request.target.on === "health"
          ? request
          : { ...request, asked: { ...request.asked, ...TRUSTED } },
      ),
  },
  {
    fault: "judges the epoch before the token",
    checks: ["token-first"],
    warp: () => async (request, honest) => {
      const trusted = await (request.asked.epoch === "another"
        ? honest({ ...request, asked: { ...request.asked, ...TRUSTED } })
        : undefined);
      return trusted?.status === 412 ? trusted : honest(request);
    },
  },
  {
    fault: "judges validity before it looks for the sale",
    checks: ["sale-known-first"],
    warp: refusing(({ lines }) => lines.length === 0),
  },
  {
    fault: "is busy for what it could never take",
    checks: ["invalid-first"],
    warp: () => {
      let isBusy = false;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "cancel") isBusy = false;
        if (request.target.on !== "post") return answer;
        if (isBusy && answer.status === 422) return { status: 423, body: { error: "busy", message: "" } };
        isBusy ||= answer.status === 201;
        return answer;
      };
    },
  },
  {
    fault: "knows a sale by its key alone",
    checks: ["kinds-apart"],
    warp: () => {
      const ids = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, saleKey } = contentOf(request);
        const holder = ids.get(saleKey);
        if (holder !== undefined && holder !== id)
          return {
            status: 409,
            body: { error: "sale-known", message: "", details: { id: holder, state: "in-progress" } },
          };
        ids.set(saleKey, id);
        return honest(request);
      };
    },
  },
  {
    fault: "names the last transaction of any till",
    checks: ["health-other-till"],
    warp: misread("health", (request) => ({ ...request, target: { on: "health", till: undefined } })),
  },
  {
    fault: "is not ready while somebody pays",
    checks: ["health-busy"],
    warp: () => {
      const open = new Set<string>();
      return async (request, honest) => {
        const answer = await honest(request);
        const { id, state } = answer.body as Body;
        if (state === "in-progress") open.add(id);
        else open.delete(id);
        return request.target.on === "health" ? put(answer, () => ({ ready: open.size === 0 })) : answer;
      };
    },
  },
  {
    fault: "does not know an id at once that it has accepted",
    checks: ["accepted-known"],
    warp: () => {
      const fresh = new Set<string>();
      return async (request, honest) => {
        const { target } = request;
        if (target.on === "get" && fresh.delete(target.id)) return refuse(404, "not-found");
        const answer = await honest(request);
        if (answer.status === 201) fresh.add((answer.body as Body).id);
        return answer;
      };
    },
  },
  {
    fault: "knows what it has accepted, but for a poll",
    checks: ["accepted-known"],
    warp: () => async (request, honest) =>
      request.target.on === "get" && request.target.waitMs > 0 ? refuse(404, "not-found") : honest(request),
  },
  {
    fault: "names a tombstone as the last transaction",
    checks: ["health-accepted"],
    warp: () => {
      let dead: string | undefined;
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "cancel" && !("saleKey" in answer.body)) dead = request.target.id;
        return request.target.on === "health" && dead !== undefined
          ? put(answer, () => ({ lastTransactionId: dead }))
          : answer;
      };
    },
  },
  {
    fault: "refuses names above 80 characters",
    checks: ["names"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).lines.some(({ name }: Body) => name.length > 80)
        ? refuse(422, "invalid")
        : honest(request),
  },
  {
    fault: "does not read UTF-8",
    checks: ["encodings"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && /[\x80-\xff]/.test(text(request)) ? refuse(422, "invalid") : honest(request),
  },
  {
    fault: "takes no more than 100 lines",
    checks: ["many-lines"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).lines.length > 100 ? refuse(422, "invalid") : honest(request),
  },
  {
    fault: "cuts keys at 40 characters",
    checks: ["long-texts"],
    warp: bend("all", (answer) =>
      "saleKey" in answer.body ? put(answer, ({ saleKey }) => ({ saleKey: saleKey.slice(0, 40) })) : answer,
    ),
  },
  {
    fault: "refuses amounts below zero",
    checks: ["deposit"],
    warp: refusing(({ lines }) => lines.some(({ totalCents }: Body) => totalCents < 0)),
  },
  {
    fault: "knows one VAT rate alone",
    checks: ["other-lines"],
    warp: refusing(({ lines }) => lines.some((line: Body) => line.vatRateBp !== 2100)),
  },
  {
    fault: "sells no services",
    checks: ["other-lines"],
    warp: refusing(({ lines }) => lines.some((line: Body) => line.type === "service")),
  },
  {
    fault: "refuses a total of zero",
    checks: ["total-zero"],
    warp: refusing(({ totalCents }) => totalCents === 0),
  },
  {
    fault: "computes each line itself",
    checks: ["line-rounding"],
    warp: refusing(({ lines }) =>
      lines.some(
        ({ quantityE4, unitPriceE4, discountCents, totalCents }: Body) =>
          Math.round((quantityE4 * unitPriceE4) / 1_000_000) - discountCents !== totalCents,
      ),
    ),
  },
  { fault: "takes a total that its lines do not have", checks: ["sum-of-lines"], warp: takesInvalid },
  { fault: "takes two lines with one number", checks: ["line-numbers"], warp: takesInvalid },
  { fault: "takes the sales of any till", checks: ["other-till"], warp: takesInvalid },
  {
    fault: "wants a VAT code of every buyer",
    checks: ["buyer"],
    warp: refusing(({ customer }) => customer?.vatCode === ""),
  },
  {
    fault: "compares no VAT rate",
    checks: ["id-conflict"],
    warp: misread("post", (request) => {
      const lines = contentOf(request).lines.map((line: Body) => ({ ...line, vatGroup: "A", vatRateBp: 2100 }));
      return asked(request, { lines });
    }),
  },
  {
    fault: "compares no buyer",
    checks: ["buyer-content"],
    warp: misread("post", (request) => asked(request, { customer: undefined })),
  },
  {
    fault: "does not tell a from A",
    checks: ["letters-apart"],
    warp: () => {
      const ids = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, saleKey } = contentOf(request);
        const holder = ids.get(saleKey.toLowerCase()) ?? id;
        ids.set(saleKey.toLowerCase(), holder);
        if (holder === id) return honest(request);
        return {
          status: 409,
          body: { error: "sale-known", message: "", details: { id: holder, state: "in-progress" } },
        };
      };
    },
  },
  { fault: "sells to no company", checks: ["buyer"], warp: refusing(({ customer }) => customer !== undefined) },
  {
    fault: "stumbles over a field that it does not know",
    checks: ["added-fields"],
    warp: refusing(({ laterField }) => laterField !== undefined, 500, "internal"),
  },
  {
    fault: "prints what is not paid",
    checks: ["print-unpaid"],
    warp: () => {
      const printed = new Set<string>();
      return async (request, honest) => {
        const answer = await honest(request);
        if (request.target.on === "print") printed.add(request.target.id);
        return request.target.on === "get" && printed.has(request.target.id)
          ? put(answer, () => ({ fiscal: { state: "printed", documentNo: "000001" } }))
          : answer;
      };
    },
  },
];
