/** What keeps rows 8 to 18 of docs/edges.md, broken one by one: the wire, texts, the config and the guides. */
import { type Edge, edges } from "./edge.ts";

const RUNTIME = "test/spec/runtime";
const VERDICT = `${RUNTIME}/verdict.test.ts`;
const SIGNED = "a program is signed by the given command before its sum is made";
const NEXT_STEP = "plugin/payment/next-step.ts";

/** Rows 8 and 9: the token, streams. */
export const WIRE: readonly Edge[] = [
  ...edges(8, `${RUNTIME}/loader.test.ts`, [
    "a token under a wrong name goes to the bundle",
    "the bundle's copy has a star for a token under a wrong name too",
    "runtime/loader/config.ts",
    "SECRET.test(name)",
    'name === "token"',
  ]),
  ...edges(8, "test/spec/acts.test.ts", [
    "health is asked with the token",
    "an impostor that comes to the port in between never gets the token",
    "plugin/rrpay/profile.ts",
    "withToken: healthToken,",
    "withToken: true,",
  ]),
  ...edges(
    8,
    "test/spec/impostor.test.ts",
    [
      "whoever has the port gets the token",
      "its kept connection ends, and who has the port then is not given the token",
      "plugin/conversation/ask.ts",
      'if (!context.mayHaveToken) return { type: "unsent", why: "unreachable" };',
      "",
    ],
    [
      "the client asks again with the token",
      "the question that is asked again on a new connection has no token before health",
      "plugin/rrpay/client.ts",
      "if (this.#isGuarded(this.#exchange))",
      'if (this.#exchange.path === "")',
    ],
    [
      "news is believed whoever says it",
      "approved from a service that never answered as the paired RRPay ends nothing",
      "plugin/conversation/ask.ts",
      "if (!isSent && !context.health) return keepClaim(context, attemptId, answer);",
      "",
    ],
  ),
  ...edges(17, "test/spec/closing-rrpay.test.ts", [
    "a question with the token goes over what RRPay has closed",
    "it is heard when the customer pays after a while (with a token)",
    "plugin/rrpay/client.ts",
    "(this.#keepsOpen === undefined || !this.#isGuarded(exchange))",
    "true",
  ]),
  ...edges(
    9,
    "test/spec/acts.test.ts",
    [
      "queries as fast as RRPay answers",
      "at most four queries a second about one attempt",
      NEXT_STEP,
      "const PACE_MS = 250;",
      "const PACE_MS = 10;",
    ],
    [
      "a cancel waits for the stream to end",
      "a cancel is heard under a stream of revisions",
      NEXT_STEP,
      "const wantsCancel = now.cancelAsked && ",
      'const wantsCancel = now.cancelAsked && progress.last.type !== "named" && ',
    ],
    [
      "each revision renews customerMs",
      "a revision that rises without new content does not renew customerMs",
      NEXT_STEP,
      "changedAtMonoMs: news.changed && before.changes < CHANGES_MAX ? monoMs : before.changedAtMonoMs,",
      "changedAtMonoMs: monoMs,",
    ],
  ),
];

