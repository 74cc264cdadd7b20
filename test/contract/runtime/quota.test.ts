// Quotas that the host keeps whatever the bundle asks for.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { NetEvent } from "../../../runtime/node/boundary.ts";
import { Connection } from "../../../runtime/node/connection.ts";
import { DailyLog } from "../../../runtime/node/store/log.ts";
import { TraceRing } from "../../../runtime/node/store/trace.ts";
import { CLOSE_REASON, LOG_LEVEL } from "../../../schemas/generated/boundary.ts";
import { onEveryEngine, withFolder, withHost, withPeer } from "../../spec/runtime/host.ts";
import type { Move, Seen } from "../../spec/runtime/puppet.ts";
import { suite } from "../../support/suite.ts";

const ignore = (): void => undefined;
const NOTHING = new Uint8Array(0);

onEveryEngine((engine) => {
  const test = suite(`quotas on ${engine}`);

  test("one connection at a time: a second one is closed at once, the first goes on", () =>
    withPeer(
      (socket, bytes) => socket.write(bytes),
      (peer) =>
        withHost({ engine, port: peer.port }, async (host) => {
          const answer = await host.run({
            do: [
              ["connect", 1],
              ["connect", 2],
            ],
            connected: [["send", 1, "on", 0, ""]],
            data: [["report"]],
          });
          const seen = JSON.parse(answer) as Seen[];
          const closed = seen.filter(({ kind }) => kind === "closed");
          assert.equal(
            closed.map(({ conn, reason }) => [conn, reason]),
            [[2, CLOSE_REASON.other]],
          );
          assert.is(seen.at(-1)?.text, "on");
          assert.is(peer.sockets.length, 1);
        }),
    ));

  test("sixteen timers are fine", () =>
    withHost({ engine }, async (host) => {
      const timers = Array.from({ length: 16 }, (_, id): Move => ["timer", id, 60_000]);
      assert.is(
        await host.run({ do: [...timers, ...timers, ["timer", 3, -1], ["timer", 99, 60_000], ["reply", "fine"]] }),
        "fine",
      );
    }));

  test("a send on a connection that never was is closed; on one that has ended it is not heard of", () =>
    withPeer(ignore, (peer) =>
      withHost({ engine, port: peer.port }, async (host) => {
        await host.run({ do: [["send", 9, "x", 0, ""]], closed: [["reply", ""]] });
        await host.run({
          do: [["connect", 10]],
          connected: [
            ["disconnect", 10],
            ["send", 10, "x", 0, ""],
            ["reply", ""],
          ],
        });
        await host.settle();
        const closed = (await host.seen()).filter(({ kind }) => kind === "closed");
        assert.equal(
          closed.map(({ conn }) => conn),
          [9],
        );
      }),
    ));

  test.run();
});

const link = suite("quotas of the connection");

link("a peer that floods is made to wait: what is not taken stays in the network", () => {
  let flushed = 0;
  const flood = (socket: Socket): void => {
    for (let part = 0; part < 256; part++) socket.write(Buffer.alloc(64 * 1024, "x"), () => (flushed += 1));
  };
  return withPeer(flood, async (peer) => {
    const net = new Connection({ address: "127.0.0.1", family: 4, port: peer.port }, NOTHING, ignore);
    net.connect(1);
    net.send(1, false, Buffer.from("?"), NOTHING);
    // Until nothing has moved for a hundred turns of the event loop.
    for (let still = 0, before = -1; still < 100; still = flushed === before ? still + 1 : 0) {
      before = flushed;
      await new Promise(setImmediate);
    }
    let waiting = 0;
    for (let event = net.take(); event !== undefined; event = net.take())
      waiting += event.type === "data" ? event.bytes.length : 0;
    assert.ok(waiting > 0 && waiting <= 2 * 1024 * 1024, `${waiting} bytes wait`);
    net.reset();
  });
});

