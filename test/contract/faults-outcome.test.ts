// Time limit: 300 s
/** F21–F30: how a payment can end. Only RRPay's own word is an outcome, and a cancel is a request. */
import { testScenarios } from "./scenarios.ts";

testScenarios("faults of outcome", (number) => number >= 21 && number <= 30);
