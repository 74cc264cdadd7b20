// npm run commits: are the subjects of the commits since a revision (by default since the rule) in the form that we agreed on?
import { spawnSync } from "node:child_process";
import { argv, exit } from "node:process";
import { pathToFileURL } from "node:url";
import { readArguments } from "./arguments.mjs";

/** The last commit that the rule does not judge. */
const BEFORE_THE_RULE = "9012441cfb98";

/** What is wrong with a commit's subject: it is `area: what changes`, at most 72 characters; the why is in the body. */
export function subjectFault(subject: string): string | undefined {
  if (subject.length > 72) return `${subject.length} characters: ${subject}`;
  if (!/^\w[\w./-]*(?:, \w[\w./-]*)*: \S/.test(subject)) return `no area: ${subject}`;
  return subject.endsWith(".") ? `ends with a full stop: ${subject}` : undefined;
}

/** Judges the history; not a test, for a copy without history has none, and a merge may be somebody else's. */
function judge(since: string): void {
  const { status, stdout, stderr } = spawnSync("git", ["log", "--no-merges", "--format=%s", `${since}..HEAD`], {
    encoding: "utf8",
  });
  const subjects = stdout.split("\n").filter((line) => line !== "");
  const faults = status === 0 ? subjects.flatMap((subject) => subjectFault(subject) ?? []) : [stderr.trim()];
  console.log(faults.length === 0 ? `${subjects.length} subjects are well.` : faults.join("\n"));
  if (faults.length > 0) exit(1);
}

const help = `npm run commits -- [options]

  --since REVISION  the last commit that is not judged (default: the last before the rule)
  --help            this text`;

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const options = { since: { type: "string", default: BEFORE_THE_RULE } } as const;
  judge(String(readArguments({ help, options }).since));
}
