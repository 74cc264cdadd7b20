/** npm run mutants: each small wrong change is made to a copy, and some test must notice it. */
import { readArguments } from "../../build/arguments.mjs";
import { readCatchers, writeCatchers } from "./catchers.ts";
import { Copy } from "./copy.ts";
import type { Edge } from "./edge.ts";
import { EDGES } from "./edges.ts";
import { huntEdges } from "./edges-hunt.ts";
import { hunt, isSound } from "./hunt.ts";
import { dozenOf, MUTANTS } from "./list.ts";
import type { Mutant } from "./mutant.ts";

const help = `npm run mutants -- [options]

  --only PATTERN   only the mutants whose name or file matches this regular expression
  --dozen TEXT     only a dozen, chosen by this text, such as a commit's hash
  --edges          those of docs/edges.md instead, each with the one test that its row names
  --help           this text

What catches a mutant is kept in test/mutants/catchers.json and tried first the next time.`;

async function main(mutants: readonly Mutant[]): Promise<void> {
  const copy = new Copy();
  const catchers = readCatchers();
  const survivors: string[] = [];
  try {
    const known = mutants.flatMap(({ what }) => catchers.get(what) ?? []);
    const isKnown = known.length === mutants.length;
    if (!(await isSound(copy, isKnown ? known : []))) throw new Error("the suites are red without any mutant");
    for (const mutant of mutants) {
      const by = await hunt(copy, mutant, catchers.get(mutant.what));
      console.log(`${by === undefined ? "SURVIVES" : "caught"}  ${mutant.file}: ${mutant.what}${by ? ` (${by})` : ""}`);
      if (by === undefined) survivors.push(mutant.what);
      catchers.set(mutant.what, by);
      writeCatchers(catchers);
    }
  } finally {
    copy.remove();
  }
  console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants caught`);
  if (survivors.length > 0) process.exitCode = 1;
}

async function edgesMain(edges: readonly Edge[]): Promise<void> {
  const blind = await huntEdges(edges, (line) => console.log(line));
  console.log(`${edges.length - blind} of ${edges.length} edges are noticed by the test that is there for them`);
  if (blind > 0) process.exitCode = 1;
}

const options = {
  only: { type: "string", default: "" },
  dozen: { type: "string", default: "" },
  edges: { type: "boolean", default: false },
} as const;
const asked = readArguments({ help, options, check: ({ only: pattern }) => void new RegExp(pattern) });
const wanted = new RegExp(asked.only);
const isWanted = ({ what, file }: Mutant): boolean => wanted.test(what) || wanted.test(file);
if (asked.edges) await edgesMain(EDGES.filter((edge) => isWanted(edge) || wanted.test(`row ${edge.row}.`)));
else await main((asked.dozen === "" ? MUTANTS : dozenOf(asked.dozen)).filter(isWanted));
