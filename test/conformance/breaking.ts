/** How a promise is broken: an emulator whose requests or answers are bent by one fault. */
import type { Hand } from "../../runtime/cli/conformance/hands.ts";
import type { Answer } from "../emulator/rrpay/api.ts";
import type { Asking, Warp } from "../emulator/rrpay/conversation.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";

export interface Broken {
  readonly fault: string;
  /** The check that finds it, behind those whose work it needs. */
  readonly checks: readonly string[];
  /** Made anew for each run, for what it remembers. */
  readonly warp?: () => Warp;
  /** Something that a hand at RRPay leads to, instead of what it should. */
  readonly hands?: Partial<Record<Hand, (rrpay: Rrpay, id: string) => void | Promise<void>>>;
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

/** Another answer to one kind of request. */
export const bend =
  (on: Asking["target"]["on"] | "all", change: (answer: Answer, request: Asking) => Answer) =>
  (): Warp =>
  async (request, honest) => {
    const answer = await honest(request);
    return on === "all" || request.target.on === on ? change(answer, request) : answer;
  };

/** Another body of every transaction. */
export const bendBody = (change: (body: Body) => object) =>
  bend("all", (answer) => (isTransaction(answer) ? put(answer, change) : answer));

/** A request instead of the one that came. */
export const misread =
  (on: Asking["target"]["on"], change: (request: Asking) => Asking) => (): Warp => (request, honest) =>
    honest(request.target.on === on ? change(request) : request);

/** What was refused stands in the store all the same. */
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

/** What was posted before, by id, for faults of repetition. */
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

/** Ids that were cancelled before they were posted. */
export const forgetsTombstones = (react: (request: Asking, answer: Answer) => Answer) => (): Warp => {
  const dead = new Set<string>();
  return async (request, honest) => {
    const answer = await honest(request);
    if (request.target.on === "cancel" && !("saleKey" in answer.body)) dead.add(request.target.id);
    return request.target.on !== "health" && dead.has(idOf(request)) ? react(request, answer) : answer;
  };
};

export const text = ({ body }: Asking): string => Buffer.from(body).toString("latin1");
