// Time limit: 900 s
/** F38, F39, F41 and the crash table: the till's process is really killed, and what it left on the disk is all that is known. */
import { testScenarios } from "./scenarios.ts";

testScenarios("crashes", (number) => number === 38 || number === 39 || number === 41);
