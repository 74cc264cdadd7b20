// Time limit: 300 s
/** A file that this user may not read is not taken for a missing one by what would then do something else. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { examine } from "../../runtime/cli/doctor.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { WITHHELD as SAID } from "../../runtime/cli/program/talk.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { RECORD } from "../../runtime/cli/release/exchange.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import { withShop } from "../support/doctor-shop.ts";
import { filesIn, otherBundle, sumsOf, writeFiles, zipOf } from "../support/releases.ts";
import { suite } from "../support/suite.ts";
import { inUse, NEW, OLD, OWN, whole, withTill } from "../support/till-release.ts";

const test = suite("what may not be read");
const WITHHELD = "This user may not read it.";

/** A machine on which nobody may look into what has this name. */
class Withholding extends NodeHost {
  readonly #name: string;
  readonly said = { out: "", error: "" };

  constructor(name: string) {
    super({
      print: (stream, text) => {
        this.said[stream === STREAM.error ? "error" : "out"] += text;
      },
      ask: async () => undefined,
    });
    this.#name = name;
  }

  override async carryOut(request: Request): Promise<Reply> {
    const looks = ["stat", "digest", "read", "list", "segment"].includes(request.type);
    const isWithheld = looks && "path" in request && basename(request.path) === this.#name;
    return isWithheld ? { status: STATUS.denied } : super.carryOut(request);
  }
}

/** Runs a command as the program that lies in the till's folder. */
async function runWithout(name: string, till: string, args: readonly string[]) {
  const host = new Withholding(name);
  const code = await host.run(run({ args: [...args], language: "en", isInteractive: 0, programFolder: till }));
  return { code, ...host.said };
}

for (const name of ["gama_rrpay.dll", "rrpay.prg", "rrpay.plugin.js", "gama-rrpay.json", RECORD])
  test(`an update beside a withheld ${name} changes nothing, and says which right is missing`, () =>
    withTill(async (till, zip) => {
      writeFileSync(join(till, RECORD), JSON.stringify({ state: "done", release: "1.0.0", files: [] }));
      const before = filesIn(till);
      const { code, out } = await runWithout(name, till, ["update", zip, "--json"]);
      const { type, code: reason, message } = JSON.parse(out) as Record<string, string>;
      assert.equal([code, type, reason], [69, "refused", "cannot-run"], out);
      assert.match(message ?? "", new RegExp(`${name.replaceAll(".", "\\.")}.*may not (read it|be read)`));
      assert.equal(filesIn(till), before);
    }));

test("an update keeps its way back where an old file is withheld, and ends once it may be read", () =>
  withTill(async (till) => {
    const path = join(till, "rrpay.plugin.js");
    renameSync(path, `${path}.old`);
    writeFileSync(`${path}.new`, otherBundle("newer"));
    const files = [{ name: "rrpay.plugin.js", isOld: true }];
    writeFileSync(join(till, RECORD), JSON.stringify({ state: "swapping", release: "2.0.0", files }));
    const { code, error } = await runWithout("rrpay.plugin.js.old", till, ["rollback"]);
    assert.is(code, 69);
    assert.match(error, WITHHELD);
    assert.ok(existsSync(join(till, RECORD)), "what is not ended is known");
    assert.is((await runWithout("", till, ["rollback"])).code, 0);
    assert.equal(inUse(till), { ...whole(OLD), ...OWN });
    assert.is(readFileSync(path, "utf8"), OLD["rrpay.plugin.js"]);
  }));

test("a release of which a file may not be read is not called incomplete", () =>
  withTill(async (till, _zip, folder) => {
    writeFiles(join(folder, "share"), whole(NEW));
    const before = filesIn(till);
    const { code, error } = await runWithout("ajv.txt", till, ["update", join(folder, "share")]);
    assert.is(code, 69);
    assert.match(error, `ajv.txt: ${WITHHELD}`);
    assert.equal(filesIn(till), before);
  }));

test("a folder that may not be written does not make an archive damaged", () =>
  withTill(async (till) => {
    writeFiles(till, { "whole.zip": zipOf("2.0.0", NEW, sumsOf(NEW)) });
    class ReadOnly extends Withholding {
      override async carryOut(request: Request): Promise<Reply> {
        return request.type === "unpack" || request.type === "write"
          ? { status: STATUS.denied }
          : super.carryOut(request);
      }
    }
    const host = new ReadOnly("");
    const args = ["update", join(till, "whole.zip")];
    const code = await host.run(run({ args, language: "en", isInteractive: 0, programFolder: till }));
    assert.is(code, 69);
    assert.match(host.said.error, "may not be read or written. Run this as a user who has the right to");
  }));

test("a disk that is full at any file of a release is told as that, with the till as it was, not as a damaged archive", () =>
  withTill(async (till) => {
    writeFiles(till, { "whole.zip": zipOf("2.0.0", NEW, sumsOf(NEW)) });
    const before = filesIn(till);
    for (let nth = 1; ; nth++) {
      let unpacked = 0;
      class Full extends Withholding {
        override async carryOut(request: Request): Promise<Reply> {
          // what has no bytes finds room on a full disk
          return request.type === "unpack" && ++unpacked === nth ? { status: STATUS.full } : super.carryOut(request);
        }
      }
      const host = new Full("");
      const args = ["update", join(till, "whole.zip")];
      const code = await host.run(run({ args, language: "en", isInteractive: 0, programFolder: till }));
      if (code === 0) break;
      assert.is(code, 69, host.said.error);
      assert.match(host.said.error, "the disk is full");
      assert.equal(filesIn(till), before, String(nth));
    }
  }));

test("repair says whether a full disk or a right keeps it from writing", () =>
  withShop(async ({ folder }) => {
    writeFiles(folder, { "data/journal/00000001-20261123.jsonl": "" });
    for (const [freeBytes, why] of [
      [0, "the disk is full"],
      [1e12, "this user has no right to"],
    ] as const) {
      class Unwritable extends Withholding {
        override async carryOut(request: Request): Promise<Reply> {
          const reply = await super.carryOut(request);
          if (request.type === "lock" && reply.fields) Object.assign(reply.fields, { isWritable: 0 });
          if (request.type === "stat" && reply.fields) Object.assign(reply.fields, { freeBytes });
          return reply;
        }
      }
      const host = new Unwritable("");
      const args = ["journal", "repair", join(folder, "data")];
      assert.is(await host.run(run({ args, language: "en", isInteractive: 0, programFolder: folder })), 69);
      assert.match(host.said.error, `cannot be written: ${why}`);
    }
  }));

test("what the doctor may not read is a check, not an end", () =>
  withShop(async (shop) => {
    const segment = "00000001-20261123.jsonl";
    writeFiles(shop.folder, { "gama-shop.txt": "", "confirmed.json": "{}", [`data/journal/${segment}`]: "" });
    for (const [name, id, status] of [
      ["gama-shop.txt", "shop-names", "fail"],
      ["journal", "segments", "fail"],
      [segment, "segments", "fail"],
      // the last one, because the till starts then
      ["confirmed.json", "assumptions", "warn"],
    ] as const) {
      const { checks } = await new Withholding(name).run(examine(shop.configPath, { asked: "en", engine: "quickjs" }));
      const check = checks.find((one) => one.id === id);
      assert.is(check?.status, status, name);
      assert.match(check?.fix ?? "", /may not (read it|be read)/, name);
      // closing GAMA gives nobody a right
      if (id === "segments") assert.is(check?.fix, `${check?.fix.split(": This")[0]}: ${SAID.en}`, name);
    }
  }));

test.run();
