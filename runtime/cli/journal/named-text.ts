/** What RRPay's health has named and nobody has answered for, in the commands that tell of a journal (docs/contracts.md C2). */
import type { Named } from "../../../plugin/journal/named.ts";
import { printable } from "../terminal-text.ts";
import { formatTime } from "../time.ts";
import type { Words } from "../words.ts";

/** One of them in a few words. */
export function describeNamed({ id, atMs, utcOffsetMin }: Named): Words {
  const at = formatTime(atMs, utcOffsetMin).slice(0, 16);
  return {
    en: `transaction ${printable(id)}, which RRPay named on ${at} and has not answered for`,
    lt: `operacija ${printable(id)}, kurią RRPay nurodė ${at} ir apie kurią neatsakė`,
  };
}

/** The note of a table, whose sums may not be whole because of it. */
export function namedNote(named: Named): Words {
  const { en, lt } = describeNamed(named);
  const [first = "", ...rest] = lt;
  return {
    en: `A ${en}: money may have moved by it that is in no sum. Compare with RRPay's own report.`,
    lt: `${first.toUpperCase()}${rest.join("")}: ja galėjo judėti pinigai, kurių nėra jokioje sumoje. Palyginkite su pačios RRPay ataskaita.`,
  };
}