/** Rows 13 to 17: parsers, texts, config, and an RRPay that grows. */
export const TEXTS: readonly Edge[] = [
  ...edges(9, "test/spec/http-limits.test.ts", [
    "extensions of chunks have no end",
    "what stands around chunks has a limit of its own",
    "plugin/rrpay/http.ts",
    "FRAMING_BYTES - this.#framingBytes",
    "FRAMING_BYTES",
  ]),
  ...edges(13, "test/spec/http-limits.test.ts", [
    "a fault of the peer's is thrown",
    "no bytes whatever make it throw",
    "plugin/rrpay/http.ts",
    "if (!(error instanceof HttpError)) throw error;",
    "if (!(error instanceof HttpError) || bytes.length > 5) throw error;",
  ]),
  ...edges(13, "test/spec/flat-lines-write.test.ts", [
    "a path through a plain value is followed",
    "no text whatever makes the parser throw",
    "plugin/gama/flat-lines.ts",
    'if (typeof shape === "string") return undefined;\n  if ("items" in shape)',
    'if ("items" in (shape as ArrayShape))',
  ]),
  ...edges(
    14,
    VERDICT,
    [
      "an escape goes to the terminal",
      "a journal line moves no terminal's cursor",
      "runtime/cli/terminal-text.ts",
      "(?![\\t\\n\\r])\\p{Cc}",
      "(?![\\t\\n\\r\\u001b])\\p{Cc}",
    ],
    [
      "a line break makes a line",
      "a journal line moves no terminal's cursor",
      "runtime/cli/terminal-text.ts",
      "return printable(text).replace(/[\\t\\n\\r]/g",
      "return printable(text).replace(/[\\t]/g",
    ],
  ),
  ...edges(
    15,
    "test/spec/texts.test.ts",
    [
      "a tab in a name is refused",
      "a tab or a line break in a product's name does not stop the till",
      "plugin/gama/texts.ts",
      'trimmed(text).replace(/[^ -~\\u00a0-\\uffff]/g, " ")',
      "trimmed(text)",
    ],
    [
      "line breaks stay",
      "a tab or a line break in a product's name does not stop the till",
      "plugin/gama/texts.ts",
      'trimmed(text).replace(/[^ -~\\u00a0-\\uffff]/g, " ")',
      'trimmed(text).replace(/\\t/g, " ")',
    ],
  ),
  ...edges(
    16,
    `${RUNTIME}/place.test.ts`,
    [
      "columns count from 0",
      "is named by line, column and cause",
      "runtime/loader/place.ts",
      'column: [...(before.at(-1) ?? "")].length + 1',
      'column: [...(before.at(-1) ?? "")].length',
    ],
    [
      "a key given twice is no fault",
      "is named by line, column and cause",
      "runtime/loader/place.ts",
      "if (names.has(name)) throw",
      "if (names.size < 0) throw",
    ],
  ),
  ...edges(
    17,
    "test/spec/tolerance.test.ts",
    [
      "an unknown field is kept for the schema",
      "a grown RRPay sells",
      "plugin/rrpay/tolerance.ts",
      "const known: Record<string, unknown> = {};",
      "const known: Record<string, unknown> = { ...(value as object) };",
    ],
    [
      "null is a value",
      "null counts as absent where a field is optional",
      "plugin/rrpay/tolerance.ts",
      "if (item !== undefined && item !== null)",
      "if (item !== undefined)",
    ],
    [
      "a POST goes over a connection that RRPay closes unsaid",
      "a server that closes after every answer without saying so sells",
      "plugin/rrpay/client.ts",
      'this.#link.type === "idle" && (this.#keepsOpen || this.#mayAskOnOpen(exchange))',
      'this.#link.type === "idle"',
    ],
  ),
  ...edges(14, "test/emulator/contract.test.ts", [
    "the emulator answers any name",
    "is answered to names of the loopback only",
    "test/emulator/rrpay/conversation.ts",
    'if (!isLoopback(head.headers.get("host"))) return',
    'if (!isLoopback(head.headers.get("host")) && !head) return',
  ]),
  ...edges(16, "test/cli/doctor.test.ts", [
    "a refused value has no place",
    "a mistake in any field of the config is told by the field's name, with what to do",
    "runtime/cli/doctor-config.ts",
    'const place = check.id === "config" && check.status === "fail" && path !== "" && placeIn(places, path);',
    'const place = placeIn(places, "") && undefined;',
  ]),
  ...edges(16, "test/emulator/crash.test.ts", [
    "a mark costs the emulator's store",
    "a mark that an editor has put before the store loses nothing of it",
    "test/emulator/rrpay/store.ts",
    "bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0",
    "0",
  ]),
  ...edges(
    18,
    "test/tools/downloaded.test.ts",
    [
      "the English guide tells nothing of the box",
      "INSTALL.en.md says how the block",
      "docs/INSTALL.en.md",
      'tick **"Unblock"**',
      "go on",
    ],
    [
      "the Lithuanian guide tells nothing of the box",
      "DIEGIMAS.md says how the block",
      "docs/DIEGIMAS.md",
      "pažymėkite **„Atblokuoti“ (Unblock)**",
      "pirmyn",
    ],
    [
      "the guide tells nothing of programs",
      "INSTALL.en.md says how the block",
      "docs/INSTALL.en.md",
      "for the DLL and the programs",
      "for the DLL",
    ],
  ),
  ...edges(17, "test/spec/client-kept.test.ts", [
    "a question over a connection that was closed is not asked again",
    "a question on an idle connection that RRPay had closed meanwhile is asked again on a new one",
    "plugin/rrpay/client.ts",
    'if (link.stale && this.#exchange?.method === "GET") {',
    'if (link.stale && this.#exchange?.method === "HEAD") {',
  ]),
  ...edges(
    14,
    "test/tools/signing.test.ts",
    ["an exe goes out unsigned", SIGNED, "build/release/sign.ts", "/\\.(dll|exe)$/", "/\\.dll$/"],
    ["a DLL goes out unsigned", SIGNED, "build/release/contents.ts", "bytes: sign(path, bytes) };", "bytes };"],
  ),
];
