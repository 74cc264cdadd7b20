/** The connection of the Node runtime: what waits to be sent has a bound (docs/boundary.md, the caps). */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import * as assert from "uvu/assert";
import type { NetEvent } from "../../../runtime/node/boundary.ts";
import { Connection } from "../../../runtime/node/connection.ts";
import { CAPS, CLOSE_REASON } from "../../../schemas/generated/boundary.ts";
import { suite } from "../../support/suite.ts";

const test = suite("connection of the Node runtime");

const CONN = 7;
const PIECE = new Uint8Array(64 * 1024);
const NOTHING = new Uint8Array(0);

/** A connection to a peer that takes nothing, because nothing leaves before the socket is connected. */
async function withConnection(body: (connection: Connection) => void): Promise<void> {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connection = new Connection({ address: "127.0.0.1", family: 4, port }, NOTHING, () => {});
  try {
    connection.connect(CONN);
    body(connection);
  } finally {
    connection.reset();
    server.close();
  }
}

function eventsOf(connection: Connection): NetEvent[] {
  const events: NetEvent[] = [];
  for (let event = connection.take(); event; event = connection.take()) events.push(event);
  return events;
}

test("as many bytes as may wait are taken, and the connection stands", () =>
  withConnection((connection) => {
    for (let sent = 0; sent + PIECE.length <= CAPS.queuedBytes; sent += PIECE.length)
      connection.send(CONN, false, PIECE, NOTHING);
    assert.equal(eventsOf(connection), []);
  }));

test("one byte more than may wait ends the connection, and that is told once", () =>
  withConnection((connection) => {
    for (let sent = 0; sent + PIECE.length <= CAPS.queuedBytes; sent += PIECE.length)
      connection.send(CONN, false, PIECE, NOTHING);
    const left = CAPS.queuedBytes % PIECE.length;
    connection.send(CONN, false, new Uint8Array(left + 1), NOTHING);
    connection.send(CONN, false, PIECE, NOTHING);
    assert.equal(eventsOf(connection), [{ type: "closed", conn: CONN, reason: CLOSE_REASON.other }]);
  }));

test("a send that alone is more than may wait ends the connection", () =>
  withConnection((connection) => {
    connection.send(CONN, false, new Uint8Array(CAPS.queuedBytes), new Uint8Array(1));
    assert.equal(eventsOf(connection), [{ type: "closed", conn: CONN, reason: CLOSE_REASON.other }]);
  }));

test.run();
