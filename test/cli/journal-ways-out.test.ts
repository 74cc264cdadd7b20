// Only on Node: a till that is made for it runs there.
// Time limit: 900 s
import { programs } from "../support/programs.ts";
import { waysOutSuite } from "./suites/ways-out.ts";

for (const program of programs()) waysOutSuite(program);
