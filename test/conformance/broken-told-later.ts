/** RRPays that tell later, or of what has ended, what is not so. Somebody at RRPay has to act. */
import {
  afterwards,
  type Body,
  type Broken,
  bend,
  contentOf,
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
];
