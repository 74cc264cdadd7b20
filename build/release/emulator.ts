/** The emulator as one file for the release: the first sale in a shop is made against it. */
import { emulator } from "../cli/emulator.ts";
import { describeError } from "../cli/exit.ts";

try {
  process.exitCode = await emulator(process.argv.slice(2));
} catch (error) {
  const { message, exitCode } = describeError(error);
  console.error(message);
  process.exitCode = exitCode;
}
