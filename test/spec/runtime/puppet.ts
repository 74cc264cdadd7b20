/**
 * A bundle that does what a test tells it: the payload of a hook is JSON that lists the effects to return, at once under
 * `do`, and at later events under their names. What it does at boot stands in the config under `puppet`: `boot`, or `first` where there is no journal yet.
 * It keeps a list of the events it has seen, which the effect ["report"] replies with.
 */
import { createHash } from "node:crypto";

/** One effect: its name and its fields. `reply` and `progress` go to the last hook's call unless a call is named. */
export type Move =
  | ["append", string]
  | ["rotate", number, number, string]
  | ["truncate", number, number]
  | ["remove", number]
  | ["connect", number]
  /** conn, head, withToken, rest. */
  | ["send", number, string, 0 | 1, string]
  | ["disconnect", number]
  /** Due so many ms after this event; −1 clears. */
  | ["timer", number, number]
  | ["reply", string, number?]
  | ["progress", string, number?]
  | ["log", number, string]
  | ["find", number, string, number?, number?]
  | ["read", number, readonly (readonly [segment: number, offset: number])[]]
  | ["blank", number, number, number]
  | ["hold"]
  /** Replies with the list of events; with a number only once that many timers have rung. */
  | ["report", number?]
  /** What costs the engine. `raw` returns these hexadecimal bytes as the whole batch. */
  | ["raw", string]
  /** Returns this text as the whole batch. */
  | ["text", string]
  | ["throw"]
  | ["loop"]
  | ["recurse"]
  | ["hog"]
  | ["job"]
  | ["number"];

export type Plan = {
  readonly [E in
    | "do"
    | "connected"
    | "data"
    | "closed"
    | "timer"
    | "cancel"
    | "found"
    | "boot"
    | "first"]?: readonly Move[];
};

/** An event as the puppet reports it; bytes as latin1 text. */
export interface Seen {
  readonly kind: "boot" | "hook" | "cancel" | "connected" | "data" | "closed" | "timer" | "found";
  readonly utcOffsetMin: number;
  readonly wallMs: number;
  readonly monoMs: number;
  readonly random: string;
  readonly call?: number;
  readonly hook?: number;
  readonly conn?: number;
  readonly bytes?: number;
  readonly text?: string;
  readonly reason?: number;
  readonly id?: number;
  readonly config?: string;
  readonly flags?: number;
  readonly lossReason?: number;
  readonly segment?: number;
  readonly yyyymmdd?: number;
  readonly badOffset?: number;
  readonly till?: string;
  readonly size?: number;
  readonly statedLink?: string;
  readonly measuredLink?: string;
  readonly lookup?: number;
  readonly state?: number;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
  readonly hits?: readonly { readonly segment: number; readonly offset: number; readonly json: string }[];
  readonly lines?: string;
  /** The text that came with the event. */
  readonly given?: string;
}

