/** Emulators that break a promise: one fault changes their requests or answers. */
import type { Server } from "node:net";
import type { Hand, Sight } from "../../runtime/cli/conformance/hands.ts";
import type { Answer } from "../emulator/rrpay/api.ts";
import type { Asking, Warp } from "../emulator/rrpay/conversation.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";

export interface Broken {
  readonly fault: string;
  /** The check that finds it, after the checks that it depends on. */
  readonly checks: readonly string[];
  /** Made again for each run, because it may keep a state. */
  readonly warp?: () => Warp;
  /** What stands between the command and RRPay, for faults of the wire: it gets RRPay's port. */
  readonly front?: (port: number) => Promise<Server>;
  /** What happens instead when a person at RRPay acts, or what that person sees. */
  readonly hands?: Partial<Record<Hand | Sight, (rrpay: Rrpay, id: string) => void | string | Promise<void>>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a fault may put anything into an answer
export type Body = any;

export const contentOf = ({ body }: Asking): Body => JSON.parse(Buffer.from(body).toString("utf8") || "{}");
export const asked = (request: Asking, change: object): Asking => ({
  ...request,
  body: Buffer.from(JSON.stringify({ ...contentOf(request), ...change })),
});
export const idOf = (request: Asking): string => ("id" in request.target ? request.target.id : contentOf(request).id);
export const put = (answer: Answer, change: (body: Body) => object): Answer => ({
  ...answer,
  body: { ...answer.body, ...change(answer.body) },
});
export const isTransaction = ({ body }: Answer): boolean => "payments" in body;
export const refuse = (status: number, error: string): Answer => ({ status, body: { error, message: error } });
export const inProgress = (request: Asking): Body => {
  const { id, till, kind, saleKey, currency, totalCents } = contentOf(request);
  const nothing = { payments: [], roundingCents: 0, changeCents: 0, fiscal: { state: "unknown" } };
  return { ...{ id, till, kind, saleKey, currency, totalCents }, state: "in-progress", revision: 1, ...nothing };
};

/** Changes the answer to one kind of request. */
export const bend =
  (on: Asking["target"]["on"] | "all", change: (answer: Answer, request: Asking) => Answer) =>
  (): Warp =>
  async (request, honest) => {
    const answer = await honest(request);
    return on === "all" || request.target.on === on ? change(answer, request) : answer;
  };

/** Takes anew what is known, where a POST is one of these. */
export const takesAgain =
  (isIt: (content: Body) => boolean = () => true) =>
  (answer: Answer, request: Asking): Answer =>
    request.target.on === "post" && answer.status === 409 && isIt(contentOf(request))
      ? { status: 201, body: inProgress(request) }
      : answer;

/** A fault that begins when RRPay's day is closed, or when it is started again. */
export function afterwards(
  when: "z-report" | "z-open" | "restart",
  change: (answer: Answer, request: Asking) => Answer,
): Pick<Broken, "warp" | "hands"> {
  let isLater = false;
  const act = (rrpay: Rrpay) => (when === "restart" ? rrpay.restart() : void rrpay.operator.zReport());
  return {
    warp: bend("all", (answer, request) => (isLater ? change(answer, request) : answer)),
    hands: {
      [when]: async (rrpay: Rrpay) => {
        await act(rrpay);
        isLater = true;
      },
    },
  };
}

/** Changes the body of every transaction. */
export const bendBody = (change: (body: Body) => object) =>
  bend("all", (answer) => (isTransaction(answer) ? put(answer, change) : answer));

/** Changes a request before it is handled. */
export const misread =
  (on: Asking["target"]["on"], change: (request: Asking) => Asking) => (): Warp => (request, honest) =>
    honest(request.target.on === on ? change(request) : request);

/** Takes what has to be refused. */
export const takesInvalid = bend("post", (answer, request) =>
  answer.status === 422 ? { status: 201, body: inProgress(request) } : answer,
);

/** Stores what was refused. */
export const storesRefused = (status: number) => (): Warp => {
  const stored = new Map<string, Body>();
  return async (request, honest) => {
    const id = idOf(request);
    if (request.target.on === "get" && stored.has(id)) return { status: 200, body: stored.get(id) };
    const answer = await honest(request);
    if (request.target.on === "post" && answer.status === status) stored.set(id, inProgress(request));
    return answer;
  };
};

/** Remembers by id what was posted before, for faults of repetition. */
export const remembering =
  (react: (before: Asking | undefined, request: Asking, answer: Answer) => Answer) => (): Warp => {
    const posts = new Map<string, Asking>();
    return async (request, honest) => {
      const answer = await honest(request);
      if (request.target.on !== "post") return answer;
      const before = posts.get(idOf(request));
      if (before === undefined) posts.set(idOf(request), request);
      return react(before, request, answer);
    };
  };

/** How long a slow store leaves two requests of one moment side by side. */
const SIDE_BY_SIDE_MS = 50;

/** Takes under each id what comes under two in the same moment. */
export const sideBySide =
  (kind: "sale" | "return" | "void"): NonNullable<Broken["warp"]> =>
  () => {
    const pending = new Map<string, number>();
    return async (request, honest) => {
      if (request.target.on !== "post" || contentOf(request).kind !== kind) return honest(request);
      const { saleKey } = contentOf(request);
      const count = pending.get(saleKey) ?? 0;
      pending.set(saleKey, count + 1);
      const answer = await honest(request);
      await new Promise((done) => setTimeout(done, SIDE_BY_SIDE_MS));
      pending.delete(saleKey);
      return count > 0 && answer.status === 409 ? { status: 201, body: inProgress(request) } : answer;
    };
  };

/** Remembers the ids that were cancelled before they were posted. */
export const forgetsTombstones = (react: (request: Asking, answer: Answer) => Answer) => (): Warp => {
  const dead = new Set<string>();
  return async (request, honest) => {
    const answer = await honest(request);
    if (request.target.on === "cancel" && !("saleKey" in answer.body)) dead.add(request.target.id);
    return request.target.on !== "health" && dead.has(idOf(request)) ? react(request, answer) : answer;
  };
};

export const text = ({ body }: Asking): string => Buffer.from(body).toString("latin1");
