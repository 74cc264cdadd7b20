/** npm run mutants: each small wrong change is made to a copy, and some test must notice it. */
import { readArguments } from "../../build/arguments.mjs";
import { Copy } from "./copy.ts";
import { hunt, isSound } from "./hunt.ts";
import { MUTANTS } from "./list.ts";

const help = `npm run mutants -- [options]

  --only PATTERN   only the mutants whose name or file matches this regular expression
  --help           this text`;

async function main(only: RegExp): Promise<void> {
  const mutants = MUTANTS.filter(({ what, file }) => only.test(what) || only.test(file));
  const copy = new Copy();
  const survivors: string[] = [];
  try {
    if (!(await isSound(copy))) throw new Error("the suites are red without any mutant");
    for (const mutant of mutants) {
      const by = await hunt(copy, mutant);
      console.log(`${by === undefined ? "SURVIVES" : "caught"}  ${mutant.file}: ${mutant.what}${by ? ` (${by})` : ""}`);
      if (by === undefined) survivors.push(mutant.what);
    }
  } finally {
    copy.remove();
  }
  console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants caught`);
  if (survivors.length > 0) process.exitCode = 1;
}

const options = { only: { type: "string", default: "" } } as const;
const { only } = readArguments({ help, options, check: ({ only: pattern }) => void new RegExp(pattern) });
await main(new RegExp(only));
