// Time limit: 300 s
/** F31–F37 and F40: what RRPay answers when it is asked again. A failed look-up is never "not found". */
import { testScenarios } from "./scenarios.ts";

testScenarios("faults of recovery", (number) => (number >= 31 && number <= 37) || number === 40);
