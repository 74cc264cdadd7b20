// The constants of the seam between a runtime and the bundle, from schemas/boundary.json.
import { readFileSync } from "node:fs";
import { GENERATED, NOTICE } from "./banner.ts";

export interface BoundaryField {
  readonly name: string;
  readonly type: "u8" | "i16" | "u32" | "f64" | "bytes" | "raw16";
}

export interface BoundaryMessage {
  readonly tag: number;
  readonly name: string;
  readonly fields: readonly BoundaryField[];
}

type Numbers = Readonly<Record<string, number>>;

/** schemas/boundary.json. */
export interface Boundary {
  readonly abi: number;
  readonly exportsAbi: number;
  readonly policyVersion: number;
  readonly traceVersion: number;
  readonly contracts: number;
  readonly caps: Numbers & Readonly<Record<"batchBytes" | "effects" | "dataBytes" | "needleBytes", number>>;
  readonly hooks: Numbers;
  readonly bootFlags: Numbers;
  readonly lossReasons: Numbers;
  readonly closeReasons: Numbers;
  readonly foundStates: Numbers;
  readonly tillSources: Numbers;
  readonly indexMarkers: readonly string[];
  readonly link: Readonly<Record<string, number | string>>;
  readonly fileNumbers: Readonly<Record<"highestOwn" | "highest", number>>;
  readonly traceLines: Readonly<Record<"engine" | "step" | "lost", string>>;
  readonly logLevels: Numbers;
  readonly eventHeader: readonly BoundaryField[];
  readonly events: readonly BoundaryMessage[];
  readonly effects: readonly BoundaryMessage[];
  readonly hit: readonly BoundaryField[];
  readonly place: readonly BoundaryField[];
  readonly loaderInput: readonly BoundaryField[];
  readonly policy: readonly BoundaryField[];
}

const FILE_NUMBERS =
  "Numbers of segments and trace files: ours come to the first in centuries only, no name can hold more than the second.";
const TRACE_LINES = "How the lines of a trace begin. A file that begins otherwise is not ours, whatever its number is.";

