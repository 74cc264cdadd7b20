/**
 * The work that every peer does: flat lines in windows-1257 → text → fields → checks of types, line products, line numbers
 * and the sum → RRPay's body in ASCII → the bytes of the request. Our bundle does more between the same two ends: it cleans
 * and masks texts, hashes the content, looks the key up, writes the record ahead and steers the conversation.
 */
import { flatLines } from "../../../build/bench/recording.ts";
import { encodeWindows1257 } from "../../../plugin/text/windows1257.ts";
import { HOOK } from "../../../schemas/generated/boundary.ts";
import type { InitSettlementRequest } from "../../../schemas/generated/types.ts";
import { decodeBatch } from "../../support/boundary.ts";
import { StepTill } from "../../support/step-till.ts";

/** What a peer is given. What a conversation would have told it comes as text. */
export interface Work {
  /** Flat lines in windows-1257. */
  readonly payload: Buffer;
  readonly id: string;
  readonly till: string;
  readonly host: string;
  readonly epoch: string;
}

/** What a peer gives back. */
export interface Done {
  readonly request: Buffer;
  /** The milliseconds of one mapping, sample by sample. */
  readonly tookMs: readonly number[];
}

export interface Peer {
  readonly name: string;
  /** Why it cannot be run on this machine. */
  readonly missing: () => string | undefined;
  /** Maps the work again and again. Throws where the work is refused. */
  readonly run: (work: Work, rounds: number) => Promise<Done>;
}

export interface Given {
  readonly work: Work;
  /** The bytes with which our own bundle sells it. */
  readonly request: Buffer;
}

/** A sale as a peer gets it, and what the bundle made of it. Throws where the bundle refuses it. */
export function workOf(sale: InitSettlementRequest): Given {
  return workOfBytes(Buffer.from(encodeWindows1257(flatLines(sale))));
}

/** The same of flat lines in windows-1257. */
export function workOfBytes(payload: Buffer): Given {
  const till = new StepTill({ gama: { codepage: "windows-1257", format: "lines" }, language: "lt" }).boot();
  till.step({ type: "hook", call: 1, hook: HOOK.init, payload });
  const sent = till.batches
    .flatMap((batch) => decodeBatch(batch))
    .flatMap((effect) =>
      effect.type === "send" && effect.head.startsWith("POST /v1/transactions ")
        ? [`${effect.head}${effect.rest}`]
        : [],
    );
  const [request = ""] = sent;
  const body = request.slice(request.indexOf("\r\n\r\n") + 4);
  if (request === "")
    throw new Error(`the bundle did not sell it: ${Buffer.from(till.replies.get(1) ?? []).toString()}`);
  const id = (JSON.parse(body) as { id: string }).id;
  const headOf = (name: string) => new RegExp(`^${name}: (.*)\r$`, "m").exec(request)?.[1] ?? "";
  const work = { payload, id, till: "1", host: headOf("Host"), epoch: headOf("RRPay-Epoch") };
  return { work, request: Buffer.from(request, "latin1") };
}
