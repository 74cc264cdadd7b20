/** The whole bundle as one function of its events: decode → dispatch → encode. A boot event starts everything anew. */
import { ABI, BOOT_FLAG, FOUND, HOOK, type HookName } from "../schemas/generated/boundary.ts";
import { Batch, type Boot, type Event, type Found, type Moment } from "./boundary.ts";
import { Context, log } from "./context.ts";
import { decodeEvent } from "./event-reader.ts";
import { isPosPayload, type PayloadFault, parsePayload } from "./gama/payload.ts";
import { blankPayload } from "./gama/payload-trace.ts";
import { encodeResult } from "./gama/reply.ts";
import { bootReport } from "./hooks/pos.ts";
import { refusedHook } from "./hooks/refusal.ts";
import { Journal } from "./journal/journal.ts";
import { reasonText, sentence } from "./messages/sentence.ts";
import { PRODUCT, VERSION } from "./product.ts";
import { DIALECT } from "./rrpay/port.ts";
import { readSettings, type Settings } from "./settings.ts";
import { decodeUtf8 } from "./text/utf8.ts";
import { Till } from "./till.ts";

/** What the host finds as `globalThis.grp` (boundary.md, handshake). */
export interface Bundle {
  readonly abi: number;
  readonly version: string;
  /** The RRPay protocol that this bundle speaks. The host compares it with the config's `rrpay.dialect`. */
  readonly dialect: string;
  readonly step: (event: ArrayBuffer, text?: string) => string;
}

/** A working till, or one with a wrong configuration. With a wrong one every hook's answer names the mistake. */
type State =
  | { readonly type: "none" }
  | { readonly type: "misconfigured"; readonly settings: Pick<Settings, "gama" | "language">; readonly detail: string }
  /** The attempts that the checkpoint refers to are being read. Events that come meanwhile wait. */
  | { readonly type: "reading"; readonly context: Context; readonly boot: Boot; readonly waiting: Waiting[] }
  | { readonly type: "running"; readonly context: Context; readonly till: Till };

type Waiting = Exclude<Event, { type: "boot" | "found" }>;

const HOOK_NAMES = new Map<number, HookName>(Object.entries(HOOK).map(([name, number]) => [number, name as HookName]));

/** Creates a fresh bundle. `step` throws only on what the boundary forbids; the host counts that as an engine loss. */
export function createBundle(): Bundle {
  const batch = new Batch();
  let state: State = { type: "none" };
  const step = (buffer: ArrayBuffer, text?: string): string => {
    const { event, moment } = decodeEvent(buffer, text);
    if (event.type === "boot") {
      state = boot(event, moment, batch);
      return batch.encode();
    }
    if (state.type === "none") throw new Error("an event came before boot");
    if (state.type === "misconfigured") {
      if (event.type === "hook") refuseMisconfigured(state, hookName(event.hook), event, batch);
      return batch.encode();
    }
    state.context.moment = moment;
    if (state.type === "reading") state = read(state, event);
    else handle(state.context, state.till, event);
    // card numbers can be found only in a whole answer, so its trace waits until all of it is here
    if (state.type === "running" && state.till.awaitsAnswer) batch.hold();
    return batch.encode();
  };
  return { abi: ABI, version: VERSION, dialect: DIALECT, step };
}

function handle(context: Context, till: Till, event: Waiting | Found): void {
  if (event.type === "hook") hook(context, till, event.call, hookName(event.hook), event.payload);
  else till.event(event);
}

/** Begins to read the records that the checkpoint refers to. */
function beginReading(context: Context, boot: Boot): State {
  const { journal, lookUps, batch } = context;
  lookUps.begin({ type: "read", places: journal.wanted }, batch, {
    hit: (hit) => journal.take(hit),
    done: (isComplete) => journal.complete(isComplete),
  });
  return { type: "reading", context, boot, waiting: [] };
}

