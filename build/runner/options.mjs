// What `npm test` takes, judged before anything is installed or built: a mistyped option costs no waiting.
import { parseArgs } from "node:util";

export const help = `npm test -- [options]

  (nothing)        what needs only Node and npm: a few minutes
  --all            everything: native builds, Wine, sanitizers, browser, long simulation, all suites on Bun; what CI runs
  --fast           only quick files: test/spec and the readers of links and names, only on Node, nothing built first: seconds
  --only PATTERN   only the files whose path matches this regular expression
  --engine NAME    only this engine in the contract suites: direct, quickjs or native
  --host NAME      only on this host: node or bun
  --help           this text

README.md says which suite is in which tier, and what each needs.`;

const engines = ["direct", "quickjs", "native"];
const hosts = ["node", "bun"];

/**
 * Reads the arguments.
 * Returns { tier, only, engine, host } or { help: true }; throws an Error whose message says what is wrong.
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      engine: { type: "string" },
      host: { type: "string" },
      all: { type: "boolean", default: false },
      fast: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { help: true };
  if (values.all && values.fast) throw new Error("--all and --fast exclude each other.");
  oneOf("--engine", values.engine, engines);
  oneOf("--host", values.host, hosts);
  checkPattern(values.only);
  const tier = values.all ? "all" : values.fast ? "fast" : "default";
  return { tier, only: values.only, engine: values.engine, host: values.host };
}

/** What the test files are told of them: which engines, and whether what takes long is played in part (test/support/tier.ts). */
export function environmentOf({ engine, tier, only }) {
  const sampled = tier === "default" && only === undefined ? { GRP_SAMPLED: "1" } : {};
  return { GRP_TIER: tier, ...sampled, ...(engine === undefined ? {} : { GRP_ENGINES: engine }) };
}

function oneOf(option, value, names) {
  if (value === undefined || names.includes(value)) return;
  throw new Error(`${option} ${value}: there is only ${names.join(", ")}.`);
}

function checkPattern(pattern) {
  try {
    new RegExp(pattern ?? "");
  } catch (error) {
    throw new Error(`--only ${pattern}: ${error instanceof Error ? error.message : error}`);
  }
}
