/** The emulator as one file for the release: the first sale in a shop is made against it. */
import { emulator } from "../../runtime/cli/emulator.ts";
import { CliError, describeError } from "../../runtime/cli/exit.ts";
import { languageIn, refuseLanguage } from "../../runtime/cli/spoken.ts";

const NO_PAGE = {
  en: "The page is not part of the release: it needs the project's sources.",
  lt: "Puslapio versijoje nėra: jam reikia projekto pradinio kodo.",
};

const { asked, rest, known = "en" } = languageIn(process.argv.slice(2));
try {
  refuseLanguage(asked);
  if (rest.includes("--ui")) throw new CliError(NO_PAGE);
  process.exitCode = await emulator(rest, known);
} catch (error) {
  const { message, exitCode } = describeError(error, known);
  console.error(message);
  process.exitCode = exitCode;
}
