// Only on Node: a till that is made for it runs there.
// Time limit: 900 s
import { programs } from "../support/programs.ts";
import { daySuite } from "./suites/day.ts";
import { resolveSuite } from "./suites/resolve.ts";
import { waysOutSuite } from "./suites/ways-out.ts";

for (const program of programs()) {
  waysOutSuite(program);
  resolveSuite(program);
  daySuite(program);
}
