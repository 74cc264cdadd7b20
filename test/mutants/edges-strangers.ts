/** What keeps other programs on the till's machine from being believed, from pushing out what is ours, and from filling our memory. */
import { type Edge, edges } from "./edge.ts";

const ASK = "plugin/conversation/ask.ts";
const RING = "runtime/node/store/trace.ts";

export const STRANGERS: readonly Edge[] = [
  ...edges(
    8,
    "test/spec/impostor.test.ts",
    [
      "a stranger's revision counts",
      "a stranger's higher revision without news does not make RRPay's own approval an old answer",
      ASK,
      "if (!isSent || claimOf(asked)) yield*",
      "if (claimOf(asked)) yield*",
    ],
    [
      "a query's refusal is one of a POST",
      "'sale-known' is the answer to a POST",
      ASK,
      'else if (wanted.type !== "send" && answer.code !== "unauthorized") return nothing("answer-invalid");',
      "",
    ],
    [
      "health is asked behind each answer on a kept connection",
      "an RRPay that keeps its connection is asked for health before the send only, however long it is followed (no token)",
      ASK,
      'answer.type === "statement" && asked && !context.isFresh',
      'answer.type === "statement" && asked',
    ],
  ),
  ...edges(7, "test/spec/trace-cards.test.ts", [
    "a value without a name inherits the rule of the last one",
    "behind an id, where a name is missing",
    "plugin/text/spots.ts",
    "(isKept && !isOfName)",
    "false",
  ]),
  ...edges("update", "test/cli/update-exchanged.test.ts", [
    "what is no archive for a moment is installed unchecked",
    "a release that is no archive for a moment",
    "runtime/cli/release/place.ts",
    "if (sha256 === undefined) return yield* body(file);",
    "if (sha256 === undefined || !(yield* isArchive(file))) return yield* body(file);",
  ]),
  ...edges(
    "trace",
    "test/spec/runtime/foreign-files.test.ts",
    [
      "a trace is ours by its number",
      "foreign files under the highest numbers of ours push no trace out",
      RING,
      'numbers.filter((number) => contents.get(number) === "ours")',
      "numbers",
    ],
    [
      "a name that is taken is written",
      "foreign files under the next numbers push no trace out",
      RING,
      'while (contents.has(number) && contents.get(number) !== "unwritten") number++;',
      "",
    ],
    [
      "what is put above is ours meanwhile",
      "what is put above the file that is written is not ours",
      RING,
      "this.#fd === undefined ? FILE_NUMBERS.highestOwn : this.#number",
      "FILE_NUMBERS.highestOwn",
    ],
    [
      "zeros are somebody else's",
      "a newest trace that a power cut has left of zeros is begun anew",
      RING,
      ' || text.startsWith("\\0")',
      "",
    ],
  ),
  ...edges(
    "many",
    "test/spec/runtime/many-files.test.ts",
    [
      "every beginning is read",
      "of files that look like traces",
      RING,
      "candidates.slice(0, CAPS.traceBeginnings)",
      "candidates",
    ],
    [
      "strangers under the highest numbers hide the ring",
      "behind foreign files under all the highest numbers the ring goes on",
      RING,
      "candidates.slice(-CAPS.traceBeginnings)",
      "[]",
    ],
    [
      "every old log is removed at once",
      "of old days' logs a few files are removed at a time",
      "runtime/node/store/log.ts",
      ".slice(0, CAPS.logRemovals)",
      "",
    ],
  ),
  ...edges("many", "test/spec/runtime/lookup.test.ts", [
    "the index takes any memory",
    "the index takes so much memory and no more",
    "runtime/node/store/index.ts",
    "held <= this.#maxBytes ? hashes : undefined",
    "hashes",
  ]),
  ...edges("many", "test/spec/runtime/lookup.test.ts", [
    "damage in a closed segment is not told where nothing in it matches",
    "a search that meets a closed segment with zeros",
    "runtime/node/store/lookup.ts",
    "if (isClosed && index.isDamaged(next, size)) end = FOUND.damaged;",
    "",
  ]),
  ...edges(
    "strange",
    "test/spec/runtime/strange-files.test.ts",
    [
      "a pipe is read as a file",
      "a pipe in the place of the newest segment",
      "runtime/node/store/disk.ts",
      "if (stat.isFile()) return fd;",
      "if (fd > 0) return fd;",
    ],
    [
      "a file of any size is read as a segment",
      "a file larger than any segment in the place of the segment that the newest one names",
      "runtime/node/store/disk.ts",
      "if (fstatSync(fd).size > most)",
      "if (most < 0)",
    ],
  ),
  ...edges(6, "test/contract/runtime/loss.test.ts", [
    "a disk that refuses a write counts as the engine's fault",
    "a write that is refused is not the engine's fault",
    "runtime/node/worker.ts",
    'if (reason === "store") return !this.#inBoot || this.#told.writable;',
    "",
  ]),
  ...edges(6, "test/contract/runtime/loop.test.ts", [
    "a slow disk takes the time that RRPay has to answer",
    "what a slow disk takes is not taken from a timer",
    "runtime/node/effects.ts",
    "effect.dueMonoMs + monoMs() - begunMonoMs",
    "effect.dueMonoMs",
  ]),
  ...edges(
    10,
    "test/spec/runtime/connection.test.ts",
    [
      "what waits to be sent has no bound",
      "one byte more than may wait ends the connection",
      "runtime/node/connection.ts",
      "if (live.socket.writableLength + bytes.length > MAX_QUEUED_BYTES)",
      "if (live.socket.writableLength < 0)",
    ],
    [
      "what is sent at once is not counted",
      "a send that alone is more than may wait ends the connection",
      "runtime/node/connection.ts",
      "if (live.socket.writableLength + bytes.length > MAX_QUEUED_BYTES)",
      "if (live.socket.writableLength > MAX_QUEUED_BYTES)",
    ],
  ),
];
