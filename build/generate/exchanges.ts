// The worked examples of docs/contracts.md C: docs/rrpay-exchanges.md, and what the OpenAPI description shows of each answer.
import { readFileSync } from "node:fs";
import type { Json } from "./schemas.ts";

export interface Exchange {
  readonly name: string;
  readonly before?: { readonly text: string };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Json;
  };
  readonly answer: { readonly status: number; readonly body: Json };
  readonly till: string;
}

export interface Sequence {
  readonly title: string;
  readonly why: string;
  readonly steps: readonly Exchange[];
}

/** Reads schemas/rrpay-exchanges.json; test/emulator/exchanges.test.ts holds it true of the emulator. */
export function loadSequences(path: string): readonly Sequence[] {
  return (JSON.parse(readFileSync(path, "utf8")) as { sequences: readonly Sequence[] }).sequences;
}

/** The operation of the OpenAPI description that a request is of. */
export function operationOf({ request: { method, path } }: Exchange): string {
  const [, , place, id, action] = path.split("?")[0]?.split("/") ?? [];
  if (place === "health") return "getHealth";
  if (id === undefined) return "postTransaction";
  if (action === "cancel") return "cancelTransaction";
  return action === "print" ? "printTransaction" : `${method.toLowerCase()}Transaction`;
}

/** The sequences as a page that an engineer can write a server from. */
export function exchangesMarkdown(sequences: readonly Sequence[]): string {
  return `# RRPay's local interface, by example

<!-- Written by npm run generate from schemas/rrpay-exchanges.json; test/emulator/exchanges.test.ts plays every step. -->

What an engineer at RASO needs to write the server that this project speaks to: what the till asks, what RRPay answers, and what
the till does then. The rules are [contract C](contracts.md#c-rrpays-local-interface), the fields
[schemas/rrpay.openapi.json](../schemas/rrpay.openapi.json), where each answer below is the example of its status. RASO publishes
no description, so all of this is [our assumption](assumptions.md) until it is confirmed.

## What every request and answer has

The steps below show only the headers that mean something; these come with them.
Each section is a story of its own, told to an RRPay that has seen nothing: all of them sell the same receipt, so one after another at the
same RRPay the second is 409 sale-known, unless \`id\` and \`saleKey\` are changed.

- **A request**: HTTP/1.1 to the loopback with \`Host\`, \`Accept: application/json\` and, where there is a body, \`Content-Type: application/json\` and \`Content-Length\` (never chunked, no \`Expect\`). The body is JSON in ASCII (\`\\uXXXX\` for everything else); RRPay reads UTF-8 as well. A sale has at most 1 000 lines; \`cancel\` and \`print\` have the body \`{}\`.
- **An answer**: JSON in UTF-8 without a byte order mark, with \`Content-Length\`, chunked, or ended by closing; at most 16 KiB of head and 128 KiB of body. One of HTTP/1.0 is read too. A \`Content-Type\` is not looked at, a redirection is not followed.
- **Connections**: one for many requests, one request at a time on each. It may be closed after any answer, said or not. Serve several at once: each till has one, and \`doctor\` or \`journal resolve\` another beside it. A poll that waits must not hold up the others.
- \`Authorization: Bearer …\` on everything but health, where the config has a token (\`rrpay.healthToken\`: on health as well). \`RRPay-Epoch\` on every POST of a transaction and every cancel, not on \`print\`; where it is missing (somebody tries with curl) there is nothing to judge.
- **Time**: the till gives up on connecting after \`connectMs\` (3 s), on an answer \`answerMs\` (10 s) after its last byte was sent, for a poll \`waitMs\` later. It asks with \`waitMs\` up to 1 000, at most four times a second about one sale; more than 25 000 counts as 25 000. It waits for the customer \`customerMs\` (5 min) after content last changed. All of these are in the config.
- **Money** is integer cents, quantities and prices are integers × 10 000, rates are basis points (2100 = 21 %). Of an approval Σ \`amountCents\` − \`changeCents\` = \`totalCents\` − Σ \`prepaid\` + \`roundingCents\`, at most 2 cents of rounding, no amount below zero.
- **Further fields** are welcome in an answer, and \`null\` is an absent one. A status or an error that is not shown here means "unknown": the till asks again, and never charges again.
- **On the disk before its 201 leaves**, and answered for after a restart and after a change of day: transactions with what was paid of them, revisions, tombstones. Where something may be lost, the epoch changes.
- **What is not offered** is not listed in \`features\`, is never asked for, and may be answered as you like (the emulator: 501). Where \`cancel\` is listed and \`tombstone\` is not, a cancel of an unknown id is 404.
- **More than one till**: \`?till=\` says who asks, and health answers \`till\` with the one that is paired here; a POST of a till that is not served is 422. \`busy\` is RRPay's own choice: it may take a second sale meanwhile.

Written? [\`gama-rrpay conformance\`](conformance.md) runs against it and names what does not hold.

${sequences.map(section).join("\n")}`;
}

function section({ title, why, steps }: Sequence): string {
  return `## ${title}\n\n${why}\n\n${steps.map((step, at) => stepText(step, at + 1)).join("\n")}`;
}

function stepText({ name, before, request, answer, till }: Exchange, number: number): string {
  const head = [
    `${request.method} ${request.path}`,
    ...Object.entries(request.headers ?? {}).map((field) => field.join(": ")),
  ];
  const body = request.body === undefined ? [] : ["", compact(request.body)];
  const lead = before === undefined ? "" : `*${before.text}*\n\n`;
  return `${lead}**${number}.** \`${name}\`

\`\`\`
${[...head, ...body].join("\n")}

${answer.status}
${compact(answer.body)}
\`\`\`

*The till:* ${till}
`;
}

/** JSON with one line for each field of the outermost object. */
function compact(value: Json): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, child]) => `  ${JSON.stringify(name)}: ${JSON.stringify(child)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join(",\n")}\n}`;
}
