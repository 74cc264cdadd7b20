// Time limit: 300 s
/** F42–F50: the fiscal receipt is a fact of its own. What is paid is never charged again, what is printed never printed again. */
import { testScenarios } from "./scenarios.ts";

testScenarios("fiscal faults", (number) => number >= 42 && number <= 50);
