// Only with --all: it runs gama-rrpay.exe under Wine.
// Only on Node: a Windows program knows nothing of the host that runs the tests.
// Time limit: 1800 s
import { windowsProgram } from "../support/programs.ts";
import { commandLineSuite } from "./suites/command-line.ts";
import { waysOutSuite } from "./suites/ways-out.ts";

const program = await windowsProgram(64);
if (program !== undefined) {
  commandLineSuite(program);
  waysOutSuite(program);
}