/** A look-up's answer continues the start. Any other event waits until the start is done. */
function read(state: Extract<State, { type: "reading" }>, event: Waiting | Found): State {
  const { context, boot: first, waiting } = state;
  if (event.type !== "found") {
    waiting.push(event);
    return state;
  }
  context.lookUps.found(event, context.moment, context.batch);
  if (event.state === FOUND.more) return state;
  const running = begin(context, first);
  for (const one of waiting) handle(context, running.till, one);
  return running;
}

function boot(event: Boot, moment: Moment, batch: Batch): State {
  const read = readSettings(event.config);
  if (!read.ok) {
    const { settings, path, reason, rule } = read;
    const detail = `${path}: ${reasonText(reason, settings.language)}${rule === undefined ? "" : `: ${rule}`}`;
    const message = `${sentence("config-invalid", settings.language)} (${detail})`;
    const report = {
      status: "refused",
      product: PRODUCT,
      version: VERSION,
      abi: ABI,
      unresolvedCount: 0,
      code: "config-invalid",
      message,
    };
    log(batch, "error", `config-invalid ${detail}`);
    batch.reply(0, encodeResult(report, settings.gama));
    return { type: "misconfigured", settings, detail };
  }
  // the config may name the computer or a variable instead of a till; the host knows the result
  const settings = { ...read.settings, till: decodeUtf8(event.till) ?? "" };
  const journal = new Journal(event, settings.till, settings.journal.keepDays, moment, batch);
  const context = new Context(settings, journal, moment, batch);
  return journal.wanted.length > 0 ? beginReading(context, event) : begin(context, event);
}

/** From here on the till accepts hooks. Its first output is the boot report. */
function begin(context: Context, event: Boot): Extract<State, { type: "running" }> {
  const { settings, batch } = context;
  const till = new Till(context, (event.flags & BOOT_FLAG.afterLoss) !== 0);
  context.log("info", `boot version=${VERSION} loss=${event.lossReason} trouble=${context.trouble ?? "none"}`);
  if ((event.flags & BOOT_FLAG.tailCut) !== 0)
    context.log("warn", `torn tail segment=${event.segment} offset=${event.badOffset}`);
  batch.reply(0, encodeResult(bootReport(context, PRODUCT, VERSION, ABI), settings.gama));
  return { type: "running", context, till };
}

function hookName(number: number): HookName {
  const name = HOOK_NAMES.get(number);
  if (name === undefined) throw new RangeError(`unknown hook ${number}`);
  return name;
}

function hook(context: Context, till: Till, call: number, name: HookName, payload: Uint8Array): void {
  const { settings } = context;
  const parsed = parsePayload(name, payload, settings.gama.codepage);
  if (!parsed.ok || parsed.isMasked) blankPayload(context.batch, payload, settings.gama.codepage);
  if (parsed.ok) return till.hook(call, parsed.request);
  const { code, path, reason, saleKey } = parsed.fault;
  const detail =
    path === "" ? reasonText(reason, settings.language) : `${path}: ${reasonText(reason, settings.language)}`;
  if (name !== "preview") recordRefusal(context, name, parsed.fault);
  if (name === "init") till.noteRefused(saleKey);
  context.log("warn", `call=${call} hook=${name} code=${code} path=${path} reason=${reason}`);
  const refusal = { code, saleKey, detail, path };
  context.batch.reply(call, encodeResult(refusedHook(name, refusal, settings, isPosPayload(payload)), settings.gama));
}

function recordRefusal(
  context: Context,
  hook: Exclude<HookName, "preview">,
  { code, saleKey, path }: PayloadFault,
): void {
  context.record({
    t: "refusal",
    atMs: context.moment.wallMs,
    hook,
    code,
    ...(saleKey === "" ? {} : { saleKey }),
    ...(path === "" ? {} : { path }),
  });
}

function refuseMisconfigured(
  { settings, detail }: Extract<State, { type: "misconfigured" }>,
  name: HookName,
  { call, payload }: { readonly call: number; readonly payload: Uint8Array },
  batch: Batch,
): void {
  const refusal = { code: "config-invalid", saleKey: "", detail } as const;
  batch.reply(call, encodeResult(refusedHook(name, refusal, settings, isPosPayload(payload)), settings.gama));
}
