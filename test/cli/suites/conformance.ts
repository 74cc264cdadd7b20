/** `gama-rrpay conformance` in any of its hosts, with nobody at RRPay: what needs no hand is measured over real connections. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CHECKS } from "../../../runtime/cli/conformance/command.ts";
import type { Broken } from "../../conformance/breaking.ts";
import { BROKEN } from "../../conformance/broken.ts";
import type { Answer } from "../../emulator/rrpay/api.ts";
import type { Asking } from "../../emulator/rrpay/conversation.ts";
import { startRrpay } from "../../emulator/rrpay/server.ts";
import { assertShape } from "../../support/output-shapes.ts";
import type { Program } from "../../support/programs.ts";
import { sampledSuite } from "../../support/tier.ts";

interface Row {
  readonly id: string;
  readonly verdict: string;
  readonly seen: string;
}

/** Of the broken ones these need no hand, and each breaks another thing. */
const SAMPLED = ["poll-wakes", "tombstone-holds", "epoch-guard", "concurrent-posts", "post-again"];

/** A config as a person writes it, and what GAMA's environment says. */
interface Written {
  readonly till?: string;
  readonly rrpay?: object;
  readonly env?: Readonly<Record<string, string>>;
}

export function conformanceSuite({ name, folders, run }: Program): void {
  const test = sampledSuite(`conformance on ${name}`, 2);

  async function measured(warp: Broken["warp"], args: readonly string[], written: Written = {}) {
    const folder = mkdtempSync(join(folders, "conformance-"));
    const warped = warp === undefined ? {} : { warp: warp() };
    const rrpay = await startRrpay({ dir: join(folder, "rrpay"), policy: "wait", token: "s3cr3t-t0k3n", ...warped });
    try {
      const config = join(folder, "gama-rrpay.json");
      const { env = {}, till: named = "1" } = written;
      const till = {
        till: named,
        rrpay: { port: rrpay.port, token: "s3cr3t-t0k3n", ...written.rrpay },
        dataDir: "data",
      };
      writeFileSync(config, JSON.stringify({ ...till, timeouts: { answerMs: 5000 } }));
      const page = join(folder, "page.html");
      const all = ["conformance", "--language", "en", "--config", config, "--json", "--html", page, ...args];
      const { code, stdout, stderr } = await run(all, { env });
      if (stdout === "") throw new Error(stderr);
      const told: unknown = JSON.parse(stdout);
      assertShape("conformance", told);
      const { checks: rows } = told as { readonly checks: readonly Row[] };
      return { code, rows, stdout, page: readFileSync(page, "utf8") };
    } finally {
      await rrpay.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  test("our emulator keeps every promise that needs no hand, and the rest is said to be unmeasured", async () => {
    const { code, rows, page } = await measured(undefined, []);
    assert.equal(
      rows.filter(({ verdict }) => verdict === "fails"),
      [],
    );
    assert.is(rows.length, CHECKS.length);
    assert.ok(rows.filter(({ verdict }) => verdict === "holds").length >= 35);
    assert.is(code, 2);
    assert.match(page, /<!doctype html>/);
    assert.not.match(page, /s3cr3t/);
  });

  test("--json is one line of ASCII in the shape of schemas/command-line.json, whatever came out of each check", async () => {
    const features = (answer: Answer) => ({ ...answer, body: { ...answer.body, features: ["status", "fiscal"] } });
    const warp = () => async (request: Asking, honest: (request: Asking) => Promise<Answer>) => {
      const answer = await honest(request);
      return request.target.on === "health" ? features(answer) : { ...answer, status: 200 };
    };
    const only = ["health", "post", "cancel", "pay-card"].flatMap((check) => ["--only", check]);
    const { rows, stdout } = await measured(warp, only);
    assert.equal(
      rows.map(({ verdict }) => verdict),
      ["holds", "fails", "not-offered", "unmeasured"],
    );
    assert.match(stdout, /^[ -~]+\n$/);
  });

  // A Windows program under Wine is given no environment.
  if (!name.includes("bits"))
    test("it asks for the till and with the token that the till itself would, however the config writes them", async () => {
      const only = ["--only", "health-till", "--only", "post-again"];
      const rrpay = { host: "", token: "s3cr3t-t0k3n  " };
      const { rows, page } = await measured(undefined, only, {
        ...{ till: "{env:GRP_SHARED_TILL}", rrpay, env: { GRP_SHARED_TILL: "1" } },
      });
      const asked = rows.filter(({ id }) => id === "health-till" || id === "post-again");
      assert.equal(
        asked.map(({ verdict }) => verdict),
        ["holds", "holds"],
      );
      assert.not.match(page, /s3cr3t/);
    });

  for (const { fault, checks, warp, hands } of BROKEN) {
    const finder = checks.at(-1) as string;
    if (hands !== undefined || warp === undefined || !SAMPLED.includes(finder)) continue;
    test(`an RRPay that ${fault} is found by ${finder}`, async () => {
      const { code, rows } = await measured(
        warp,
        checks.flatMap((check) => ["--only", check]),
      );
      assert.is(rows.find(({ id }) => id === finder)?.verdict, "fails", JSON.stringify(rows));
      assert.is(code, 1);
    });
  }

  test("a check that there is not is refused: it would find nothing wrong", async () => {
    const { code, stdout, stderr } = await run(["conformance", "--language", "en", "--only", "tombstnoe"]);
    assert.is(stderr.trim(), "There is no check 'tombstnoe' (--help lists the arguments)");
    assert.is(stdout, "");
    assert.is(code, 64);
  });

  test("an RRPay that does not run is one sentence with its address", async () => {
    const folder = mkdtempSync(join(folders, "conformance-"));
    const rrpay = await startRrpay({ dir: join(folder, "rrpay") });
    const { port } = rrpay;
    await rrpay.stop();
    const config = join(folder, "gama-rrpay.json");
    writeFileSync(config, JSON.stringify({ till: "1", rrpay: { port }, dataDir: "data" }));
    const { code, stdout, stderr } = await run(["conformance", "--language", "en", "--config", config, "--json"]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    assert.is(stderr.trim(), `RRPay does not answer at 127.0.0.1:${port}: the connection was refused.`);
    // what is refused prints no result that could be taken for one
    assert.equal([code, stdout], [69, ""]);
  });

  test.run();
}
