/** What RRPay's health names and nobody has answered for, over a restart. */
import { type Mutant, of } from "./mutant.ts";

export const NAMED: readonly Mutant[] = [
  ...of(
    "journal/ledger.ts",
    ["a start forgets what a checkpoint says was named", "    this.named.restore(checkpoint);\n", ""],
    [
      "a start forgets the attempt that health names",
      "!isSettled(attempt) || this.named.get(attempt.attemptId)",
      "!isSettled(attempt)",
    ],
  ),
  ...of("journal/named.ts", [
    "what is listed is forgotten before what nobody waits for",
    "older.find(({ holdsUp }) => !holdsUp) ?? older[0]",
    "older[0]",
  ]),
  ...of("journal/checkpoint.ts", [
    "a checkpoint drops what was named",
    "...(named.size === 0 ? {} : { named: named.all() }),",
    "",
  ]),
  ...of("conversation/health-check.ts", [
    "that it was answered is not written",
    "if (!context.record(record))",
    "if (mark.answered || !context.record(record))",
  ]),
  ...of("conversation/voiding.ts", [
    "a void is sent without the receipt's lines, which a record dropped from memory",
    "!attempt || attempt.body !== undefined",
    "!attempt || context",
  ]),
  ...of(
    "conversation/journal-behind.ts",
    [
      "a 404 of another epoch answers for what health named",
      "return answer.storeId === storeId && answer.epoch === epoch;",
      "return answer.storeId === storeId || answer.epoch === epoch;",
    ],
    ["one that hangs uses up the time of the others", "  context.askedNamedId = id;\n", ""],
  ),
  // a receipt of which RRPay never tells the number
  ...of("conversation/blocker.ts", [
    "a return waits for a number that is never told, and nothing is listed",
    "return heldUp(context, attemptId);",
    'return refused("no-answer");',
  ]),
  ...of("context.ts", [
    "what waits for a number that is never told has no decision",
    "if (isSettled(attempt) && this.watch(attempt).holdsUp) return orLeave();",
    "",
  ]),
  ...of("conversation/recall.ts", [
    "a return that was voided before its number was told is nobody's",
    'for (const kind of ["sale", "return"])',
    'for (const kind of ["sale"])',
  ]),
  ...of("payment/given-back.ts", [
    "a try without money is asked for its number",
    "!one.noFiscal && mayHaveMoney(one) && ",
    "!one.noFiscal && ",
  ]),
  ...of("payment/evidence-fold.ts", [
    "another total of what was approved changes nothing",
    "return isPaid ? contradicted(attempt, record) : attempt;",
    'return isPaid && attempt.payment !== "approved" ? contradicted(attempt, record) : attempt;',
  ]),
];
