// What only real processes can show: the operating system's lock, a kill at any moment, an end without close.
// Time limit: 900 s
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { BOOT_FLAG } from "../../../schemas/generated/boundary.ts";
import { FIRST_SEGMENT, onEveryEngine, withFolder, withHostIn, writeTill } from "../../spec/runtime/host.ts";
import { suite } from "../../support/suite.ts";

const script = fileURLToPath(new URL("./till-process.ts", import.meta.url));

/** A till's process: its lines as they come, and a kill that gives it no time for anything. */
class TillProcess {
  readonly #child;
  readonly #lines;

  constructor(engine: string, config: string) {
    this.#child = spawn(process.execPath, [...process.execArgv, script, engine, config], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    return done ? "ended" : value;
  }

  /** Kills it and returns the last line that it had printed. */
  async kill(): Promise<string> {
    const exited = this.#child.exitCode === null ? once(this.#child, "exit") : undefined;
    this.#child.kill("SIGKILL");
    let last = "";
    for (let line = await this.line(); line !== "ended"; line = await this.line()) last = line;
    await exited;
    return last;
  }
}

onEveryEngine((engine) => {
  const test = suite(`processes on ${engine}`);

  test("one process holds the data folder, the next gets in-use, until the first one is dead", () =>
    withFolder(async (folder) => {
      const till = new TillProcess(engine, writeTill(folder, { puppet: FIRST_SEGMENT }));
      assert.is(await till.line(), "ready 1");
      await withHostIn(folder, { engine }, async (host) => assert.is(host.result(0), "error -24"));
      await till.kill();
      await withHostIn(folder, { engine }, async (host) => assert.is(host.result(0), ""));
    }));

  test("a kill leaves a journal with every record that was acknowledged", () =>
    withFolder(async (folder) => {
      for (let round = 1; round <= 2; round++) {
        const till = new TillProcess(engine, writeTill(folder, { puppet: FIRST_SEGMENT }));
        assert.is(await till.line(), "ready 1");
        for (let index = 1; index < round * 4; index++) assert.is(await till.line(), `${index}`);
        const last = Number((await till.kill()) || round * 4 - 1);
        await withHostIn(folder, { engine }, async (host) => {
          const [boot] = await host.seen();
          assert.is((boot?.flags ?? 0) & BOOT_FLAG.corrupt, 0);
          const lines = boot?.lines?.split("\n") ?? [];
          for (let index = 1; index <= last; index++) assert.ok(lines.includes(`{"n":${index}}`));
        });
      }
    }));

  test("nothing keeps a process alive after close", () =>
    withFolder(async (folder) => {
      const config = writeTill(folder, { puppet: { boot: [["timer", 1, 600_000]] } });
      const source = `
        import { closeFully, makeGrp } from ${JSON.stringify(new URL("../../spec/runtime/host.ts", import.meta.url).href)};
        const grp = makeGrp(${JSON.stringify(engine)});
        const session = grp.open(${JSON.stringify(config)});
        while ((await grp.poll(session, 0, 1000)) === 0);
        console.log(await closeFully(grp, session));`;
      const evaluate = process.versions.bun ? ["-e", source] : ["--input-type=module", "-e", source];
      const child = spawn(process.execPath, [...process.execArgv, ...evaluate], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      const [code] = await once(child, "exit");
      assert.equal([code, output], [0, "0\n"]);
    }));

  test.run();
});
