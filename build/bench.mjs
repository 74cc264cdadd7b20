// npm run bench: builds what is measured, then measures it.
import { natural, readArguments } from "./arguments.mjs";
import { buildNative, buildScripts, giveUp, run, setUp } from "./setup.mjs";

const help = `npm run bench -- [options]

  --sales N   how many sales each DLL makes under Wine (default 3000; 100000 shows whether memory stays flat)
  --help      this text

Measures the engines, a whole sale, the DLLs under Wine and the simulation beside the budgets: some minutes on a machine
that does nothing else. It builds the libraries first (npm run build -- --help).`;

const options = { sales: { type: "string", default: "3000" } };
const { sales } = readArguments({ help, options, check: ({ sales: text }) => natural("--sales", text) });
setUp();
await buildScripts();
const { failed } = await buildNative(["linux-x64", "win-x86", "win-x64"]);
if (failed.length > 0) giveUp(`Nothing to measure: ${failed.join(", ")} could not be built, see above.`);
process.env.GRP_BENCH_SALES = sales;
await run("build/bench/main.ts");
