// Time limit: 300 s
import { programs } from "../support/programs.ts";
import { halfClosedSuite } from "./suites/half-closed.ts";

for (const program of programs()) halfClosedSuite(program);
