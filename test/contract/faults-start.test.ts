// Time limit: 300 s
/** F1–F8: what can be wrong before anything is sent. Whatever it is, nothing is charged, and the same space works later. */
import { testScenarios } from "./scenarios.ts";

testScenarios("faults at the start", (number) => number <= 8);
