/** A void whose paper a person types, because RRPay gives the money back and prints, but never says so. */
import type { Rule } from "../emulator/rrpay/server.ts";
import { NO, YES } from "./items.ts";
import type { Settlement } from "./settlement.ts";
import type { Box, Gama } from "./till.ts";
import { text, type Value } from "./values.ts";

export const SILENT: readonly Rule[] = [
  { on: "post", times: "always", fault: { type: "printed-but-silent" } },
  { on: "get", times: "always", fault: { type: "silence" } },
];

/** F8 on the receipt on the screen, of which nobody hears what became; what the paper says is then typed. */
export async function typeVoid(gama: Gama, pos: Settlement): Promise<Value> {
  gama.till.rrpay.script(SILENT);
  gama.answers.push(YES);
  // offered by F8 already where the machine is slow: it is typed in the list
  gama.cashier = ({ text: said }: Box) => (said.includes("Spręsti dabar?") ? NO : undefined);
  const done = await gama.f8(pos);
  // manual entry opens when RRPay has been asked in vain for a while
  let listed = "";
  while (!listed.includes("=receipt-printed"))
    listed = text(await gama.call("RRPayCall", "status", "\r\nrefresh=true\r\n"));
  const fields = ["1", "V-1", "2", "2,58", ""];
  gama.cashier = ({ text: said, buttons }: Box) => {
    if (/Spręsti dabar\?/.test(said)) return said.startsWith("Anuliavimas") ? YES : NO;
    if (said.includes("Taip - įrašyti")) return YES;
    return buttons.length === 0 ? fields.shift() : undefined;
  };
  await gama.run("STATUS", pos);
  return done;
}
