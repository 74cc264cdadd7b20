// Time limit: 600 s
/** What `gama-rrpay doctor` says of a library that GAMA, or this program itself, cannot load. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { examine } from "../../runtime/cli/doctor.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { FACT, STATUS } from "../../schemas/generated/program.ts";
import { withShop } from "../support/doctor-shop.ts";
import { libraryFor } from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("the doctor and the library");

test("a library that GAMA cannot load is told by what it is", () =>
  withShop(async (shop) => {
    const told = async () =>
      (await new NodeHost().run(examine(shop.configPath, { asked: "en", engine: "quickjs" }))).checks.find(
        ({ id }) => id === "library",
      );
    const place = (bytes: Uint8Array) => writeFileSync(join(shop.folder, "gama_rrpay.dll"), bytes);
    place(libraryFor(0x8664));
    assert.is(await told(), undefined, "without rrpay.prg another program than GAMA may load it");
    writeFileSync(join(shop.folder, "rrpay.prg"), "");
    for (const [bytes, what] of [
      [libraryFor(0x8664), /gama_rrpay\.dll: for 64-bit programs$/],
      [libraryFor(0xaa64), /gama_rrpay\.dll: for another processor$/],
      [libraryFor(0x14c).subarray(0, 68), /gama_rrpay\.dll: no whole library of Windows$/],
      [libraryFor(0x14c).subarray(0, -1), /gama_rrpay\.dll: no whole library of Windows$/],
      [new Uint8Array(0), /gama_rrpay\.dll: no whole library of Windows$/],
      [libraryFor(0x14c, false), /gama_rrpay\.dll: no whole library of Windows$/], // gama-rrpay.exe by its name
    ] as const) {
      place(bytes);
      assert.is((await told())?.status, "fail");
      assert.match((await told())?.detail ?? "", what);
    }
    place(libraryFor(0x14c));
    assert.is((await told())?.status, "ok");
    rmSync(join(shop.folder, "gama_rrpay.dll"));
    mkdirSync(join(shop.folder, "gama_rrpay.dll"));
    assert.match((await told())?.fix ?? "", /^A folder or a device stands in its place/);
  }));

/** A program of Windows that cannot load the library beside it. */
class Unloaded extends NodeHost {
  override async carryOut(request: Request): Promise<Reply> {
    if (request.type === "open") return { status: STATUS.missing };
    if (request.type === "fact" && request.which === FACT.platform)
      return { status: STATUS.ok, fields: { text: "win32" } } as Reply;
    return await super.carryOut(request);
  }
}

test("where the library beside the program cannot be loaded, it is told which of the two is in the wrong place", () =>
  withShop(async (shop) => {
    const [library, program] = ["gama_rrpay.dll", "gama-rrpay.exe"].map((name) => join(shop.folder, name)) as [
      string,
      string,
    ];
    const told = async () => {
      const options = { asked: "en", programFolder: shop.folder } as const;
      return (
        (await new Unloaded().run(examine(shop.configPath, options))).checks.find(({ id }) => id === "boot")?.fix ?? ""
      );
    };
    assert.match(await told(), /gama_rrpay\.dll: it is missing beside this program/);
    for (const [dll, exe, why] of [
      [
        libraryFor(0x14c),
        libraryFor(0x8664, false),
        /gama-rrpay\.exe beside it is the one for 64 bits\. Copy gama-rrpay\.exe/,
      ],
      [
        libraryFor(0x8664),
        libraryFor(0x14c, false),
        /copy gama_rrpay\.dll from the release's own folder, not from x64/,
      ],
      [libraryFor(0x14c).subarray(0, -1), libraryFor(0x14c, false), /another file, or a damaged one/],
      [libraryFor(0x14c), libraryFor(0x14c, false), /Windows does not load it for this program/],
    ] as const) {
      writeFileSync(library, dll);
      writeFileSync(program, exe);
      assert.match(await told(), why);
    }
    rmSync(program);
    assert.match(await told(), /Windows does not load it for this program/);
  }));

test.run();
