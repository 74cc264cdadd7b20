// Holds plugin/ to its floors: a room imports only what stands on its own floor or below, no files import each other in a
// circle, and what RRPay's protocol looks like stays behind plugin/rrpay/port.ts.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { DIALECTS } from "./dialects.mjs";

/** From the roof down. A room is a folder of plugin/ or one of its files. */
const FLOORS: readonly (readonly string[])[] = [
  ["main"],
  ["bundle"],
  ["till"],
  ["hooks", "job", "job-close", "job-end", "hook-log"],
  ["gama"],
  ["conversation"],
  ["context"],
  ["rrpay", "journal", "settings"],
  ["payment", "messages", "clock"],
  ["boundary", "event-reader", "blanks", "timers", "text", "money", "identity", "product", "validation"],
];

/** The rooms of other protocols (docs/dialect.md): each stands beside plugin/rrpay/ and knows what is behind its port. */
const OTHERS = Object.values(DIALECTS)
  .map((path) => /^plugin\/([^/]+)\/port\.ts$/.exec(path)?.[1] ?? "")
  .filter((room) => room !== "" && room !== "rrpay");

interface File {
  /** Below plugin/, with slashes. */
  readonly name: string;
  readonly room: string;
  readonly imports: readonly string[];
  /** Without comments: what may say in words what the code must not know. */
  readonly code: string;
}

/** Checks plugin/ below `base` and returns one line a finding. */
export function findUpwards(base: string, others: readonly string[] = OTHERS): string[] {
  const files = readAll(join(base, "plugin"));
  const isPort = (room: string) => room === "rrpay" || others.includes(room);
  return [
    ...files.flatMap((file) => upwards(file, isPort)),
    ...circles(files),
    ...files.flatMap((file) => beyondPort(file, isPort)),
  ];
}

function readAll(folder: string): File[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => {
      const name = file.split(sep).join("/");
      const text = readFileSync(join(folder, file), "utf8");
      const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"])\/\/.*$/gm, "$1");
      const imports = [...code.matchAll(/^\s*(?:import|export)\b(?:[^"';]*?\bfrom)?\s*"(\.[^"]+)"/gm)]
        .map(([, path]) =>
          relative(folder, resolve(dirname(join(folder, file)), path ?? ""))
            .split(sep)
            .join("/"),
        )
        .filter((path) => !path.startsWith(".."));
      return { name, room: roomOf(name), imports, code };
    });
}

function roomOf(name: string): string {
  return name.split("/")[0]!.replace(/\.ts$/, "");
}

/** Whether a room speaks a protocol of RRPay's. */
type IsPort = (room: string) => boolean;

function upwards({ name, room, imports }: File, isPort: IsPort): string[] {
  const floorOf = (one: string) => FLOORS.findIndex((rooms) => rooms.includes(isPort(one) ? "rrpay" : one));
  const floor = floorOf(room);
  if (floor < 0) return [`plugin/${name}: the room "${room}" stands on no floor (FLOORS of build/check-floors.ts)`];
  return imports
    .filter((path) => floorOf(roomOf(path)) < floor)
    .map((path) => `plugin/${name}: imports ${path} from a floor above it`);
}

/** One line for each circle, told from the file at which it was met first. */
function circles(files: readonly File[]): string[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (name: string, path: readonly string[]) => {
    const at = path.indexOf(name);
    if (at >= 0) {
      found.push(`plugin/${[...path.slice(at), name].join(" → ")}: a circle of imports`);
      return;
    }
    if (done.has(name)) return;
    for (const next of byName.get(name)?.imports ?? []) walk(next, [...path, name]);
    done.add(name);
  };
  for (const { name } of files) walk(name, []);
  return found;
}

/** Words of the protocol that nobody but plugin/rrpay/ may use. */
const WIRE: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a wire type or its validator", /\b(?:validate)?Rrpay(?:[A-Z]\w*)\b/],
  ["a path of RRPay's", /["'`]\/v\d\//],
  ["a method of HTTP", /["'`](?:GET|POST|PUT|DELETE)["'`]/],
  ["a header of HTTP", /["'`](?:Authorization|Content-Type|Content-Length|Connection|RRPay-Epoch)\b/],
  ["a status of HTTP", /\.status\s*[!=]==?\s*\d|\bstatusCode\b/],
];

function beyondPort({ name, room, imports, code }: File, isPort: IsPort): string[] {
  if (isPort(room)) return [];
  const past = imports.filter((path) => isPort(roomOf(path)) && path !== "rrpay/port.ts");
  const words = WIRE.filter(([, pattern]) => pattern.test(code));
  return [
    ...past.map((path) => `plugin/${name}: imports ${path}, which is behind plugin/rrpay/port.ts`),
    ...words.map(([what]) => `plugin/${name}: uses ${what}, which only plugin/rrpay/ knows`),
  ];
}
