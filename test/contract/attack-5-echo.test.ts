// Attack 5: the token in what RRPay says back. Each test is red as long as its fault is there.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { forEachEngine } from "../support/engines.ts";
import { line, sale } from "../support/sales.ts";
import { type Asked, ScriptedRrpay } from "../support/scripted-rrpay.ts";
import { suite } from "../support/suite.ts";
import { withTill } from "../support/till.ts";

const TOKEN = "s3cret-token-of-32-characters-xyz";

type Writes = (status: number, json: string) => string;
const ECHOES: Readonly<Record<string, { message: string; writes: Writes }>> = {
  "in two chunks of one answer": {
    message: TOKEN,
    writes: (status, json) => {
      const cut = json.indexOf(TOKEN) < 0 ? json.length >> 1 : json.indexOf(TOKEN) + 9;
      const pieces = [json.slice(0, cut), json.slice(cut)];
      const chunks = pieces.map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join("");
      return `HTTP/1.1 ${status} OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
    },
  },
  "with one letter escaped": {
    message: TOKEN,
    writes: (status, json) => {
      const told = json.replaceAll(TOKEN, `\\u0073${TOKEN.slice(1)}`);
      return `HTTP/1.1 ${status} OK\r\nContent-Length: ${Buffer.byteLength(told)}\r\n\r\n${told}`;
    },
  },
};

async function withEcho(writes: Writes, message: string, body: (port: number) => Promise<void>): Promise<void> {
  const rrpay = new ScriptedRrpay();
  rrpay.outcome = () => ({ state: "declined", message });
  const server = createServer((socket) => serve(socket, rrpay, writes));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body((server.address() as { port: number }).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function serve(socket: Socket, rrpay: ScriptedRrpay, writes: Writes): void {
  let got = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    got += bytes.toString("utf8");
    const head = got.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0);
    if (head < 0 || Buffer.byteLength(got.slice(head + 4)) < length) return;
    const [method = "", path = ""] = got.split(" ");
    const request = got.slice(head + 4);
    got = "";
    const id = /\/v1\/transactions\/([^/?]+)/.exec(path)?.[1] ?? "";
    const action: Asked["action"] = path.startsWith("/v1/health") ? "health" : method === "POST" ? "post" : "get";
    const answer = rrpay.react({ action, id, body: request, wire: "" }) as { status: number; body: unknown };
    socket.write(writes(answer.status, JSON.stringify(answer.body)));
  });
}

forEachEngine((engine) => {
  const test = suite(`attack 5: echo on ${engine.name}`);

  for (const [name, { message, writes }] of Object.entries(ECHOES))
    test(`E1: a token that comes back ${name} is in no answer to GAMA and in no file`, () =>
      withEcho(writes, message, (port) =>
        withTill({ engine, rrpay: "none", config: { rrpay: { port, token: TOKEN } as never } }, async (till) => {
          await till.pos();
          const result = await till.settle(sale(258, { lines: [line(258)] }));
          await till.close();
          const files = readdirSync(till.dataDir, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
          const found = files.filter((file) => readFileSync(join(till.dataDir, file), "latin1").includes(TOKEN));
          assert.equal([JSON.stringify(result).includes(TOKEN), found], [false, []]);
        }),
      ));

  test.run();
});
