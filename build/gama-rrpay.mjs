#!/usr/bin/env node
// The command line's launcher: in a checkout that is not built yet, it builds first.
import { existsSync } from "node:fs";
import { buildScripts, root, setUp } from "./setup.mjs";

const program = `${root}/dist/gama-rrpay.mjs`;
if (!existsSync(program)) {
  setUp();
  await buildScripts();
}
await import(new URL("../dist/gama-rrpay.mjs", import.meta.url).href);
