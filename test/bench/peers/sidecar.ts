/** A Node process beside the till, asked over a socket of the loopback: what a bridge without a DLL would be. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { toldOf } from "./in-process.ts";
import type { Peer, Work } from "./work.ts";

const program = fileURLToPath(new URL("sidecar.mjs", import.meta.url));

export const SIDECAR: Peer = {
  name: "Node sidecar over a socket",
  missing: () => (process.versions.bun ? "this host is not Node" : undefined),
  async run(work, rounds) {
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const socket = connect(Number(port), "127.0.0.1").setNoDelay(true);
    try {
      await once(socket, "connect");
      const tookMs: number[] = [];
      let request = Buffer.alloc(0);
      for (let left = rounds; left > 0; left--) {
        const startedAt = performance.now();
        request = await ask(socket, framed(work));
        tookMs.push(performance.now() - startedAt);
      }
      return { request, tookMs };
    } finally {
      // it ends with its connection
      socket.destroy();
      await ended;
    }
  },
};

function framed(work: Work): Buffer {
  const told = Buffer.from(`${JSON.stringify(toldOf(work))}\n`);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(told.length + work.payload.length, 0);
  return Buffer.concat([size, told, work.payload]);
}

function ask(socket: Socket, message: Buffer): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    let wire = Buffer.alloc(0);
    const end = (settle: () => void): void => {
      socket.off("data", onData).off("close", onClose);
      settle();
    };
    const onClose = () => end(() => reject(new Error("the sidecar is gone")));
    const onData = (bytes: Buffer) => {
      wire = Buffer.concat([wire, bytes]);
      if (wire.length < 4 || wire.length < 4 + wire.readUInt32LE(0)) return;
      if (wire.length === 4) end(() => reject(new Error("the sidecar refused it")));
      else end(() => resolve(wire.subarray(4)));
    };
    socket.on("data", onData).on("close", onClose);
    socket.write(message);
  });
}
