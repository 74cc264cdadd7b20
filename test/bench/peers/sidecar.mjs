// A mapping service in a process of its own, as a till with a Node sidecar would have: a length (four bytes, the lowest
// first) and the work as JSON come in, a length and the request go out. Length 0 says that the work was refused.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { runInThisContext } from "node:vm";

const script = readFileSync(new URL("mapping.js", import.meta.url), "utf8");
const requestOf = runInThisContext(`${script};requestOf`);

function answer(bytes) {
  // the payload is bytes, so what it is told goes before it, on one line
  const end = bytes.indexOf(10);
  try {
    return Buffer.from(
      requestOf(bytes.toString("latin1", end + 1), JSON.parse(bytes.toString("utf8", 0, end))),
      "latin1",
    );
  } catch {
    return Buffer.alloc(0);
  }
}

const server = createServer((socket) => {
  let wire = Buffer.alloc(0);
  socket.setNoDelay(true).on("data", (bytes) => {
    wire = wire.length === 0 ? bytes : Buffer.concat([wire, bytes]);
    while (wire.length >= 4 && wire.length >= 4 + wire.readUInt32LE(0)) {
      const length = wire.readUInt32LE(0);
      const request = answer(wire.subarray(4, 4 + length));
      wire = wire.subarray(4 + length);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(request.length, 0);
      socket.write(Buffer.concat([size, request]));
    }
  });
  // its till is gone, and so is its purpose
  socket.on("error", () => {}).on("close", () => process.exit(0));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
