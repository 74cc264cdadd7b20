// Time limit: 900 s
import { programs } from "../support/programs.ts";
import { argumentsSuite } from "./suites/arguments.ts";
import { commandLineSuite, developersSuite } from "./suites/command-line.ts";

for (const program of programs()) {
  argumentsSuite(program);
  commandLineSuite(program);
  if (program.isNode) developersSuite(program);
}
