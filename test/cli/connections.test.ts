// Time limit: 300 s
import { programs } from "../support/programs.ts";
import { connectionsSuite } from "./suites/connections.ts";
import { recordingSuite } from "./suites/recording.ts";

for (const program of programs()) {
  connectionsSuite(program);
  recordingSuite(program);
}
