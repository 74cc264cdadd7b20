/** What an engine loads: `globalThis.grp` in the form of the bundle, so that one engine host serves both. */

import { VERSION } from "../../../plugin/product.ts";
import { ABI } from "../../../schemas/generated/boundary.ts";
import { run } from "../commands.ts";
import { createStep } from "./program.ts";

(globalThis as { grp?: object }).grp = { abi: ABI, version: VERSION, step: createStep(run) };
