/** `gama-rrpay trace export DIR --out F`: a till's trace as one file that may leave the till. */
import { parseArguments } from "../arguments.ts";
import type { Setting } from "../config.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { FileOutput, filled } from "../program/output.ts";
import { remark, sayJson, type Talk } from "../program/talk.ts";
import { refuseAsResult } from "../result-file.ts";
import { itemLine } from "./lines.ts";
import { learnWords, redactTrace } from "./redacting.ts";
import { bundleOf } from "./redo.ts";
import { traceOf } from "./source.ts";

export function* exportTrace(args: readonly string[], setting: Setting): Talk<ExitCode> {
  const { values, positionals } = parseArguments(args, { out: "text", bundle: "text", json: "flag" });
  const { out } = values;
  if (out === undefined)
    throw usageError({ en: "trace export needs --out FILE", lt: "trace export reikia --out FAILAS" });
  const trace = yield* traceOf(positionals, setting, {
    en: "trace export takes one folder",
    lt: "trace export reikia vieno aplanko",
  });
  trace.refuseAsOutput(out);
  yield* refuseAsResult("--out", out);
  const bundle = yield* bundleOf(values.bundle, setting);
  const hider = yield* learnWords(trace);
  const output = new FileOutput(out);
  const fill = redactTrace(trace, { hider, bundle }, { emit: (item) => output.add(itemLine(item)) });
  const { steps, differing, loaded } = yield* filled(output, fill);
  if (values.json) yield* sayJson({ out, steps, differing, bundle: loaded.seal, engine: loaded.engine });
  const told = {
    en: `${out}: ${steps} steps, without names, card numbers and places.`,
    lt: `${out}: žingsnių ${steps}, be vardų, kortelių numerių ir vietų.`,
  };
  yield* remark(told[setting.language]);
  if (differing === 0) return EXIT.done;
  const other = {
    en: `${differing} steps do something else than they did: another bundle has written this trace than ${bundle}, or a hidden word decides there.`,
    lt: `Kitaip nei anuomet baigiasi žingsnių: ${differing}. Pėdsaką rašė kitas plėtinys nei ${bundle}, arba ten lemia paslėptas žodis.`,
  };
  yield* remark(other[setting.language]);
  return EXIT.done;
}
