/** What keeps rows 1 and 4 to 6 of docs/edges.md, broken one by one: the journal. */
import { type Edge, edges } from "./edge.ts";

const RUNTIME = "test/spec/runtime";
const VERDICT = `${RUNTIME}/verdict.test.ts`;
const HIGH = "a segment of another shop's till of that name under a high number";
const ZEROS = "a newest segment of zeros";
const CHAIN = "plugin/journal/chain.ts";
const LINKS = "runtime/node/store/chain.ts";
const STATE = "runtime/cli/journal/state.ts";
const JOURNAL = "runtime/node/store/journal.ts";
const CURRENT = "runtime/node/store/current-segment.ts";
const SEGMENT = "runtime/node/store/segment.ts";

export const STORE: readonly Edge[] = [
  ...edges(
    1,
    VERDICT,
    [
      "the bundle believes any link",
      HIGH,
      CHAIN,
      "if (stated === decodeAscii(measuredLink)) return true;",
      "return true;",
    ],
    [
      "a file of today's form follows whatever is below it",
      "one that states none before it, of another shop's till of that name",
      CHAIN,
      'if (stated === "") return isLowest || (form !== 2 && (flags & BOOT_FLAG.lowerLinked) === 0);',
      'if (stated === "") return true;',
    ],
    [
      "the host measures the segment that is named, not the one below",
      "a gap",
      "runtime/node/store/chain.ts",
      "const highest = lower[0];",
      "const highest = lower.find((one) => one.segment === segment - 1);",
    ],
    [
      "a gap is none for list and doctor",
      "a gap",
      STATE,
      'return isRead ? "missing" : goneBefore(before, aside);',
      "return undefined;",
    ],
    [
      "a changed segment is none for list and doctor",
      "a segment that lost its last line whole",
      STATE,
      'return before.digest === below.digest ? undefined : "changed";',
      "return undefined;",
    ],
    [
      "zeros are a rotation that was cut off",
      ZEROS,
      SEGMENT,
      'return /^[0-9a-f]{8} $/.test(begun + "00000000 ".slice(begun.length));',
      "return begun !== undefined;",
    ],
    [
      "the host's word of damage is not heard",
      ZEROS,
      "plugin/journal/journal.ts",
      "(boot.flags & BOOT_FLAG.corrupt) === 0",
      "boot.flags >= 0",
    ],
    [
      "of two files with one number one is read",
      "two files of one number, both of this till",
      JOURNAL,
      "if (twin) return this.#damaged(twin);",
      "",
    ],
  ),
  ...edges(
    1,
    `${RUNTIME}/verdict-names.test.ts`,
    [
      "a segment in capitals is not seen",
      "segments in capitals",
      SEGMENT,
      "const NAME = /^([0-9]{8})-([0-9]{8})\\.jsonl$/i;",
      "const NAME = /^([0-9]{8})-([0-9]{8})\\.jsonl$/;",
    ],
    [
      "a newest segment under another name is forgotten",
      "a newest segment under a copy's name",
      JOURNAL,
      "if (missing === undefined) return view;",
      "if (missing !== view) return view;",
    ],
    [
      "repair leaves out what it set aside before",
      "what a repair set aside, whose own segment is gone",
      "runtime/cli/journal/measured.ts",
      "files: measured.filter((one) => !one.isAside || isNewer(one)),",
      "files: measured.filter((one) => !one.isAside || (one.isRenamed && isNewer(one))),",
    ],
  ),
  ...edges(
    1,
    `${RUNTIME}/segment-names.test.ts`,
    [
      "what a session has written is forgotten by it",
      "a newest segment that is removed behind an open session is not forgotten by it",
      JOURNAL,
      "return isLess ? known : newestBeside(",
      "return isLess && known.segment < 0 ? known : newestBeside(",
    ],
    [
      "a rotation does not look again for what came behind the session",
      "put there behind an open session, is neither removed nor passed over by a rotation",
      JOURNAL,
      "this.#names().find(({ file }) => !this.#isInterrupted(file))?.segment ?? 0;",
      "this.#current?.name.segment ?? 0;",
    ],
    [
      "a rotation removes a beginning that has got its lines back",
      "which has seen its beginning only, is not removed",
      JOURNAL,
      "return size !== undefined && statSync(join(this.#folder, file), { throwIfNoEntry: false })?.size === size;",
      "return size !== undefined;",
    ],
    [
      "a name that begins like that of a file that was set aside is its name",
      "a file whose name is only like that of one that was set aside does not count as it",
      LINKS,
      "\\.jsonl\\.damaged(-[0-9]+)?$/i;",
      "\\.jsonl\\.damaged(-[0-9]+)?/i;",
    ],
    [
      "what was set aside is not known by its name in capitals",
      "of what a repair set aside the name counts in capitals too",
      LINKS,
      "\\.jsonl\\.damaged(-[0-9]+)?$/i;",
      "\\.jsonl\\.damaged(-[0-9]+)?$/;",
    ],
    [
      "what a stopped command has left is a missing segment",
      "beside the journal is no harm",
      SEGMENT,
      " && !isUnfinished(name));",
      ");",
    ],
    [
      "a folder with a segment's number is a missing segment",
      "a folder that has a segment's number in its name is no segment",
      LINKS,
      "name.segment > segment && !isFolder(name.file));",
      "name.segment > segment && (!isFolder(name.file) || true));",
    ],
  ),
  ...edges(
    4,
    `${RUNTIME}/store.test.ts`,
    [
      "a line is added that no boot can bring",
      "nothing is written that no boot could bring",
      JOURNAL,
      "if (current.flushedBytes + line.length > CAPS.segmentBytes)",
      "if (line.length > CAPS.segmentBytes)",
    ],
    [
      "a checkpoint is written that no boot can bring",
      "nothing is written that no boot could bring",
      JOURNAL,
      'if (line.length > CAPS.segmentBytes) throw new Error("rotate beyond what a boot can bring");',
      "",
    ],
    [
      "the bundle removes what keepDays keeps",
      "an engine cannot erase history",
      JOURNAL,
      "if (found.some(({ yyyymmdd }) => dates.includes(yyyymmdd)))",
      "if (dates.length === 0)",
    ],
    [
      "of keepDays a day is missing",
      "an engine cannot erase history",
      JOURNAL,
      ".slice(0, this.#keepDays)",
      ".slice(0, this.#keepDays - 1)",
    ],
  ),
  ...edges(
    5,
    VERDICT,
    [
      "CR LF is a torn tail",
      "a CR LF in the last line",
      SEGMENT,
      'if (line.type === "sound" || line.type === "crlf") return verified(true);',
      'if (line.type === "sound") return verified(true);',
    ],
    [
      "CR LF is a torn tail for a start",
      "a single segment of CR LF",
      SEGMENT,
      'return trimmed ? { type: "crlf", ...place, ...trimmed } : { type: "damaged", ...place };',
      'return { type: "damaged", ...place };',
    ],
    [
      "a break below the newest is silent",
      "a break below the newest is told by list and doctor",
      STATE,
      "if (why) return",
      "if (why && at === segments.length - 1) return",
    ],
    [
      "a break below the newest stops the till",
      "a break below the newest is told by list and doctor",
      STATE,
      "isTrouble(state) && (state === newest || isTwin(state))",
      "isTrouble(state) && (newest || isTwin(state))",
    ],
    [
      "a folder in a segment's place is not seen",
      "a start refuses, list, doctor and repair say how to go on",
      "runtime/cli/journal/files.ts",
      "return entries.find(({ name, kind }) => kind === ENTRY.folder && sortSegments([name]).length > 0)?.name;",
      "return entries.length < 0 ? ENTRY.folder.toString() : undefined;",
    ],
  ),
  ...edges(
    5,
    VERDICT,
    [
      "repair chooses between tills",
      "a stranger's file below a damaged one",
      "runtime/cli/journal/judgement.ts",
      "if (asked === undefined && tills.length > 1) throw notOneTill(tills);",
      "",
    ],
    [
      "doctor warns where a start refuses",
      HIGH,
      "runtime/cli/doctor-journal.ts",
      "const refused = troubled.find(({ state }) => over.includes(state));",
      "const refused = troubled.find(({ state }) => over.length < 0 && over.includes(state));",
    ],
  ),
  ...edges(
    6,
    "test/contract/runtime/disk.test.ts",
    [
      "a store that failed is never tried again",
      "a store that fails is tried again at the next hook, whose engine is told that it is well",
      "runtime/node/worker.ts",
      "if (this.#storeHasChanged(queued.id)) return this.#restart();",
      "",
    ],
    [
      "a write that failed leaves its bytes",
      "a failed flush leaves no trace of what was not flushed",
      CURRENT,
      "this.#state = { ...this.#state, isDirty: true };\n",
      "",
    ],
  ),
];
