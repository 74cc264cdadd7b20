// Time limit: 300 s
import { programs } from "../support/programs.ts";
import { firstDaySuite } from "./suites/first-day.ts";

for (const program of programs()) firstDaySuite(program);
