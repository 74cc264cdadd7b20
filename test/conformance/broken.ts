/**
 * RRPays that each break one promise of docs/contracts.md C. Every row is the emulator with one fault. It names the
 * check that must find the fault, after the checks that it depends on. In these, nobody has to act at RRPay.
 */
import {
  type Broken,
  bend,
  bendBody,
  contentOf,
  inProgress,
  misread,
  put,
  refuse,
  remembering,
  storesRefused,
  text,
} from "./breaking.ts";
import { BROKEN_AFTERWARDS } from "./broken-afterwards.ts";
import { BROKEN_AT_PAYMENT } from "./broken-at-payment.ts";
import { BROKEN_CANCEL } from "./broken-cancel.ts";
import { BROKEN_CONTENT } from "./broken-content.ts";
import { BROKEN_DAY } from "./broken-day.ts";
import { BROKEN_GOODS } from "./broken-goods.ts";
import { BROKEN_ONCE_MORE } from "./broken-once-more.ts";
import { BROKEN_PART_PAID } from "./broken-part-paid.ts";
import { BROKEN_POLLS } from "./broken-polls.ts";
import { BROKEN_PREPAID } from "./broken-prepaid.ts";
import { BROKEN_PRINTER } from "./broken-printer.ts";
import { BROKEN_TOLD_LATER } from "./broken-told-later.ts";
import { BROKEN_UNDO } from "./broken-undo.ts";
import { BROKEN_WIRE } from "./broken-wire.ts";

