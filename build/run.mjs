// Runs a TypeScript program of this project, for the npm scripts: node build/run.mjs PROGRAM [its arguments].
import { root, run, setUp } from "./setup.mjs";

const [program] = process.argv.splice(2, 1);
setUp();
// What a program finds when it is run by itself.
process.argv[1] = `${root}/${program}`;
await run(program);
