/** Which engine the command line runs the bundle in. */
import type { Grp } from "../../runtime/node/api.ts";
import { createGrp } from "../../runtime/node/grp.ts";
import { usageError } from "./exit.ts";

const MAKERS: Record<string, () => Promise<Grp>> = {
  quickjs: async () => createGrp({ engine: "quickjs" }),
  direct: async () => createGrp({ engine: "direct" }),
};

/** Makes the engine of that name, or the best there is. */
export async function makeGrp(name = "quickjs"): Promise<Grp> {
  const make = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make === undefined) throw usageError(`There is no engine "${name}", only ${Object.keys(MAKERS).join(", ")}`);
  return make();
}
