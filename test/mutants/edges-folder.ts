/** What keeps rows 2 and 3 of docs/edges.md, broken one by one: who may write a till's files, and links among them. */
import { type Edge, edges } from "./edge.ts";

const RUNTIME = "test/spec/runtime";
const DISK = "runtime/node/store/disk.ts";
const LINKS = "runtime/node/store/links.ts";
const DOCTOR = "runtime/cli/doctor.ts";
const FILES = "runtime/cli/host/files.ts";
const MACHINE = "runtime/cli/doctor-machine.ts";
const WRITERS = "who else may write rrpay.prg, gama-shop.txt, plug-in, config or data folder is told";

export const FOLDER: readonly Edge[] = [
  ...edges(
    2,
    "test/cli/doctor-machine.test.ts",
    [
      "who may write rrpay.prg is not asked",
      WRITERS,
      DOCTOR,
      '["rrpay.prg", "gama-shop.txt"].map',
      '["gama-shop.txt"].map',
    ],
    [
      "who may write gama-shop.txt is not asked",
      WRITERS,
      DOCTOR,
      '["rrpay.prg", "gama-shop.txt"].map',
      '["rrpay.prg"].map',
    ],
    [
      "they are looked for beside the program",
      WRITERS,
      DOCTOR,
      "join(folderOf(configPath), name));\n  const trusted",
      "join(dataDir, name));\n  const trusted",
    ],
    [
      "the data folder is not looked at",
      WRITERS,
      MACHINE,
      "for (const path of [...trusted, dataDir]) {",
      "for (const path of trusted) {",
    ],
    [
      "a file's rights are a folder's",
      WRITERS,
      MACHINE,
      'const inherited = isFolder ? "(OI)(CI)" : "";',
      'const inherited = "(OI)(CI)";',
    ],
    ["everybody may change what is trusted", WRITERS, MACHINE, "RX`;", "F`;"],
    [
      "the config's group loses its rights",
      "the group of the config may write the data folder",
      MACHINE,
      'group === "" ? "%USERNAME%" : group',
      '"%USERNAME%"',
    ],
  ),
  ...edges(
    2,
    `${RUNTIME}/store-damage.test.ts`,
    [
      "folders for everybody",
      "folders and files of ours are for owner and group only",
      DISK,
      "const FOLDER_MODE = 0o750;",
      "const FOLDER_MODE = 0o755;",
    ],
    [
      "files for everybody",
      "folders and files of ours are for owner and group only",
      DISK,
      "const FILE_MODE = 0o640;",
      "const FILE_MODE = 0o644;",
    ],
  ),
  ...edges(
    3,
    `${RUNTIME}/store-damage.test.ts`,
    [
      "a data folder that is a link is followed",
      "the data folder that leads elsewhere is refused on Node too",
      LINKS,
      "if (isLink(folder)) return folder;",
      "",
    ],
    [
      "a link in the journal is followed",
      "a probe in it that leads elsewhere is refused on Node too",
      LINKS,
      '["", "journal", "log", "trace"]',
      '["", "log", "trace"]',
    ],
    [
      "a link in the log is followed",
      "a log in it that leads elsewhere is refused on Node too",
      LINKS,
      '["", "journal", "log", "trace"]',
      '["", "journal", "trace"]',
    ],
    [
      "a link in the trace is followed",
      "a trace in it that leads elsewhere is refused on Node too",
      LINKS,
      '["", "journal", "log", "trace"]',
      '["", "journal", "log"]',
    ],
    [
      "a link in the folder is followed",
      "its lock that leads elsewhere is refused on Node too",
      LINKS,
      '["", "journal", "log", "trace"]',
      '["journal", "log", "trace"]',
    ],
    [
      "a log follows a link",
      "a link that somebody makes behind an open journal is not followed",
      DISK,
      "flags | NO_LINK | NO_WAIT",
      "flags | NO_WAIT",
    ],
    [
      "the probe is any file",
      "a link that somebody makes behind an open journal is not followed",
      DISK,
      "rmSync(path, { force: true });\n    const fd = openSync(path, NEW_FILE, FILE_MODE);",
      'const fd = openSync(path, "w", FILE_MODE);',
    ],
  ),
  ...edges(
    3,
    `${RUNTIME}/repair-link.test.ts`,
    [
      "repair begins its segment where a link leads",
      "before its write request: refused, and nothing is changed where the link leads",
      FILES,
      "refuseLinkAround(path, place);\n  const fd = openItself(fresh,",
      "const fd = openItself(fresh,",
    ],
    [
      "repair sets aside where a link leads",
      "before its rename request: refused, and nothing is changed where the link leads",
      FILES,
      "refuseLinkAround(from, place);\n  refuseLinkAround(to, place);\n",
      "",
    ],
  ),
];
