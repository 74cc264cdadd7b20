// F51 and on: what a hostile review of the first version broke. The scenarios are the files of that number.
import { testScenarios } from "./scenarios.ts";

testScenarios("F51 and on: payment truth", (number) => number > 50);