link("a peer that does not read costs the connection once 4 MiB wait for it", () =>
  withPeer(ignore, async (peer) => {
    const net = new Connection({ address: "127.0.0.1", family: 4, port: peer.port }, NOTHING, ignore);
    net.connect(1);
    while (net.take()?.type !== "connected") await new Promise(setImmediate);
    await peer.until(() => peer.sockets.length === 1);
    peer.sockets[0]?.pause();
    let closed: NetEvent | undefined;
    // The kernel's own buffers take some megabytes before ours begin to fill.
    for (let megabyte = 0; megabyte < 64 && closed === undefined; megabyte++) {
      net.send(1, false, Buffer.alloc(1024 * 1024), NOTHING);
      closed = net.take();
    }
    assert.equal(closed, { type: "closed", conn: 1, reason: CLOSE_REASON.other });
  }),
);

link.run();

const files = suite("quotas of files");

files("a day's log ends at four files of 4 MiB, each line at 2000 characters", () =>
  withFolder((folder) => {
    const log = new DailyLog(folder, LOG_LEVEL.info, 1);
    log.write("info", "first");
    const [today] = readdirSync(folder) as [string];
    for (const suffix of ["", "-2", "-3", "-4"]) {
      writeFileSync(join(folder, today.replace(".log", `${suffix}.log`)), Buffer.alloc(4 * 1024 * 1024 - 5000));
    }
    for (let index = 0; index < 20; index++) log.write("info", "x".repeat(3000));
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    assert.is(sizes.length, 4);
    assert.ok(sizes.every((size) => size <= 4 * 1024 * 1024 && size > 4 * 1024 * 1024 - 3000));
  }),
);

files("the trace goes on in the newest file and drops the oldest", () =>
  withFolder((folder) => {
    for (let session = 0; session < 12; session++) {
      const ring = new TraceRing(folder, 1);
      for (let index = 0; index < 3; index++) ring.step(PADDED);
      ring.close();
    }
    const names = readdirSync(folder).sort();
    assert.is(names.length, 4);
    assert.not.ok(names.includes("00000001.trace"));
    const total = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.ok(total <= 1024 * 1024 && total > 512 * 1024);
  }),
);

files("what an incident marks stays beyond the ring, and never more than four files of it", () =>
  withFolder((folder) => {
    for (let session = 0; session < 40; session++) {
      const ring = new TraceRing(folder, 1);
      ring.engine("puppet", `session ${session}`);
      for (let index = 0; index < 5; index++) ring.step(PADDED);
      if (session === 2) ring.lost("memory");
      ring.close();
      if (session === 20) assert.ok(traceTexts(folder).some((text) => text.includes('session 2"')));
    }
    const kept = readdirSync(folder).filter((name) => name.endsWith(".keep"));
    assert.ok(traceTexts(folder).some((text) => text.includes('session 39"')));
    assert.ok(kept.length > 0 && kept.every((name) => traceTexts(folder, name.slice(0, 8)).length === 1));
    for (let session = 0; session < 40; session++) {
      const ring = new TraceRing(folder, 1);
      for (let index = 0; index < 5; index++) ring.step(PADDED);
      ring.keep();
      ring.close();
    }
    const files = readdirSync(folder).filter((name) => name.endsWith(".trace"));
    assert.ok(files.length >= 4 && files.length <= 8, files.join());
  }),
);

files("a line that a crash has cut takes none of the next session with it", () =>
  withFolder((folder) => {
    writeFileSync(join(folder, "00000001.trace"), '{"event":"half of a li');
    const ring = new TraceRing(folder, 1);
    ring.step({ event: Buffer.from([0, 0x22, 0xff]), batch: Buffer.from("batch") });
    ring.close();
    const lines = readFileSync(join(folder, "00000001.trace"), "latin1").split("\n");
    assert.equal(JSON.parse(lines[1] ?? ""), { event: '\u0000"\u00ff', batch: "batch" });
  }),
);

/** A step that fills a good part of a file. */
const PADDED = { event: Buffer.alloc(50_000, "x"), batch: NOTHING };

function traceTexts(folder: string, number = ""): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(number) && name.endsWith(".trace"))
    .map((name) => readFileSync(join(folder, name), "latin1"));
}

files.run();
