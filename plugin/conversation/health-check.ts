/** The first words with RRPay: is it there, is it the one that this till is paired with. */
import type { RrpayHealth } from "../../schemas/generated/types.ts";
import type { Desk, PairingCode } from "../context.ts";
import { readHealth, request } from "../rrpay/profile.ts";
import { type Conversation, exchange } from "./runner.ts";

/** Asks for health and notes what was found in `desk.rrpay`. Open attempts count as queried: a failed connection is a try. */
export function* greet(desk: Desk, timeoutMs: number = desk.settings.timeouts.answerMs): Conversation<void> {
  const answer = readHealth(yield* exchange(request.health(timeoutMs)));
  desk.noteGreeting();
  switch (answer.type) {
    case "health": {
      const wrong = pairingFault(desk, answer.health);
      desk.rrpay = wrong === undefined ? { state: "up", health: answer.health } : { state: "wrong", code: wrong };
      if (wrong === undefined) noteAnswer(desk);
      break;
    }
    case "unauthorized":
      desk.rrpay = { state: "wrong", code: "unauthorized" };
      break;
    case "foreign":
      desk.rrpay = { state: "wrong", code: "wrong-service" };
      break;
    case "down":
      desk.rrpay = { state: "down" };
      break;
  }
  if (desk.rrpay.state !== "up" || !desk.offers("status")) markQueried(desk);
}

/** Refusals of pairing in the order of contract B. */
function pairingFault(desk: Desk, health: RrpayHealth): PairingCode | undefined {
  const { storeId } = desk.ledger;
  if (storeId !== undefined && storeId !== health.storeId) return "rrpay-changed";
  if (health.till !== desk.settings.till) return "till-mismatch";
  if (health.emulator && !desk.settings.rrpay.allowEmulator) return "emulator-not-allowed";
  return undefined;
}

/** RRPay is there again: a second "nothing happened" may now stand for a tombstone (contract B). */
export function noteAnswer(desk: Desk): void {
  for (const attempt of desk.ledger.unsettled()) {
    if (attempt.manual) desk.watch(attempt).answeredSinceManual = true;
  }
}

function markQueried(desk: Desk): void {
  for (const attempt of desk.ledger.unsettled()) desk.watch(attempt).queried = true;
}
