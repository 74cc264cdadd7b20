// A till in a process of its own, for tests that kill it: appends records in hooks and prints the number of each one
// that was acknowledged. Arguments: engine, config.
import type { EngineName } from "../../../runtime/node/api.ts";
import { makeGrp } from "../../spec/runtime/host.ts";
import type { Plan } from "../../spec/runtime/puppet.ts";

const [, , engine, config] = process.argv;
const grp = makeGrp(engine as EngineName);
const session = grp.open(config ?? "");

/** Runs a hook to its end and returns how it ended. */
async function run(plan: Plan): Promise<number> {
  const call = grp.start(session, "init", Buffer.from(JSON.stringify(plan)));
  let state = 0;
  while (state === 0) state = await grp.poll(session, call, 1000);
  return state;
}

const ready = await run({ do: [["reply", ""]] });
process.stdout.write(`ready ${ready}\n`);
for (let index = 1; ready === 1; index++) {
  const state = await run({
    do: [
      ["append", `{"n":${index}}`],
      ["reply", ""],
    ],
  });
  process.stdout.write(`${state === 1 ? index : `error ${state}`}\n`);
}
