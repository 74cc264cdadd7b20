/**
 * `gama-rrpay journal list DIR`: every segment, verified as a file and in its place. It can read while the till runs.
 */
import { parseArguments } from "../arguments.ts";
import { dataFolderOf, type Setting } from "../config.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { say, sayJson, type Talk } from "../program/talk.ts";
import { counted, type Language } from "../words.ts";
import type { MeasuredFile } from "./files.ts";
import { measureAll } from "./measured.ts";
import { describeState, isTrouble, judgeSegments, type SegmentState } from "./state.ts";

/** A segment and its verdict, which is the same as a start's. */
export interface Segment extends MeasuredFile {
  readonly state: SegmentState;
}

/** The command. A journal that a start would refuse is `not done`, so that a script notices it. */
export function* list(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { language } = setting;
  const { values, positionals } = parseArguments(args, { json: "flag" });
  const folder = yield* dataFolderOf(positionals, setting, {
    en: "journal list takes one folder",
    lt: "journal list reikia vieno aplanko",
  });
  const segments: Segment[] = yield* readSegments(folder, language);
  for (const { segment, yyyymmdd, sizeBytes, lineCount: records, state, isAside, file } of segments)
    if (values.json) yield* sayJson({ segment, yyyymmdd, sizeBytes, records, state });
    else {
      const size = {
        en: `${counted(records, "record")}, ${counted(sizeBytes, "byte")}`,
        lt: `įrašų: ${records}, baitų: ${sizeBytes}`,
      };
      const name = isAside ? `${file}: ` : "";
      yield* say(`${segment}  ${yyyymmdd}  ${size[language]}, ${name}${describeState(state)[language]}`);
    }
  return soundness(segments);
}

/** All segments of a data folder or a journal folder, oldest first, each judged. */
export function* readSegments(folder: string, language: Language = "en"): Talk<Segment[]> {
  const { files, aside } = yield* measureAll(folder, language);
  const states = judgeSegments(files, aside);
  return files.map((file, at) => ({ ...file, state: states[at] ?? { kind: "sound" } }));
}

export function soundness(segments: readonly Segment[]): ExitCode {
  return segments.some(({ state }) => isTrouble(state)) ? EXIT.notDone : EXIT.done;
}
