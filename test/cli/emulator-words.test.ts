/** The emulator of a till's program speaks the language that is asked for, also of what it accepts. */
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { emulator, obey } from "../../runtime/cli/emulator.ts";
import { CliError } from "../../runtime/cli/exit.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { Objection } from "../emulator/rrpay/objection.ts";
import { startRrpay } from "../emulator/rrpay/server.ts";
import { call, sale, withFolder } from "../emulator/support.ts";
import { suite } from "../support/suite.ts";

const test = suite("what the emulator says");

class Ended extends Error {}

/** What the emulator prints until it has printed a receipt. */
async function printed(dir: string, language: "lt" | "en"): Promise<string> {
  let out = "";
  class Watched extends NodeHost {
    override async carryOut(request: Request): Promise<Reply> {
      if (out.includes("Dokumentas Nr.")) throw new Ended();
      return super.carryOut(request);
    }
  }
  let isSent = false;
  const print = (_: number, text: string) => {
    out += text;
    const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(out) ?? [];
    if (port === undefined || isSent) return;
    isSent = true;
    void call(Number(port), "POST", "/v1/transactions", { body: sale("00000000-0000-4000-8000-000000000001") });
  };
  const host = new Watched({ print, ask: async () => undefined });
  const args = ["emulator", "--language", language, "--port", "0", "--dir", dir, "--policy", "card"];
  try {
    await host.run(run({ args, language: "en", isInteractive: 0, programFolder: dir }));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  return out;
}

for (const [language, up, accepted] of [
  ["lt", /^RRPay emuliatorius veikia: .* Baigti – Ctrl\+C\.\n/, /^pardavimas key-0{8}-0000-4000-8000-0+1, 2,58 EUR, /m],
  ["en", /^RRPay's emulator is up at .* Ctrl\+C ends it\.\n/, /^sale key-0{8}-0000-4000-8000-0+1, 2\.58 EUR, /m],
] as const)
  test(`it says that it is up and what it accepts, in ${language}`, () =>
    withFolder(async (dir) => {
      const out = await printed(dir, language);
      assert.match(out, up);
      assert.match(out, accepted);
    }));

test("what the operator cannot do is said in both languages", () =>
  withFolder(async (dir) => {
    const rrpay = await startRrpay({ dir, policy: "card" });
    const objection = (command: string) => {
      try {
        obey(rrpay, command);
      } catch (error) {
        if (error instanceof Objection) return error.words;
        throw error;
      }
      return undefined;
    };
    try {
      assert.match(objection("card")?.lt ?? "", /^Operacijų dar nebuvo/);
      await call(rrpay.port, "POST", "/v1/transactions", { body: sale("00000000-0000-4000-8000-000000000001") });
      for (const command of ["card", "cash", "decline", "cancel"])
        assert.match(objection(command)?.lt ?? "", /^operacija 0.*1 jau apmokėta$/, command);
      assert.match(objection("pay")?.lt ?? "", /^Įveskite/);
    } finally {
      await rrpay.stop();
    }
  }));

for (const [args, said] of [
  [["--policy", "none"], /^--policy reikia vieno iš: /],
  [["--port", "none"], /^--port – skaičius nuo 0 iki 65535 /],
  [["--none"], /^Nežinoma parinktis '--none' /],
] as const)
  test(`wrong arguments are refused in both languages: ${args.join(" ")}`, async () => {
    const error = await emulator([...args], "lt").catch((thrown: unknown) => thrown);
    assert.match(error instanceof CliError ? error.words.lt : String(error), said);
  });

test.run();