const SOURCE = `(function () {
  "use strict";
  var KINDS = ["", "boot", "hook", "cancel", "connected", "data", "closed", "timer", "found"];
  var seen = [], plan = {}, call = 0;

  function latin1(bytes) {
    var text = "";
    for (var at = 0; at < bytes.length; at += 4096) text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096));
    return text;
  }

  function read(buffer) {
    var view = new DataView(buffer), at = 36;
    function u8() { return view.getUint8(at++); }
    function u32() { at += 4; return view.getUint32(at - 4, true); }
    function f64() { at += 8; return view.getFloat64(at - 8, true); }
    function bytes() { var n = u32(); at += n; return latin1(new Uint8Array(buffer, at - n, n)); }
    var random = "";
    for (var i = 20; i < 36; i++) random += ("0" + view.getUint8(i).toString(16)).slice(-2);
    var event = { kind: KINDS[view.getUint8(0)], utcOffsetMin: view.getInt16(2, true), wallMs: view.getFloat64(4, true), monoMs: view.getFloat64(12, true), random: random };
    switch (event.kind) {
      case "boot":
        event.config = bytes(); event.till = bytes(); event.flags = u32(); event.lossReason = u32(); event.segment = u32();
        event.yyyymmdd = u32(); event.badOffset = f64(); event.size = f64();
        event.statedLink = bytes(); event.measuredLink = bytes(); event.lines = bytes();
        break;
      case "hook": event.call = u32(); event.hook = u8(); event.text = bytes(); break;
      case "cancel": event.call = u32(); break;
      case "connected": event.conn = u32(); break;
      case "data": event.conn = u32(); event.text = bytes(); event.bytes = event.text.length; break;
      case "closed": event.conn = u32(); event.reason = u8(); break;
      case "timer": event.id = u32(); break;
      case "found":
        event.lookup = u32(); event.state = u8(); event.doneBytes = f64(); event.totalBytes = f64(); event.hits = [];
        for (var end = u32() + at; at < end; ) event.hits.push({ segment: u32(), offset: f64(), json: bytes() });
        break;
    }
    if (at !== buffer.byteLength) throw new Error("event length");
    return event;
  }

  function u32(value) {
    var bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return bytes;
  }
  function f64(value) {
    var bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return bytes;
  }
  function text(value) {
    var bytes = new Uint8Array(value.length);
    for (var at = 0; at < value.length; at++) bytes[at] = value.charCodeAt(at);
    return [u32(bytes.length), bytes];
  }
  function join(parts) {
    var flat = parts.flat(3), size = 0, at = 0;
    flat.forEach(function (part) { size += part.length; });
    var bytes = new Uint8Array(size);
    flat.forEach(function (part) { bytes.set(part, at); at += part.length; });
    return bytes;
  }
  function effect(tag, parts) {
    var body = join(parts);
    return [Uint8Array.of(tag), u32(body.length), body];
  }

  function recurse(depth) { return recurse(depth + 1) + 1; }

  function encode(move, event) {
    switch (move[0]) {
      case "append": return effect(1, [text(move[1])]);
      case "rotate": return effect(2, [u32(move[1]), u32(move[2]), text(move[3])]);
      case "truncate": return effect(3, [u32(move[1]), f64(move[2])]);
      case "remove": return effect(4, [u32(move[1])]);
      case "connect": return effect(5, [u32(move[1])]);
      case "send": return effect(6, [u32(move[1]), Uint8Array.of(move[3]), text(move[2]), text(move[4])]);
      case "disconnect": return effect(7, [u32(move[1])]);
      case "timer": return effect(8, [u32(move[1]), f64(move[2] < 0 ? -1 : event.monoMs + move[2])]);
      case "reply": return effect(9, [u32(move[2] === undefined ? call : move[2]), text(move[1])]);
      case "progress": return effect(10, [u32(move[2] === undefined ? call : move[2]), text(move[1])]);
      case "log": return effect(11, [Uint8Array.of(move[1]), text(move[2])]);
      case "find": return effect(12, [u32(move[1]), text(move[2]), u32(move[3] || 0), u32(move[4] || 0)]);
      case "read":
        return effect(13, [u32(move[1]), u32(12 * move[2].length), move[2].map(function (one) { return [u32(one[0]), f64(one[1])]; })]);
      case "blank": return effect(14, [u32(move[1]), u32(move[2]), u32(move[3])]);
      case "hold": return effect(15, []);
      case "report":
        if (move[1] > seen.filter(function (one) { return one.kind === "timer"; }).length) return [];
        return effect(9, [u32(call), text(JSON.stringify(seen))]);
      case "throw": throw new TypeError("as told");
      case "loop": for (;;);
      case "recurse": return recurse(0);
      case "hog": for (var hoard = []; ; ) hoard.push(new Uint8Array(65536));
      case "job": Promise.resolve().then(function () {}); return [];
    }
    throw new Error("no such move");
  }

  function step(buffer, given) {
    var event = read(buffer), moves;
    if (given !== undefined) event.given = given;
    seen.push(event);
    if (event.kind === "boot") {
      plan = JSON.parse(event.config).puppet || {};
      moves = event.segment === 0 && plan.first || plan.boot;
    } else if (event.kind === "hook") {
      call = event.call;
      plan = event.text === "" ? {} : JSON.parse(event.text);
      moves = plan.do;
    } else moves = plan[event.kind];
    moves = moves || [];
    if (moves.some(function (move) { return move[0] === "number"; })) return 7;
    var raw = moves.find(function (move) { return move[0] === "raw"; });
    if (raw) {
      var hex = Uint8Array.from(raw[1].match(/../g) || [], function (pair) { return parseInt(pair, 16); });
      return hex.buffer;
    }
    var whole = moves.find(function (move) { return move[0] === "text"; });
    if (whole) return whole[1];
    var effects = moves.map(function (move) { return encode(move, event); });
    return join([Uint8Array.of(2), u32(effects.filter(function (one) { return one.length > 0; }).length), effects]).buffer;
  }

  globalThis.grp = { abi: 2, version: "puppet", step: step };
})();
`;

/** A script with the seal that makes it a bundle file. */
export function seal(body: string): string {
  return `${body}//# sha256=${createHash("sha256").update(body).digest("hex")}\n`;
}

/** The puppet as a bundle file. */
export const PUPPET = seal(SOURCE);
