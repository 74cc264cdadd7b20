// Only with --all: it compiles the shim with sanitizers.
// Only on Node: the C is the same for any host.
// A bundle or a stranger may fill segments with keys: the index of them must not take GAMA's memory.
import * as assert from "uvu/assert";
import { run } from "../../build/native/compile.mjs";
import { ensureTools } from "../../build/native/tools.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { linuxProgram } from "./programs.ts";

const index = suite("the index of the journal's keys");

const missing = ensureTools(["gcc"], console.log);
if (missing) skip("the index of the journal's keys", missing.reason);
else
  index("takes so much memory and no more, and what is dropped makes room again", async () => {
    const options = {
      sanitizer: "address,undefined",
      shim: ["index.c", "segment.c", "digest.c", "search.c", "bytes.c"],
    } as const;
    assert.is(await run(await linuxProgram("index", ["index.c"], options), []), "full\nwithin its bytes\nfull again\n");
  });

index.run();
