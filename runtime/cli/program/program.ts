/** A talk as a step function. The first event starts it; each later event is the reply to its request. */
import { STREAM } from "../../../schemas/generated/program.ts";
import { describeError, type ExitCode } from "../exit.ts";
import type { Language } from "../words.ts";
import type { Talk } from "./talk.ts";
import { decodeReply, decodeStart, encodeRequest, type Reply, type Request, type Start } from "./wire.ts";

/** Turns what a talk throws into one line for people and the exit code. */
export function* guarded(talk: Talk<ExitCode>, language: Language = "en"): Talk<ExitCode> {
  try {
    return yield* talk;
  } catch (error) {
    const { message, exitCode } = describeError(error, language);
    yield { type: "print", stream: STREAM.error, text: `${message}\n` };
    return exitCode;
  }
}

/** Steps through a command with bytes, as a host in another language does. */
export function createStep(run: (start: Start) => Talk<ExitCode>): (event: ArrayBuffer) => ArrayBuffer {
  let talk: Talk<ExitCode> | undefined;
  let asked: Request | undefined;
  return (event) => {
    const bytes = new Uint8Array(event);
    let told: Reply = { status: 0 } as Reply;
    if (talk === undefined) talk = run(decodeStart(bytes));
    else if (asked !== undefined) told = decodeReply(asked.type, bytes);
    const next = talk.next(told);
    asked = next.done ? { type: "exit", code: next.value } : next.value;
    return encodeRequest(asked).buffer as ArrayBuffer;
  };
}
