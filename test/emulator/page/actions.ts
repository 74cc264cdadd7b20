/** What the page may do to GAMA's POS. The body of each request is checked before anything is done. */
import type { Pos } from "../pos/pos.ts";
import { checkBody } from "./bodies.ts";

/**
 * What a request starts. Hooks go on after the request is answered, and `goOn` gets them, because they may still throw.
 */
type PosAction = (pos: Pos, json: unknown, goOn: (hook: Promise<void>) => void) => void | Promise<void>;

const plain =
  (act: (pos: Pos) => void | Promise<void>): PosAction =>
  (pos, json) => {
    checkBody("nothing", json);
    return act(pos);
  };

const hook =
  (start: (pos: Pos) => Promise<void>): PosAction =>
  (pos, json, goOn) => {
    checkBody("nothing", json);
    goOn(start(pos));
  };

export const POS_ACTIONS: Readonly<Record<string, PosAction>> = {
  open: hook((pos) => pos.open()),
  status: hook((pos) => pos.status()),
  pay: hook((pos) => pos.pay()),
  save: hook((pos) => pos.save()),
  "save-unpaid": hook((pos) => pos.saveUnpaid()),
  "confirm-void": hook((pos) => pos.confirmVoid()),
  later: hook((pos) => pos.later()),
  "kill-in-recovery": hook((pos) => pos.killInRecovery()),
  cancel: plain((pos) => pos.cancel()),
  "close-window": plain((pos) => pos.closeWindow()),
  kill: plain((pos) => pos.kill()),
  add: (pos, json) => {
    const { code, unitCents } = checkBody("add", json);
    pos.add(code, unitCents);
  },
  voucher: (pos, json) => pos.voucher(checkBody("voucher", json).cents),
  remove: (pos, json) => pos.remove(checkBody("remove", json).at),
  "give-back": (pos, json) => pos.giveBack(checkBody("saleKey", json).saleKey),
  ask: (pos, json) => pos.ask(checkBody("attempt", json).attemptId),
  void: (pos, json, goOn) => goOn(pos.void(checkBody("maybeSaleKey", json).saleKey)),
  retry: (pos, json, goOn) => goOn(pos.answerRetry(checkBody("retry", json).again)),
  resolve: (pos, json, goOn) => goOn(pos.resolve(checkBody("verdict", json))),
};
