// Time limit: 300 s
// Attack 5: answers that cost the engine. Each test is red as long as its fault is there.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { sale } from "../support/sales.ts";
import { ScriptedRrpay } from "../support/scripted-rrpay.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";

const BYTES = Number(process.env.ATTACK_BYTES ?? 120_000);
const STEP_MS = Number(process.env.ATTACK_STEP_MS ?? 2000);
const BODIES = {
  "a text of nothing but escaped quotes": `{"message":"${'\\"'.repeat(BYTES / 2)}"}`,
  "digits that two characters part": `{"message":"${"0. ".repeat(BYTES / 3)}"}`,
  "plain text of digits that two characters part": "4. ".repeat(BYTES / 3),
};

/** An RRPay that is well until it is asked about a transaction. */
async function withRrpay(body: string, run: (port: number) => Promise<void>): Promise<void> {
  const rrpay = new ScriptedRrpay();
  const server = createServer((socket) => {
    let got = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      got += bytes.toString("latin1");
      const head = got.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0);
      if (head < 0 || got.length - head - 4 < length) return;
      const isHealth = got.includes("/v1/health");
      got = "";
      const json = isHealth ? JSON.stringify(rrpay.health) : body;
      socket.write(`HTTP/1.1 ${isHealth ? 200 : 500} X\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run((server.address() as { port: number }).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const logOf = (dataDir: string) =>
  readdirSync(join(dataDir, "log"))
    .map((file) => readFileSync(join(dataDir, "log", file), "latin1"))
    .join("");

forEachEngine((engine) => {
  const test = suite(`attack 5: cost on ${engine.name}`);

  for (const [name, body] of Object.entries(BODIES))
    test(`R1: ${name}: RRPay's answers do not end the session`, () =>
      withRrpay(body, (port) =>
        withTill(
          { engine, rrpay: "none", config: { rrpay: { port }, timeouts: { answerMs: 3000, customerMs: 6000 }, limits: { stepMs: STEP_MS } } as never },
          async (till) => {
            await till.pos().catch(() => undefined);
            const ends: string[] = [];
            for (let n = 0; n < 4; n++)
              ends.push(await till.settle(sale()).then(({ outcome }) => outcome, (error) => String(error.code ?? error)));
            const status = await till.call("status", {}).then(() => "answered", (error) => String(error.code ?? error));
            const losses = logOf(till.dataDir).match(/engine lost: \w+|session ends: -?\d+/g) ?? [];
            assert.equal([status, losses], ["answered", []], ends.join());
          },
        ),
      ));

  test.run();
});
