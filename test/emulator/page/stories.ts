/** Traces on the page: the till's own, to be saved, and the stories of saved ones that a person opens. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../../../runtime/cli/exit.ts";
import { NodeHost } from "../../../runtime/cli/host/node.ts";
import { storyPage } from "../../../runtime/cli/trace/explain.ts";
import { readTrace } from "../../../runtime/cli/trace/lines.ts";
import { redactedText } from "../../../runtime/cli/trace/redacting.ts";
import { openTrace } from "../../../runtime/cli/trace/source.ts";
import { type Told, tell } from "../../../runtime/cli/trace/story.ts";
import type { Language } from "../../../runtime/cli/words.ts";
import { NotNow } from "../pos/state.ts";
import { NotAcceptable } from "../rrpay/check.ts";

/** How many opened stories are kept. An older one must be opened again. */
const STORIES = 8;

/** A story is only read: it may load nothing, run nothing, and be shown by this page alone. */
export const STORY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'";

export class Stories {
  readonly #dataDir: string;
  readonly #bundle: string;
  readonly #opened = new Map<string, readonly Told[]>();

  constructor(dataDir: string, bundle: string) {
    this.#dataDir = dataDir;
    this.#bundle = bundle;
  }

  /** The till's trace as one file that may leave it, as `gama-rrpay trace export` makes it. */
  async save(language: Language): Promise<string> {
    if (!existsSync(join(this.#dataDir, "trace"))) throw new NotNow(NO_TRACE[language]);
    const trace = openTrace(this.#dataDir, language);
    const bundle = this.#bundle;
    const host = new NodeHost({ print: () => {}, ask: async () => undefined });
    try {
      return await host.run(
        (function* () {
          return yield* redactedText(yield* trace, bundle);
        })(),
      );
    } catch (error) {
      throw error instanceof CliError ? new NotNow(error.words[language]) : error;
    }
  }

  /** Reads a saved trace. Returns the path of its story, which nobody can guess. */
  open(text: string, language: Language): string {
    const { runs } = readTrace([{ text, follows: true }]);
    if (runs.length === 0) throw new NotAcceptable(NO_STORY[language]);
    const path = `/story/${randomBytes(16).toString("hex")}`;
    this.#opened.set(path, tell(runs));
    for (const old of [...this.#opened.keys()].slice(0, -STORIES)) this.#opened.delete(old);
    return path;
  }

  /** The page of an opened story: the same as of `gama-rrpay trace explain --html`. */
  page(path: string, language: Language): string | undefined {
    const story = this.#opened.get(path);
    return story && storyPage(story, language);
  }
}

const NO_TRACE = { en: "The till has no trace yet: start it first.", lt: "Pėdsako dar nėra: pirma paleiskite kasą." };
const NO_STORY = {
  en: "This file holds no trace that can be read.",
  lt: "Šiame faile nėra pėdsako, kurį būtų galima perskaityti.",
};
