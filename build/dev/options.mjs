// What `npm run dev` takes.
import { natural } from "../arguments.mjs";

const engines = ["direct", "quickjs"];

/** For readArguments. */
export const developing = {
  help: `npm run dev -- [options]

  --inspect PORT  a debugger's port: breakpoints in plugin/*.ts stop the till (chrome://inspect, or an editor's "attach")
  --engine NAME   direct (default: the host's own engine, with breakpoints) or quickjs (the sandbox, as in a shop)
  --policy NAME   how a sale ends in the emulator by itself: card (default), cash, mixed, decline, cancel, amount, or wait
  --port N        where the page is (default: a free port)
  --help          this text

Opens the emulator's page, and follows the sources until Ctrl+C. After a change in plugin/ or schemas/generated/ the bundle
is built, the till starts again with it as soon as no call runs, and open pages load again; after a change in
test/emulator/page/client/ only the pages do. A mistake is shown here and on the page, and the last bundle that was right
stays. What the plug-in throws is shown with the lines of plugin/*.ts.`,
  options: {
    inspect: { type: "string" },
    engine: { type: "string", default: "direct" },
    policy: { type: "string", default: "card" },
    port: { type: "string" },
  },
  check: ({ inspect, engine, port }) => {
    if (!engines.includes(engine)) throw new Error(`--engine ${engine}: there is only ${engines.join(", ")}.`);
    if (inspect !== undefined && engine !== "direct") throw new Error("--inspect needs --engine direct.");
    if (inspect !== undefined) natural("--inspect", inspect);
    if (port !== undefined) natural("--port", port);
  },
};
