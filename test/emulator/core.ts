/**
 * The part of RRPay that decides, without a machine: one function in an engine that has no host. The test runs it in
 * the engine in which gama-rrpay.exe runs its own program.
 */
import { decodeUtf8, encodeUtf8 } from "../../plugin/text/utf8.ts";
import { ABI } from "../../schemas/generated/boundary.ts";
import { type Answer, answer, type Counter, type Held } from "./rrpay/api.ts";
import { Desk } from "./rrpay/desk.ts";
import { FEATURES, type Switches } from "./rrpay/model.ts";
import { Store } from "./rrpay/store.ts";
import { targetOf } from "./rrpay/target.ts";

/** A request to the interface, in the form in which the test writes it. */
export interface Asking {
  readonly method: string;
  readonly url: string;
  readonly body?: object;
  readonly epoch?: string;
}

/** The answer, and what was written to the file in the meantime. */
export interface Answering extends Answer {
  readonly lines: readonly string[];
  /** An answer that would have to wait for news is given at once, and marked with this. */
  readonly isHeld: boolean;
}

function createCore(): (asking: Asking) => Answering {
  const lines: string[] = [];
  let ids = 0;
  const file = {
    bytes: new Uint8Array(0),
    append: (line: Uint8Array) => void lines.push(decodeUtf8(line) ?? ""),
    readBack: () => new Uint8Array(0),
    close: () => {},
  };
  const store = new Store(file, () => `id-${++ids}`);
  const switches: Switches = {
    ready: true,
    fiscalOnline: true,
    reporting: true,
    paper: true,
    busy: undefined,
    cancels: "honoured",
    features: FEATURES,
  };
  const desk = new Desk(store, {
    switches,
    numbering: "continuous",
    policyFor: () => ({ type: "card" }),
    now: () => ({ wallMs: 1_795_435_200_000, utcOffsetMin: 120 }),
    after: () => () => {},
    changed: () => {},
    reach: () => {},
    act: (action) => action(),
  });
  const counter: Counter = {
    name: "core",
    till: "1",
    tills: ["1"],
    token: undefined,
    healthToken: false,
    store,
    desk,
    switches,
  };
  return ({ method, url, body, epoch }) => {
    lines.length = 0;
    const bytes = encodeUtf8(body === undefined ? "" : JSON.stringify(body));
    const none = { jams: false, discountCents: 0 };
    const given: Answer | Held = answer(
      counter,
      targetOf(method, url),
      { authorization: undefined, epoch },
      bytes,
      none,
    );
    const isHeld = "isDue" in given;
    return { ...("isDue" in given ? given.answer() : given), lines, isHeld };
  };
}

const core = createCore();

(globalThis as { grp?: object }).grp = {
  abi: ABI,
  version: "core",
  step: (event: ArrayBuffer) => {
    const asking = JSON.parse(decodeUtf8(new Uint8Array(event)) ?? "") as Asking;
    return encodeUtf8(JSON.stringify(core(asking))).buffer;
  },
};
