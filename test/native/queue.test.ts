// Only with --all: it compiles the shim with sanitizers.
// Only on Node: the C is the same for any host.
// What waits to be sent is bounded: a peer that takes slowly makes no buffer of a gigabyte, one that takes nothing is given up.
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { linuxProgram } from "./programs.ts";

const queue = suite("the queue of what is sent");

const missing = ensureTools(["gcc"], console.log);
if (missing) skip("the queue of what is sent", missing.reason);
else
  queue("the buffer of what waits to be sent never outgrows twice what may wait", async () => {
    const options = {
      sanitizer: "address,undefined",
      shim: ["connection.c", "token.c", "search.c", "bytes.c"],
    } as const;
    const output = await run(await linuxProgram("queue", ["queue.c"], options), []);
    assert.is(output, "bounded after 4000 pieces\ngiven up after 8 that nobody takes\n");
  });

queue.run();
