// Time limit: 600 s
import { programs } from "../support/programs.ts";
import { conformanceSuite } from "./suites/conformance.ts";

for (const program of programs()) conformanceSuite(program);
