/** `gama-rrpay listen` passes on first and writes afterwards: a long message that comes in pieces waits for no line. */
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { NET, STREAM } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";

const test = suite("listen passes on first");

const PROGRAM = 1;
const SERVER = 2;
/** A sale of a thousand lines has so many, each of the greatest that a host gives at once. */
const PIECES = 6;
const PIECE = new Uint8Array(64 * 1024).fill(0x61);
const NOTHING = new Uint8Array(0);

/** A program that says a long message, each piece of which is there a moment after the one before. */
class LongMessage {
  readonly happened: string[] = [];
  readonly #host = new NodeHost({ print: () => {}, ask: async () => undefined });
  #left = PIECES;
  #isHere = false;

  async carryOut(request: Request): Promise<Reply> {
    const { type } = request;
    if (type === "hear") return this.#hear(request.waitMs);
    if (type === "transmit") this.happened.push("passed on");
    else if (type === "print" && request.stream === STREAM.data) this.happened.push("written");
    else if (type === "serve") return this.#reply({ port: 5 });
    else if (type === "dial") return this.#reply({ conn: SERVER });
    else if (type !== "heedStop") return this.#host.carryOut(request);
    return this.#reply({});
  }

  #reply = (fields: object) => ({ status: 0, fields }) as Reply;
  #heard = (event: number, conn = PROGRAM, bytes = NOTHING) => this.#reply({ event, conn, port: 0, monoMs: 0, bytes });

  #hear(waitMs: number): Reply {
    if (!this.#isHere) {
      this.#isHere = true;
      return this.#heard(NET.opened);
    }
    if (this.#left === 0) return this.#heard(NET.stopped);
    if (waitMs === 0) return this.#heard(NET.quiet);
    this.#left--;
    return this.#heard(NET.bytes, PROGRAM, PIECE);
  }
}

test("what comes a moment after what came before is passed on before any of it is written", async () => {
  const program = new LongMessage();
  const talk = run({ args: ["listen", "--to", "9"], language: "en", isInteractive: 0, programFolder: "/nowhere" });
  let next = talk.next({ status: 0 } as Reply);
  while (!next.done) next = talk.next(await program.carryOut(next.value));
  const [head, ...rest] = program.happened;
  assert.is(head, "written");
  assert.equal(
    rest.slice(0, PIECES),
    Array.from({ length: PIECES }, () => "passed on"),
  );
  assert.ok(rest.length > PIECES);
});

test.run();
