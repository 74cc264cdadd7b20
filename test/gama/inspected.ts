/** What INSPECT writes of a window, as `adapt` reads it back. */
import * as assert from "uvu/assert";
import { type Inspection, readInspection } from "../../runtime/cli/adapt-inspection.ts";
import type { Settlement } from "./settlement.ts";
import type { Gama } from "./till.ts";

export async function inspected(gama: Gama, window: Settlement): Promise<Inspection> {
  await gama.run("INSPECT", window);
  const [, written = ""] = [...gama.files].at(-1) ?? [];
  const inspection = readInspection("gama-inspect.txt", written);
  assert.ok(inspection);
  return inspection!;
}
