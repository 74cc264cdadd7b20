// Time limit: 900 s
import { programs } from "../support/programs.ts";
import { argumentsSuite } from "./suites/arguments.ts";
import { commandLineSuite } from "./suites/command-line.ts";
import { developersSuite } from "./suites/developers.ts";
import { rightsSuite } from "./suites/rights.ts";
import { sellingSuite } from "./suites/selling.ts";

for (const program of programs()) {
  argumentsSuite(program);
  commandLineSuite(program);
  sellingSuite(program);
  rightsSuite(program);
  if (program.isNode) developersSuite(program);
}
