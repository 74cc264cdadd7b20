/** A sale on a raw connection with one fault, and what is expected of the connection and the answer. */
import * as assert from "uvu/assert";
import type { RrpayTransaction } from "../../schemas/generated/types.ts";
import { validateRrpayError, validateRrpayTransaction } from "../../schemas/generated/validators.js";
import type { Fault } from "./rrpay/faults.ts";
import type { Rrpay } from "./rrpay/server.ts";
import { get, Peer, type Reply, requestBytes, sale } from "./support.ts";

export const postBytes = (id: string) => requestBytes("POST", "/v1/transactions", { body: sale(id) });

/** Sends a sale on a raw connection with this fault. */
export async function sell(rrpay: Rrpay, fault: Fault, id = "a"): Promise<Peer> {
  rrpay.script([{ on: "post", fault }]);
  const peer = await Peer.connect(rrpay.port);
  peer.write(postBytes(id));
  return peer;
}

export async function answered(rrpay: Rrpay, fault: Fault, id = "a"): Promise<Reply> {
  return (await sell(rrpay, fault, id)).reply();
}

/** Expects the connection to end without an answer, and the sale to be known or not. */
export async function expectCut(rrpay: Rrpay, fault: Fault, known: boolean): Promise<void> {
  const peer = await sell(rrpay, fault);
  await peer.ended();
  assert.is(peer.received.length, 0);
  assert.is((await get(rrpay.port, "a")).status, known ? 200 : 404);
}

/** Expects an answer that the schema accepts, but with a field that differs from what RRPay has stored. */
export async function expectBent(
  rrpay: Rrpay,
  fault: Fault,
  field: keyof RrpayTransaction,
  value: unknown,
): Promise<void> {
  const { status, json } = await answered(rrpay, fault);
  assert.is(status, 201);
  assert.ok(validateRrpayTransaction(json), "valid by its schema");
  assert.equal(json[field], value);
  assert.not.equal((await get(rrpay.port, "a")).json[field], value);
}

/** Expects that the request stays unanswered while RRPay answers other requests. */
export async function expectSilence(rrpay: Rrpay, fault: Fault, known: boolean): Promise<void> {
  const peer = await sell(rrpay, fault);
  await rrpay.until(({ requests }) => requests.some(({ on }) => on === "post"));
  assert.is((await get(rrpay.port, "a")).status, known ? 200 : 404);
  assert.is(peer.received.length, 0);
  assert.is(rrpay.openConnections > 0, true);
  peer.close();
}

export async function refused({ port }: Rrpay): Promise<void> {
  const outcome = await Peer.connect(port).then(
    () => "connected",
    (error: NodeJS.ErrnoException) => error.code,
  );
  assert.is(outcome, "ECONNREFUSED");
}

export async function expectError(rrpay: Rrpay, fault: Fault, status: number): Promise<void> {
  const reply = await answered(rrpay, fault);
  assert.is(reply.status, status);
  assert.ok(validateRrpayError(reply.json));
  assert.is((await get(rrpay.port, "a")).status, 404, "not processed");
}
