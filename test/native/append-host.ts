// A host that appends records for ever and prints the number of each that it was told is kept. Arguments: library, config.
import { Puppet } from "./puppet.ts";

const [, , library = "", config = ""] = process.argv;
const puppet = new Puppet(library, "", config);
await puppet.boot();
const start = (process.pid % 10_000) * 1000;
for (let index = 1; index < 1000; index++)
  if ((await puppet.do(`append {"n":${start + index}}`)) === "appended") process.stdout.write(`${start + index}\n`);
