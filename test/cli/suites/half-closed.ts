/** A caller that asks and then sends nothing more still hears all that the emulator owes him, in any host of the program. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { call, sale } from "../../emulator/support.ts";
import type { Program } from "../../support/programs.ts";
import { suite } from "../../support/suite.ts";

/** How long a poll waits here for news that do not come. */
const WAIT_MS = 300;

const request = (method: string, path: string, body = ""): string =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const HEALTH = request("GET", "/v1/health");
const POLL = request("GET", `/v1/transactions/open?afterRevision=1&waitMs=${WAIT_MS}`);

/** Asks, sends its end at once, and returns what came until the other side ended too. */
function askAndFinish(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.end(text));
    socket.setEncoding("utf8").on("data", (piece: string) => {
      heard += piece;
    });
    socket.on("error", reject).on("close", () => resolve(heard));
  });
}

/** The status of each whole answer, in order. */
const statuses = (heard: string): string[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d+) [^\r]*\r\n(?:[^\r]+\r\n)*?Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/gi)].map(
    ({ 0: head, 1: status = "", 2: length, index }) => {
      const body = Buffer.from(heard.slice(index + head.length)).subarray(0, Number(length));
      return body.length === Number(length) ? status : `${status} cut`;
    },
  );

/** The suite over one host. */
export function halfClosedSuite({ name, folders, run }: Program): void {
  const test = suite(`half-closed callers of the emulator on ${name}`);

  /** An emulator that keeps one sale in progress, which is called `open`. */
  async function withEmulator(body: (port: number) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(folders, "half-closed-"));
    let kill = () => {};
    let isUp: (port: number) => void = () => {};
    const up = new Promise<number>((resolve) => {
      isUp = resolve;
    });
    const args = ["emulator", "--port", "0", "--policy", "wait", "--dir", join(folder, "store")];
    const ended = run(args, {
      said: (stdout) => {
        const [, port] = /127\.0\.0\.1:(\d+)/.exec(stdout) ?? [];
        if (port !== undefined) isUp(Number(port));
      },
      killable: (one) => {
        kill = one;
      },
    });
    try {
      const failed = ended.then(({ stdout, stderr }) => {
        throw new Error(`the emulator ended: ${stdout}${stderr}`);
      });
      failed.catch(() => {});
      const port = await Promise.race([up, failed]);
      assert.is((await call(port, "POST", "/v1/transactions", { body: sale("open") })).status, 201);
      await body(port);
    } finally {
      kill();
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  test("one question is answered whole, and then the emulator ends too", () =>
    withEmulator(async (port) => assert.equal(statuses(await askAndFinish(port, HEALTH)), ["200"])));

  test("an answer that waits for news comes all the same", () =>
    withEmulator(async (port) => {
      const heard = await askAndFinish(port, POLL);
      assert.equal(statuses(heard), ["200"]);
      assert.match(heard, /"id":"open"/);
    }));

  test("what was asked behind a question that waits is answered behind it", () =>
    withEmulator(async (port) =>
      assert.equal(statuses(await askAndFinish(port, POLL + POLL + HEALTH)), ["200", "200", "200"]),
    ));

  test("half a question is none: nothing is answered, nothing is stored", () =>
    withEmulator(async (port) => {
      const whole = request("POST", "/v1/transactions", JSON.stringify(sale("half")));
      const heard = await askAndFinish(port, HEALTH + whole.slice(0, -10));
      assert.is(statuses(heard)[0], "200");
      assert.is((await call(port, "GET", "/v1/transactions/half")).status, 404);
      assert.equal(statuses(await askAndFinish(port, HEALTH)), ["200"]);
    }));

  test.run();
}
