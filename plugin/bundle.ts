/** The whole bundle as one function of its events: decode → dispatch → encode. A boot begins everything anew. */
import { ABI, BOOT_FLAG, HOOK } from "../schemas/generated/boundary.ts";
import { Batch, type Boot, decodeEvent, type Event } from "./boundary.ts";
import { Desk, log } from "./context.ts";
import { type HookName, isPosPayload, parsePayload } from "./gama/payload.ts";
import { encodeResult } from "./gama/reply.ts";
import { bootReport } from "./hooks/pos.ts";
import { refusalOf } from "./hooks/refusal.ts";
import { Journal } from "./journal/journal.ts";
import { reasonText, sentence } from "./messages/sentence.ts";
import { PRODUCT, VERSION } from "./product.ts";
import type { Settings } from "./settings.ts";
import { readSettings } from "./settings.ts";
import { Till } from "./till.ts";

/** What the host finds as `globalThis.grp` (boundary.md, handshake). */
export interface Bundle {
  readonly abi: number;
  readonly version: string;
  readonly step: (event: ArrayBuffer) => ArrayBuffer;
}

/** Either a working till, or one whose configuration is wrong: then every hook says where. */
type State =
  | { readonly type: "none" }
  | { readonly type: "misconfigured"; readonly settings: Pick<Settings, "gama" | "language">; readonly detail: string }
  | { readonly type: "running"; readonly desk: Desk; readonly till: Till };

const HOOK_NAMES = new Map<number, HookName>(Object.entries(HOOK).map(([name, number]) => [number, name as HookName]));

/** A fresh bundle. `step` throws only on what the boundary forbids: the host counts that as an engine loss. */
export function createBundle(): Bundle {
  const batch = new Batch();
  let state: State = { type: "none" };
  const step = (buffer: ArrayBuffer): ArrayBuffer => {
    const event = decodeEvent(buffer);
    const { happening, moment } = event;
    if (happening.type === "boot") {
      state = boot(happening, event, batch);
      return batch.encode();
    }
    if (state.type === "none") throw new Error("an event came before boot");
    if (state.type === "misconfigured") {
      if (happening.type === "hook") refuseMisconfigured(state, hookName(happening.hook), happening, batch);
      return batch.encode();
    }
    const { desk, till } = state;
    desk.moment = moment;
    if (happening.type === "hook") hook(desk, till, happening.call, hookName(happening.hook), happening.payload);
    else till.happened(happening);
    return batch.encode();
  };
  return { abi: ABI, version: VERSION, step };
}

function boot(happening: Boot, { moment }: Event, batch: Batch): State {
  const read = readSettings(happening.config);
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
  const { settings } = read;
  const journal = new Journal(happening, settings.till, settings.journal.keepDays, moment, batch);
  const desk = new Desk(settings, journal, moment, batch);
  const till = new Till(desk);
  desk.log("info", `boot version=${VERSION} loss=${happening.lossReason} trouble=${desk.trouble ?? "none"}`);
  if ((happening.flags & BOOT_FLAG.tailCut) !== 0)
    desk.log("warn", `torn tail segment=${happening.segment} offset=${happening.badOffset}`);
  batch.reply(0, encodeResult(bootReport(desk, PRODUCT, VERSION, ABI), settings.gama));
  return { type: "running", desk, till };
}

function hookName(number: number): HookName {
  const name = HOOK_NAMES.get(number);
  if (name === undefined) throw new RangeError(`unknown hook ${number}`);
  return name;
}

function hook(desk: Desk, till: Till, call: number, name: HookName, payload: Uint8Array): void {
  const { settings } = desk;
  const parsed = parsePayload(name, payload, settings.gama.codepage);
  if (parsed.ok) return till.hook(call, parsed.request);
  const { code, path, reason, saleKey } = parsed.fault;
  const detail =
    path === "" ? reasonText(reason, settings.language) : `${path}: ${reasonText(reason, settings.language)}`;
  desk.record({
    t: "refusal",
    atMs: desk.moment.wallMs,
    hook: name,
    code,
    ...(saleKey === "" ? {} : { saleKey }),
    ...(path === "" ? {} : { path }),
  });
  desk.log("warn", `call=${call} hook=${name} code=${code} path=${path} reason=${reason}`);
  const refusal = { code, saleKey, detail };
  desk.batch.reply(call, encodeResult(refusalOf(name, refusal, settings, isPosPayload(payload)), settings.gama));
}

function refuseMisconfigured(
  { settings, detail }: Extract<State, { type: "misconfigured" }>,
  name: HookName,
  { call, payload }: { readonly call: number; readonly payload: Uint8Array },
  batch: Batch,
): void {
  const refusal = { code: "config-invalid", saleKey: "", detail } as const;
  batch.reply(call, encodeResult(refusalOf(name, refusal, settings, isPosPayload(payload)), settings.gama));
}
