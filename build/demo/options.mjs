// What `npm start` takes.
const engines = ["native", "quickjs", "direct"];

/** For readArguments. */
export const demo = {
  help: `npm start -- [options]

  --second       also a second, smaller sale
  --return       also a return of one thing
  --void         also a void of the first sale
  --keep         the emulator stays until Ctrl+C, and how to go on is said
  --engine NAME  native (default where it is built), quickjs or direct
  --help         this text

Needs Node and npm; the first time it installs the dependencies (npm ci) and builds the scripts: a minute.`,
  options: {
    second: { type: "boolean", default: false },
    return: { type: "boolean", default: false },
    void: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    engine: { type: "string" },
  },
  check: ({ engine }) => {
    if (engine !== undefined && !engines.includes(engine))
      throw new Error(`--engine ${engine}: there is only ${engines.join(", ")}.`);
  },
};
