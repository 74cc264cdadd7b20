/** What a sentence sends the cashier to the list for, and what else the cashier reads and follows (build/evidence/gama-side.ts). */
import { one, type Promised } from "./gama-promises.ts";

const LISTED_THERE = "listed-there";
const WORDS = "cashier-words";

export const LISTED: readonly Promised[] = [
  one(
    "an earlier try is decided in the window that is told of it",
    LISTED_THERE,
    "an earlier try that is open is decided in the window that is told of it, and its receipt is taken",
    '(RRPayGet(lcResult, "outcome") == "refused" AND RRPaySendsToList(lcResult)',
    "(.F. AND RRPaySendsToList(lcResult)",
  ),
  one(
    "what was put off is not said again",
    LISTED_THERE,
    "a void that is not heard of and is put off leaves GAMA's receipt alone",
    'CASE RRPayGet(lcResult, "read") == "true"',
    "CASE .F.",
  ),
  one(
    "a void that is not heard of is typed where F8 tells of it",
    LISTED_THERE,
    "a void that is not heard of is typed where F8 tells of it, and GAMA's own F8 follows",
    "lcResult = RRPayDecideVoid(lcHead, lcResult)",
    "",
  ),
  one(
    "what a void waits for comes up where F8 tells of it",
    LISTED_THERE,
    "a void that waits for another one brings up what is to be finished first, and is made then",
    'CASE RRPayGet(lcResult, "code") == "blocked"',
    "CASE .F.",
  ),
  one(
    "what is no decision is asked for again",
    LISTED_THERE,
    "a number that is no decision is asked for again, and only nothing puts it off",
    'lcNote = RRPayText("Tokio numerio n^Era: ")',
    'RETURN 0\r\n    lcNote = RRPayText("")',
  ),
  one(
    "change is not called due twice",
    WORDS,
    "the change of a receipt that was paid before is not called due: it may have been given",
    'IIF(llEarlier, RRPayText("Gr^a^za, jei',
    'IIF(.F., RRPayText("Gr^a^za, jei',
  ),
  one(
    "who has called a receipt saved by mistake is told a way out",
    WORDS,
    "who has said by mistake that a receipt is saved is told a way out, and it works to the letter",
    'CASE RRPayGet(lcResult, "code") == "already-saved"',
    "CASE .F.",
  ),
  one(
    "what the list has not shown yet is called that",
    WORDS,
    "what the list has not shown yet is called that: what was put off is not finished either",
    "Dar nerodyta: ",
    "Dar neu^zbaigta: ",
  ),
  one(
    "a number that is too long is asked for again",
    WORDS,
    "a receipt's number that is too long is asked for again, in the cashier's words, and not cut in silence",
    "IF LEN(lcAnswer) <= 64",
    "IF .T.",
  ),
  one(
    "a window without a receipt is told as that without keys too",
    WORDS,
    "a window without a receipt is told as that in a shop without keys too, by space and by F8",
    "IF EOF(lcHeader)",
    "IF .F.",
  ),
  one(
    "a decision that is not to be had any more ends the typing",
    WORDS,
    "a decision that is not to be had any more ends the typing: nothing typed otherwise would be taken",
    '"decision-not-allowed", "attempt-unknown")',
    '"-", "--")',
  ),
  one(
    "a void that GAMA has not saved yet is not called done",
    WORDS,
    "F8 after a void that GAMA has not saved yet does not say that the void is done",
    'llCompleted = llCompleted OR NOT EMPTY(RRPayGet(lcResult, "fiscal.state"))',
    "",
  ),
  one(
    "a payment that F8 has cancelled does not let work go on before GAMA's own F8",
    WORDS,
    "F8 on a payment that waits in RRPay says that it is cancelled there, and not that work may go on",
    'RRPayText("Per RRPay at^saukta. Dabar kvitas anuliuojamas ir GAMA.")',
    'RRPayGet(lcResult, "message")',
  ),
];
