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

- HTTP/1.1 on the loopback, one connection for many requests; answers may be chunked, and the connection may be closed after any of them.
- \`Authorization: Bearer …\` on everything but health; \`RRPay-Epoch\` on every POST of a transaction and every cancel.
- Money is integer cents, quantities and prices are integers × 10 000, rates are basis points (2100 = 21 %).
- Further fields are welcome in an answer, and \`null\` is an absent one. A status or an error that is not shown here means "unknown": the till asks again, and never charges again.
- A transaction is on the disk before its 201 leaves, and is answered for after a restart. Where it may not be, the epoch changes.

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
