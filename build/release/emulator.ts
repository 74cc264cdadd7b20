/** The emulator as one file for the release: the first sale in a shop is made against it. */
import { emulator } from "../../runtime/cli/emulator.ts";
import { CliError, describeError } from "../../runtime/cli/exit.ts";
import { plain } from "../../runtime/cli/words.ts";

try {
  const args = process.argv.slice(2);
  if (args.includes("--ui"))
    throw new CliError(plain("The page is not part of the release: it needs the project's sources."));
  process.exitCode = await emulator(args);
} catch (error) {
  const { message, exitCode } = describeError(error);
  console.error(message);
  process.exitCode = exitCode;
}
