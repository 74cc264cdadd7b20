// npm run dev: the emulator's page over the sources, which follows every change of them.
import { readArguments } from "./arguments.mjs";
import { developing } from "./dev/options.mjs";
import { giveUp, run, setUp } from "./setup.mjs";

readArguments(developing);
setUp();
const { buildCli, buildLoader, buildTillProcess } = await import("../esbuild.config.mjs");
// All but the small bundle: esbuild has shown its errors already.
await Promise.all([buildCli(), buildLoader(), buildTillProcess()]).catch(() => giveUp("See the messages above."));
await run("build/dev/main.ts");
