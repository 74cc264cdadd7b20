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
  readonly caps: Numbers & { readonly batchBytes: number; readonly effects: number; readonly dataBytes: number };
  readonly hooks: Numbers;
  readonly bootFlags: Numbers;
  readonly lossReasons: Numbers;
  readonly closeReasons: Numbers;
  readonly logLevels: Numbers;
  readonly eventHeader: readonly BoundaryField[];
  readonly events: readonly BoundaryMessage[];
  readonly effects: readonly BoundaryMessage[];
  readonly policy: readonly BoundaryField[];
}

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
 * Policy, which the loader returns, in this order:
${boundary.policy.map(({ name, type }) => ` *   ${type} ${name}`).join("\n")}
 */

#define GRP_ABI ${boundary.abi}
#define GRP_BATCH_VERSION ${boundary.abi}

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

function upperSnake(name: string): string {
  return name.replace(/([A-Z])/g, "_$1").toUpperCase();
}
