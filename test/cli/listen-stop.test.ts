/** `gama-rrpay listen` that is stopped while much of what it heard is not written yet. */
import * as assert from "uvu/assert";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Talk } from "../../runtime/cli/program/talk.ts";
import { Recording } from "../../runtime/cli/recording.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";

const test = suite("the end of listen");

/** What is printed, in its order, once this many bytes that are no text wait to be written. */
async function printedOf(count: number): Promise<readonly { readonly stream: number; readonly text: string }[]> {
  const printed: { stream: number; text: string }[] = [];
  const host = new NodeHost({
    print: (stream, text) => void printed.push({ stream, text }),
    ask: async () => undefined,
  });
  function* talk(): Talk<0> {
    const recording = new Recording(undefined, "en");
    yield* recording.said(
      1,
      "program",
      Uint8Array.from({ length: count }, (_, at) => Math.imul(at, 2_654_435_761) >>> 13),
    );
    yield* recording.stop();
    return 0;
  }
  await host.run(talk());
  return printed;
}

test("whoever stops it while much waits is told that it still writes, and what to do where that takes too long", async () => {
  const [first, ...rest] = await printedOf(300 * 1024);
  assert.equal(first, {
    stream: STREAM.error,
    text: "Writing what has come. Ctrl+C once more ends at once, without it.\n",
  });
  const lines = rest.map(({ text }) => text).join("");
  const bytes = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).bytes as number);
  assert.is(
    bytes.reduce((sum, one) => sum + one, 0),
    300 * 1024,
  );
});

test("what is written in a moment is written without a word", async () => {
  const printed = await printedOf(3000);
  assert.equal([...new Set(printed.map(({ stream }) => stream))], [STREAM.data]);
});

test.run();
