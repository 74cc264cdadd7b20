/** The engines that the contract suites run on. */
import { createBundle } from "../../plugin/bundle.ts";
import type { EngineName, Grp } from "../../runtime/node/api.ts";
import { createGrp } from "../../runtime/node/exports.ts";
import { createNativeGrp } from "../../runtime/node/native-grp.ts";
import { builtLibrary, NOT_BUILT } from "./built.ts";
import { skip } from "./skip.ts";

/** Makes what one process would get by loading the DLL. */
export interface TestEngine {
  readonly name: EngineName;
  make(): Promise<Grp>;
}

/** `direct` takes the module itself, so that coverage sees it; the others take the built bundle, as a till does. */
const ENGINES: readonly TestEngine[] = [
  { name: "direct", make: async () => createGrp({ engine: "direct", bundle: createBundle() }) },
  { name: "quickjs", make: async () => createGrp({ engine: "quickjs" }) },
  { name: "native", make: async () => createNativeGrp(builtLibrary() ?? "") },
];

/** The engines of this run; the environment variable GRP_ENGINES (names with commas) narrows them. */
export function engineNames(): string[] {
  return process.env.GRP_ENGINES?.split(",") ?? ENGINES.map(({ name }) => name);
}

/** Those of this run that are there. */
export function enginesHere(): TestEngine[] {
  const isHere = (name: string) => name !== "native" || builtLibrary() !== undefined;
  return engineNames().filter(isHere).map(engineOf);
}

/** Describes a suite once for each engine of this run. */
export function forEachEngine(describe: (engine: TestEngine) => void): void {
  const here = enginesHere();
  if (here.length < engineNames().length) skip("native", NOT_BUILT);
  for (const engine of here) describe(engine);
}

/** The engine of that name. */
export function engineOf(name: string): TestEngine {
  const engine = ENGINES.find((one) => one.name === name);
  if (engine === undefined) throw new Error(`There is no engine "${name}".`);
  return engine;
}
