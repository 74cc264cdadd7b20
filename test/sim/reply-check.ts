/** Whether a hook's answer has the form that its schema promises. */
import type { HookName } from "../../schemas/generated/boundary.ts";
import * as validators from "../../schemas/generated/validators.js";
import type { Disk } from "./disk.ts";
import { Fault, fault } from "./fault.ts";

const CHECKS: { readonly [hook in HookName]?: (value: unknown) => boolean } = {
  close: validators.validateCloseResult,
  void: validators.validateVoidResult,
  resolve: validators.validateResolveResult,
  status: validators.validatePosResult,
};

export function checkReply(hook: HookName, payload: object, reply: unknown, disk: Pick<Disk, "trouble">): void {
  const isPos = "window" in payload && payload.window === "pos";
  const init = isPos ? validators.validatePosResult : validators.validateSettlementResult;
  const valid = hook === "init" ? init(reply) : (CHECKS[hook]?.(reply) ?? true);
  if (!valid) throw new Fault(`host: the result of ${hook} does not fit its schema: ${JSON.stringify(reply)}`);
  const code = (reply as { code?: string }).code;
  if (code === "journal-corrupt" && disk.trouble !== "corrupt")
    fault("journal", "the till cannot read what it has written itself");
}