const BROKEN_ALONE: readonly Broken[] = [
  {
    fault: "speaks protocol 2",
    checks: ["health"],
    warp: bend("health", (answer) => put(answer, () => ({ protocol: 2 }))),
  },
  {
    fault: "answers for another till",
    checks: ["health-till"],
    warp: bend("health", (answer) => put(answer, () => ({ till: "9" }))),
  },
  {
    fault: "makes a new epoch for each health check",
    checks: ["health-steady"],
    warp: () => {
      let count = 0;
      return bend("health", (answer) => put(answer, () => ({ epoch: `E${++count}` })))();
    },
  },
  {
    fault: "does not look at the token",
    checks: ["token"],
    warp: misread("post", (request) => ({ ...request, asked: { ...request.asked, authorization: "Bearer secret" } })),
  },
  {
    fault: "wants the right token or none",
    checks: ["token"],
    warp: misread("post", (request) => ({
      ...request,
      asked: { ...request.asked, authorization: request.asked.authorization ?? "Bearer secret" },
    })),
  },
  {
    fault: "takes the beginning of the token for the token",
    checks: ["token"],
    warp: misread("post", (request) => {
      const { authorization = "" } = request.asked;
      const isBegun = authorization.length > "Bearer ".length && "Bearer secret".startsWith(authorization);
      return { ...request, asked: { ...request.asked, ...(isBegun ? { authorization: "Bearer secret" } : {}) } };
    }),
  },
  { fault: "keeps what it refuses for its token", checks: ["token"], warp: storesRefused(401) },
  {
    fault: "says 404 without its epoch",
    checks: ["unknown-id"],
    warp: bend("get", (answer) => (answer.status === 404 ? put(answer, () => ({ epoch: undefined })) : answer)),
  },
  {
    fault: "says 200 to a new transaction",
    checks: ["post"],
    warp: bend("post", (answer) => ({ ...answer, status: 200 })),
  },
  {
    fault: "echoes another total",
    checks: ["post"],
    warp: bend("post", (answer) => put(answer, ({ totalCents }) => ({ totalCents: totalCents + 1 }))),
  },
  {
    fault: "cuts off cents that a binary fraction holds only nearly",
    checks: ["post"],
    warp: bendBody(({ totalCents }) => ({ totalCents: Math.trunc((totalCents / 100) * 100) })),
  },
  {
    fault: "begins the same id anew",
    checks: ["post-again"],
    warp: remembering((before, request, answer) => (before ? { status: 201, body: inProgress(request) } : answer)),
  },
  {
    fault: "compares bytes",
    checks: ["post-parsed"],
    warp: remembering((before, request, answer) =>
      before && text(before) !== text(request) ? refuse(409, "id-conflict") : answer,
    ),
  },
  {
    fault: "takes other content for the same",
    checks: ["id-conflict"],
    warp: remembering((before, _, answer) =>
      before && answer.status === 409 ? { status: 200, body: inProgress(before) } : answer,
    ),
  },
  {
    fault: "compares no lines",
    checks: ["id-conflict"],
    warp: remembering((before, request, answer) =>
      before && answer.status === 409 && contentOf(before).receiptNo === contentOf(request).receiptNo
        ? { status: 200, body: inProgress(before) }
        : answer,
    ),
  },
  {
    fault: "judges validity before identity",
    checks: ["identity-first"],
    warp: () => async (request, honest) =>
      request.target.on === "post" && contentOf(request).lines.length === 0 ? refuse(422, "invalid") : honest(request),
  },
  {
    fault: "begins twice what comes twice at once",
    checks: ["concurrent-posts"],
    warp: remembering((before, _, answer) => (before && answer.status === 200 ? { ...answer, status: 201 } : answer)),
  },
  {
    fault: "does not tell which id has the sale",
    checks: ["sale-known"],
    warp: bend("post", (answer) => (answer.status === 409 ? put(answer, () => ({ details: undefined })) : answer)),
  },
  {
    fault: "keeps the key of what was cancelled",
    checks: ["sale-free-again"],
    warp: () => {
      const keys = new Map<string, string>();
      return async (request, honest) => {
        if (request.target.on !== "post") return honest(request);
        const { id, saleKey } = contentOf(request);
        if ((keys.get(saleKey) ?? id) !== id)
          return { status: 409, body: { error: "sale-known", message: "", details: { id } } };
        keys.set(saleKey, id);
        return honest(request);
      };
    },
  },
  { fault: "keeps what it calls invalid", checks: ["invalid"], warp: storesRefused(422) },
  { fault: "keeps what it is too busy for", checks: ["busy"], warp: storesRefused(423) },
  { fault: "never raises a revision", checks: ["revision"], warp: bendBody(() => ({ revision: 1 })) },
  {
    fault: "begins again what has ended",
    checks: ["final-stays"],
    warp: remembering((before, request, answer) =>
      before && answer.status === 200 ? { status: 200, body: inProgress(request) } : answer,
    ),
  },
  {
    fault: "does not judge the epoch",
    checks: ["epoch-guard"],
    warp: misread("post", (request) => ({ ...request, asked: { ...request.asked, epoch: undefined } })),
  },
  {
    fault: "judges the epoch of sales alone",
    checks: ["epoch-guard"],
    warp: misread("post", (request) =>
      contentOf(request).kind === "sale" ? request : { ...request, asked: { ...request.asked, epoch: undefined } },
    ),
  },
  {
    fault: "does not judge the epoch of a cancel",
    checks: ["epoch-guard-cancel"],
    warp: misread("cancel", (request) => ({ ...request, asked: { ...request.asked, epoch: undefined } })),
  },
  {
    fault: "looks at the id before the epoch",
    checks: ["epoch-guard-first"],
    warp: remembering((before, request, answer) =>
      before && answer.status === 412 ? { status: 200, body: inProgress(request) } : answer,
    ),
  },
];

export const BROKEN: readonly Broken[] = [
  ...BROKEN_ALONE,
  ...BROKEN_CANCEL,
  ...BROKEN_POLLS,
  ...BROKEN_CONTENT,
  ...BROKEN_GOODS,
  ...BROKEN_PREPAID,
  ...BROKEN_WIRE,
  ...BROKEN_AT_PAYMENT,
  ...BROKEN_PART_PAID,
  ...BROKEN_UNDO,
  ...BROKEN_DAY,
  ...BROKEN_AFTERWARDS,
  ...BROKEN_ONCE_MORE,
  ...BROKEN_TOLD_LATER,
  ...BROKEN_PRINTER,
];
