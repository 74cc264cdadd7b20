// Time limit: 300 s
/** F9–F20: what can happen to the bytes. A spoiled answer is unknown, never failed; RRPay is asked again, never charged again. */
import { testScenarios } from "./scenarios.ts";

testScenarios("faults in flight", (number) => number >= 9 && number <= 20);