/** Reads the boundary table. */
export function loadBoundary(file: string): Boundary {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** schemas/generated/boundary.ts */
export function boundaryTypeScript(boundary: Boundary): string {
  const constants = enumerations(boundary).map(
    ({ name, about, values }) =>
      `/** ${about} */\nexport const ${name} = ${JSON.stringify(values, null, 2)} as const;\n`,
  );
  return `${GENERATED}

/** Version of the boundary. */
export const ABI = ${boundary.abi};
/** First byte of a batch of effects. */
export const BATCH_VERSION = ${boundary.abi};
/** Version of the exports of gama_rrpay.h (docs/contracts.md A2). */
export const EXPORTS_ABI = ${boundary.exportsAbi};
/** Version of the policy record's layout. */
export const POLICY_VERSION = ${boundary.policyVersion};
/** Form of the trace's lines, and version of the contracts (and so of the schemas) that are spoken. */
export const TRACE_VERSION = ${boundary.traceVersion};
export const CONTRACTS_VERSION = ${boundary.contracts};
/** A needle that begins with one of these and ends with the next quote is asked in the index first. */
export const INDEX_MARKERS = ${JSON.stringify(boundary.indexMarkers)} as const;
/** How a link names the segment before, or a file that was set aside. */
export const LINK = ${JSON.stringify(boundary.link)} as const;
/** ${FILE_NUMBERS} */
export const FILE_NUMBERS = ${JSON.stringify(boundary.fileNumbers)} as const;
/** ${TRACE_LINES} */
export const TRACE_LINES = ${JSON.stringify(boundary.traceLines)} as const;

${constants.join("\n")}
export type HookName = keyof typeof HOOK;

/** Fields of the policy record that the loader returns, in order. */
export const POLICY = [
${boundary.policy.map(({ name, type }) => `  { name: "${name}", type: "${type}" },`).join("\n")}
] as const;
`;
}

/** runtime/native/generated/boundary.h */
export function boundaryC(boundary: Boundary): string {
  const groups = enumerations(boundary).map(({ prefix, about, values }) => {
    const lines = Object.entries(values).map(([name, value]) => `#define GRP_${prefix}_${upperSnake(name)} ${value}`);
    return `/* ${about} */\n${lines.join("\n")}`;
  });
  const layout = (fields: readonly BoundaryField[]) => fields.map(({ name, type }) => `${type} ${name}`).join(", ");
  const layouts = (messages: readonly BoundaryMessage[]) =>
    messages.map(({ tag, name, fields }) => ` *   ${tag} ${name}: ${layout(fields)}`);
  return `/* ${NOTICE} */
#ifndef GRP_GENERATED_BOUNDARY_H
#define GRP_GENERATED_BOUNDARY_H

/* Little-endian; bytes = u32 length + bytes.
 * Event header: ${layout(boundary.eventHeader)}
 * Events:
${layouts(boundary.events).join("\n")}
 * Effects, each u8 tag, u32 length of the body, body:
${layouts(boundary.effects).join("\n")}
 * A hit of found, and a place of read: ${layout(boundary.hit)}; ${layout(boundary.place)}
 * What the loader is given: ${layout(boundary.loaderInput)}
 * Policy, which the loader returns, in this order:
${boundary.policy.map(({ name, type }) => ` *   ${type} ${name}`).join("\n")}
 */

/* Of the boundary, and of the exports of gama_rrpay.h. */
#define GRP_ABI ${boundary.abi}
#define GRP_BATCH_VERSION ${boundary.abi}
#define GRP_EXPORTS_ABI ${boundary.exportsAbi}
#define GRP_POLICY_VERSION ${boundary.policyVersion}
#define GRP_TRACE_VERSION ${boundary.traceVersion}
#define GRP_CONTRACTS_VERSION ${boundary.contracts}

/* A needle that begins with one of these and ends with the next quote is asked in the index first. */
#define GRP_INDEX_MARKER_COUNT ${boundary.indexMarkers.length}
#define GRP_INDEX_MARKERS { ${boundary.indexMarkers.map((marker) => JSON.stringify(marker)).join(", ")} }

/* How a link names the segment before, or a file that was set aside. */
${constantsC("LINK", boundary.link)}

/* ${FILE_NUMBERS} */
${constantsC("FILE_NUMBER", boundary.fileNumbers)}

/* ${TRACE_LINES} */
${constantsC("TRACE_LINE", boundary.traceLines)}

/* A batch as a string: its first character, and how many characters of seven bits a number has. */

${groups.join("\n\n")}

/* The same as words, by number. */
#define GRP_HOOK_NAMES ${wordsByNumber({ boot: 0, ...boundary.hooks })}
#define GRP_HOOK_LAST ${Math.max(...Object.values(boundary.hooks))}
#define GRP_LOSS_NAMES ${wordsByNumber(boundary.lossReasons)}

#endif
`;
}

interface Enumeration {
  readonly name: string;
  readonly prefix: string;
  readonly about: string;
  readonly values: Numbers;
}

function enumerations(boundary: Boundary): readonly Enumeration[] {
  const tags = (messages: readonly BoundaryMessage[]) =>
    Object.fromEntries(messages.map(({ name, tag }) => [name, tag]));
  return [
    { name: "EVENT", prefix: "EVENT", about: "Tags of events.", values: tags(boundary.events) },
    { name: "EFFECT", prefix: "EFFECT", about: "Tags of effects.", values: tags(boundary.effects) },
    { name: "HOOK", prefix: "HOOK", about: "Hooks, as grp_start names them.", values: boundary.hooks },
    { name: "BOOT_FLAG", prefix: "BOOT", about: "Flags of the boot event.", values: boundary.bootFlags },
    { name: "LOSS", prefix: "LOSS", about: "Why the engine before was lost.", values: boundary.lossReasons },
    { name: "CLOSE_REASON", prefix: "CLOSED", about: "Why a connection is closed.", values: boundary.closeReasons },
    { name: "FOUND", prefix: "FOUND", about: "How far a look-up is.", values: boundary.foundStates },
    { name: "TILL_SOURCE", prefix: "TILL", about: "Where the till's name comes from.", values: boundary.tillSources },
    { name: "LOG_LEVEL", prefix: "LOG", about: "Levels of the log.", values: boundary.logLevels },
    { name: "CAPS", prefix: "CAP", about: "Limits, in bytes or in pieces.", values: boundary.caps },
  ];
}

/** A C initialiser with a name at each number's place. */
function wordsByNumber(numbers: Numbers): string {
  return `{${Object.entries(numbers)
    .map(([name, number]) => `[${number}] = "${name}"`)
    .join(", ")}}`;
}

/** Constants that are numbers or texts; a text of one character is one. */
function constantsC(prefix: string, values: Readonly<Record<string, number | string>>): string {
  const literal = (value: number | string) =>
    typeof value === "number" ? value : value.length === 1 ? `'${value}'` : JSON.stringify(value);
  return Object.entries(values)
    .map(([name, value]) => `#define GRP_${prefix}_${upperSnake(name)} ${literal(value)}`)
    .join("\n");
}

function upperSnake(name: string): string {
  return name.replace(/([A-Z])/g, "_$1").toUpperCase();
}
