/**
 * What keeps the promises of docs/edges.md, row by row, broken one by one. `npm run mutants -- --edges` makes each
 * change in a copy and runs the test that the row names, alone: it must go red. What only C keeps is not among them.
 */
import { type Edge, edges } from "./edge.ts";
import { CARDS } from "./edges-cards.ts";
import { FOLDER } from "./edges-folder.ts";
import { STORE } from "./edges-store.ts";
import { STRANGERS } from "./edges-strangers.ts";
import { TEXTS, WIRE } from "./edges-wire.ts";

const PROGRAM = "runtime/gama/rrpay.prg";

/** rrpay.prg: what is voided in RRPay, or typed as voided, can be voided in GAMA. */
const GAMA: readonly Edge[] = edges(
  "F8",
  "test/gama/typed-void.test.ts",
  [
    "GAMA's own F8 does not follow a typed void",
    "GAMA's own F8 follows a void that was typed",
    PROGRAM,
    ' OR RRPayGet(lcResult, "code") == "void-manual-recorded"',
    "",
  ],
  [
    "of a typed void nobody asks whether GAMA has saved it",
    "GAMA's own F8 follows a void that was typed",
    PROGRAM,
    'llCompleted = llCompleted OR NOT EMPTY(RRPayGet(lcResult, "fiscal.state"))',
    "",
  ],
  [
    "a receipt that is voided already is only told",
    "a receipt that is voided already is offered to GAMA's own F8",
    PROGRAM,
    'CASE RRPayGet(lcResult, "code") == "already-voided"',
    'CASE RRPayGet(lcResult, "code") == "never"',
  ],
);

export const EDGES: readonly Edge[] = [...STORE, ...FOLDER, ...CARDS, ...WIRE, ...STRANGERS, ...TEXTS, ...GAMA];
