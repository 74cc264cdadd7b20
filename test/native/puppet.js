// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: a bundle is one function.
// biome-ignore-all lint/style/noExcessiveLinesPerFile: a bundle is one file.
// A bundle for tests of the shim: what a hook does is written in its payload. engine_stub.c does the same in C.
(() => {
  let now = 0;
  let nextId = 1;
  /** What a connection or a timer is to do for which call. */
  const waiting = new Map();

  const u32 = (value) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
  const f64 = (value) => [...new Uint8Array(new Float64Array([value]).buffer)];
  const ascii = (text) => Array.from(text, (character) => character.charCodeAt(0));
  const bytes = (text) => [...u32(text.length), ...(typeof text === "string" ? ascii(text) : text)];

  const latin1 = (all) => Array.from(all, (byte) => String.fromCharCode(byte)).join("");

  const append = (json) => [1, bytes(json)];
  const rotate = (segment, day, json) => [2, [...u32(segment), ...u32(day), ...bytes(json)]];
  const truncate = (segment, offset) => [3, [...u32(segment), ...f64(offset)]];
  const remove = (segment) => [4, u32(segment)];
  const connect = (conn) => [5, u32(conn)];
  const send = (conn, token, head, rest) => [6, [...u32(conn), token, ...bytes(head), ...bytes(rest)]];
  const disconnect = (conn) => [7, u32(conn)];
  const timer = (id, due) => [8, [...u32(id), ...f64(due)]];
  const reply = (call, text) => [9, [...u32(call), ...bytes(text)]];
  const progress = (call, text) => [10, [...u32(call), ...bytes(text)]];
  const log = (level, text) => [11, [level, ...bytes(text)]];
  const find = (lookup, needle, from, to) => [12, [...u32(lookup), ...bytes(needle), ...u32(from), ...u32(to)]];
  const read = (lookup, places) => [13, [...u32(lookup), ...bytes(places)]];
  const blank = (back, from, length) => [14, [...u32(back), ...u32(from), ...u32(length)]];
  const hold = () => [15, []];

  function batch(effects) {
    const out = [2, ...u32(effects.length)];
    // Not spread: a long body would be too many arguments.
    for (const [tag, body] of effects) for (const byte of [tag, ...u32(body.length), ...body]) out.push(byte);
    return Uint8Array.from(out).buffer;
  }

  const commands = {
    say: (call, text) => [reply(call, text)],
    nothing: () => [],
    progress: (call, text) => [progress(call, text)],
    append: (call, json) => [append(json), reply(call, "appended")],
    rotate(call, text) {
      const [segment, day, json] = text.split(" ");
      return [rotate(Number(segment), Number(day), json), reply(call, "rotated")];
    },
    truncate(call, text) {
      const [segment, offset] = text.split(" ").map(Number);
      return [truncate(segment, offset), reply(call, "truncated")];
    },
    remove: (call, segment) => [remove(Number(segment)), reply(call, "asked")],
    log: (call, text) => [log(3, text), reply(call, "logged")],
    /** `find FROM TO NEEDLE`: answers how it ended and what was found, as `state done/total` and `segment@offset json`. */
    find(call, text) {
      const [, from, to, needle] = /^(\d+) (\d+) (.*)$/.exec(text);
      const id = nextId++;
      waiting.set(id, { call, text: "", hits: [], events: 0 });
      return [find(id, needle, Number(from), Number(to))];
    },
    /** `read SEGMENT@OFFSET …` */
    read(call, text) {
      const id = nextId++;
      waiting.set(id, { call, text: "", hits: [], events: 0 });
      const places = text.split(" ").flatMap((place) => {
        const [segment, offset] = place.split("@").map(Number);
        return [...u32(segment), ...f64(offset)];
      });
      return [read(id, places)];
    },
    /** `trace HOW TEXT`: holds, or blanks `AT` bytes before the end of this event. */
    hold: (call) => [hold(), reply(call, "held")],
    blank(call, text) {
      const [back, from, length] = text.split(" ").map(Number);
      return [blank(back, from, length), reply(call, "blanked")];
    },
    /** The same answer as a string, one character a byte. */
    text: (call, text) => latin1(new Uint8Array(batch([reply(call, text)]))),
    wide: () => "\u0002\u0100",
    big: (call, count) => [reply(call, "x".repeat(Number(count)))],
    connect(call, text) {
      const conn = nextId++;
      waiting.set(conn, { call, text });
      return [connect(conn)];
    },
    collect(call, text) {
      const conn = nextId++;
      waiting.set(conn, { call, text, got: "", most: 10_000 });
      return [connect(conn)];
    },
    collect6(call, text) {
      const conn = nextId++;
      waiting.set(conn, { call, text, got: "", most: 6 });
      return [connect(conn)];
    },
    /** The write-ahead rule in one batch: the record is durable before the first byte leaves. */
    pay(call, json) {
      const conn = nextId++;
      waiting.set(conn, { call, text: json });
      return [append(json), connect(conn), send(conn, 0, json, "\n")];
    },
    timer(call, delay) {
      const id = nextId++;
      waiting.set(id, { call, text: "" });
      return [timer(id, now + Number(delay))];
    },
    timers: (call, count) => [
      ...Array.from({ length: Number(count) }, (_, id) => timer(1000 + id, now + 3600000)),
      reply(call, "set"),
    ],
    effects: (call, count) => Array.from({ length: Number(count) }, () => reply(call, "one")),
    throw() {
      throw new Error("as asked");
    },
    garbage: () => undefined,
    spin() {
      for (;;);
    },
    catch() {
      for (;;) {
        try {
          for (;;);
        } catch (error) {
          void error;
        }
      }
    },
    builtin: () => new Array(4294967294).join(""),
    search: () => new Array(4294967295).indexOf(1),
    regex: () => /(a+)+b/.test("a".repeat(64)),
    memory() {
      const kept = [];
      for (;;) kept.push(new Uint8Array(1048576));
    },
    strings() {
      let text = "xxxxxxxxxxxxxxxx";
      for (;;) text += text;
    },
    recurse() {
      const deeper = (depth) => deeper(depth + 1) + 1;
      return deeper(0);
    },
    nest(call, count) {
      let result = "parsed";
      try {
        JSON.parse("[".repeat(Number(count)));
      } catch (error) {
        result = error instanceof RangeError || error instanceof SyntaxError ? "refused" : String(error);
      }
      return [reply(call, result)];
    },
    bigint(call) {
      const grown = [
        () => 2n ** 1048000n,
        () => 1n << 1024n,
        () => 2n ** 1000n * 2n ** 1000n,
        () => -(2n ** 1000n) * 2n ** 100n,
        () => Object(1n).constructor("9".repeat(400_000)),
        () => Object(1n).constructor.asUintN(5000, -1n),
      ];
      const ends = grown.map((grow) => {
        try {
          return String(grow().toString().length);
        } catch (error) {
          return error.name;
        }
      });
      return [reply(call, `${ends.join(" ")} ${String(2n ** 1000n).length}`)];
    },
    jobs(call) {
      Promise.resolve().then(() => 1);
      return [reply(call, "never")];
    },
    globals: (call) => [reply(call, Reflect.ownKeys(globalThis).map(String).sort().join(" "))],
  };

  const like = { length: 2 ** 53 - 1 };
  const long = "a".repeat(2 ** 20);
  const marks = "\u0301\u0327".repeat(2 ** 17);
  const endless = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) };
  const many = (name, ...more) => [`Array.${name}`, () => Array.prototype[name].call(like, ...more)];
  /** Everything of the realm that may run long, each asked for as much as it takes. */
  const builtins = Object.fromEntries([
    ...[
      "indexOf",
      "lastIndexOf",
      "includes",
      "join",
      "reverse",
      "toReversed",
      "sort",
      "toSorted",
      "flat",
      "concat",
    ].map((name) => many(name, 1)),
    ...["forEach", "map", "filter", "some", "find", "findLast", "reduce", "reduceRight", "flatMap"].map((name) =>
      many(name, () => false),
    ),
    many("every", () => true),
    many("fill", 1),
    many("copyWithin", 1, 0),
    many("slice", 0),
    many("splice", 0, 1),
    many("unshift", 1),
    many("shift"),
    ["Array.from", () => Array.from(like)],
    ["Array.from an iterator", () => Array.from(endless)],
    ["Array.join of holes", () => new Array(2 ** 32 - 2).join("")],
    ["Array.sort of holes", () => new Array(2 ** 32 - 2).sort()],
    ["Array.toString", () => String(new Array(2 ** 32 - 2))],
    ["apply", () => Math.max.apply(null, like)],
    ["String.repeat", () => "x".repeat(2 ** 29).length],
    ["String.padEnd", () => "x".padEnd(2 ** 29, "yz").length],
    ["String.indexOf", () => long.indexOf(`${long.slice(0, 2 ** 19)}b`)],
    ["String.lastIndexOf", () => long.lastIndexOf(`b${long.slice(0, 2 ** 19)}`)],
    ["String.includes", () => long.includes(`${long.slice(0, 2 ** 19)}b`)],
    ["String.split", () => long.split(`${long.slice(0, 2 ** 19)}b`).length],
    ["String.replaceAll", () => long.replaceAll(`${long.slice(0, 2 ** 19)}b`, "")],
    ["String.replaceAll that grows", () => long.replaceAll("a", long)],
    ["String.localeCompare", () => marks.localeCompare(`${marks}x`)],
    ["String.normalize", () => marks.normalize("NFD").length],
    ["String.normalize that composes", () => marks.normalize("NFC").length],
    ["String.match", () => /(a+)+b/.exec(long)],
    ["String.matchAll", () => [...long.matchAll(/(?:a*a*)*b/g)].length],
    ["a look behind", () => /(?<=(a+)+)b/.exec(long)],
    ["a case-blind class", () => /([\u{20}-\u{10ffff}]+)+\u{10ffff}$/iu.exec(long)],
    ["a large expression", () => new RegExp("(a|b)".repeat(20_000)).exec(long)],
    ["JSON.stringify", () => JSON.stringify(new Array(2 ** 24).fill(long))],
    ["JSON.parse", () => JSON.parse(`[${"1,".repeat(2 ** 20)}1]`).length],
    ["JSON.parse with a reviver", () => JSON.parse(`[${"1,".repeat(2 ** 18)}1]`, (_key, value) => value).length],
    ["parseInt", () => parseInt("12".repeat(2 ** 20), 3)],
    ["parseFloat", () => parseFloat(`1${"0".repeat(2 ** 20)}.5`)],
    ["Number", () => Number(`0.${"3".repeat(2 ** 20)}`)],
    ["Number.toString", () => (1 / 3).toString(3).length],
    ["Set of an iterator", () => new Set(endless).size],
    ["Map of an iterator", () => new Map(endless).size],
    ["a typed array's sort", () => new Float64Array(2 ** 20).map((_, at) => (at * 7919) % 65_537).sort().length],
    ["a typed array's sort by a function", () => new Float64Array(2 ** 20).sort(() => -1).length],
    ["a typed array's join", () => new Uint8Array(2 ** 22).join("").length],
    ["a typed array of an iterator", () => new Uint8Array(endless).length],
    ["a typed array's lastIndexOf", () => new Uint8Array(2 ** 23).lastIndexOf(1)],
    ["ArrayBuffer.slice", () => new ArrayBuffer(2 ** 23).slice(1).byteLength],
    ["Object.fromEntries", () => Object.fromEntries(endless)],
    ["Object.assign", () => Object.assign({}, ...new Array(2 ** 16).fill(Array.from(long)))],
    ["Reflect.ownKeys", () => Reflect.ownKeys(new Proxy({}, { ownKeys: () => like })).length],
    [
      "a getter that calls itself",
      () =>
        Reflect.get(
          {
            get x() {
              return this.x;
            },
          },
          "x",
        ),
    ],
    ["BigInt.toString", () => String(2n ** 1000n).length],
    ["Promise.all", () => Promise.all(endless) && undefined],
    ["destructuring", () => (([...all]) => all.length)(endless)],
    ["a template", () => String.raw({ raw: like })],
  ]);
  /** Every function that a script can reach, by the way to it; walked when it is first asked for. */
  let walked;
  const functionsOf = () => {
    if (walked) return walked;
    const found = new Map();
    walked = found;
    const seen = new Set([globalThis, globalThis.grp]);
    const reach = (path, value) => {
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
      seen.add(value);
      if (typeof value === "function") found.set(path, value);
      for (const name of Reflect.ownKeys(value)) {
        const own = Reflect.getOwnPropertyDescriptor(value, name);
        for (const key of ["value", "get", "set"]) if (own[key]) reach(`${path}.${String(name)}`, own[key]);
      }
      reach(`${path}.__proto__`, Reflect.getPrototypeOf(value));
    };
    for (const name of Reflect.ownKeys(globalThis)) reach(String(name), globalThis[name]);
    const samples = [[].values(), new Map().keys(), new Set().keys(), ""[Symbol.iterator](), "a".matchAll(/a/g)];
    for (const [at, sample] of samples.entries()) reach(`iterator ${at}`, sample);
    return found;
  };
  /** What is as long as it can be, as a receiver and as an argument. */
  const huge = {
    "an array-like": () => like,
    holes: () => new Array(2 ** 32 - 1),
    "a text": () => "ab".repeat(2 ** 20),
    "an iterable": () => endless,
    bytes: () => new Uint8Array(2 ** 22),
    buffer: () => new ArrayBuffer(2 ** 22),
    set: () => new Set(Array.from({ length: 2 ** 9 }, (_, at) => at)),
    map: () => new Map(Array.from({ length: 2 ** 9 }, (_, at) => [at, at])),
    expression: () => /(a+|ab)+c/g,
    iterator: () => endless[Symbol.iterator](),
    proxy: () => new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 53 - 1 : 1), has: () => true }),
    number: () => 1 / 3,
  };
  commands.functions = (call) => [reply(call, [...functionsOf().keys()].join("\n"))];
  commands.huge = (call) => [reply(call, [...Object.keys(huge), "arguments"].join("\n"))];
  /** Calls one on one of them, or as a constructor with them, and goes on where that throws. */
  commands.call = (call, text) => {
    const [name, how] = text.split("|");
    const value = functionsOf().get(name);
    const attempts =
      how === "arguments"
        ? [like, endless].flatMap((given) => [
            () => Reflect.apply(value, [], [given]),
            () => Reflect.apply(value, Array, [given]),
            () => Reflect.apply(value, "a", [0, given]),
            () => Reflect.construct(value, [given]),
          ])
        : [[], [() => 0, 0], [2 ** 53 - 1, "x"]].map((given) => () => Reflect.apply(value, huge[how](), given));
    for (const attempt of attempts)
      try {
        attempt();
      } catch (error) {
        void error;
      }
    return [reply(call, "ended")];
  };
  commands.builtins = (call) => [reply(call, Object.keys(builtins).join("\n"))];
  commands.run = (call, name) => [reply(call, String(builtins[name]()).slice(0, 100))];

  function onHook(view, event) {
    const call = view.getUint32(36, true);
    const payload = new Uint8Array(event, 45, view.getUint32(41, true));
    const text = latin1(payload);
    const space = text.indexOf(" ");
    const name = space < 0 ? text : text.slice(0, space);
    const command = Object.hasOwn(commands, name) ? commands[name] : commands.say;
    return command(call, command === commands.say && name !== "say" ? text : space < 0 ? "" : text.slice(space + 1));
  }

  /** Answers with all that has come once the peer has closed, or once it is enough. */
  function onCollected(asked, tag, conn, view, event) {
    if (tag === 6) return [reply(asked.call, asked.got)];
    const bytes = new Uint8Array(event, 44, view.getUint32(40, true));
    if (asked.got.length < 1000) asked.got += latin1(bytes.subarray(0, 1000));
    return asked.got.length < asked.most ? [] : [reply(asked.call, asked.got), disconnect(conn)];
  }

  function onNet(tag, view, event) {
    const conn = view.getUint32(36, true);
    const asked = waiting.get(conn) ?? { call: -1, text: "" };
    const { call, text } = asked;
    if (asked.most !== undefined && tag !== 4) return onCollected(asked, tag, conn, view, event);
    if (tag === 4)
      return text === "" ? [reply(call, "connected"), disconnect(conn)] : [send(conn, 1, `${text}\r\n`, "\r\n")];
    waiting.delete(conn);
    if (tag === 6) return [reply(call, `closed ${view.getUint8(40)}`)];
    return [reply(call, new Uint8Array(event, 44, view.getUint32(40, true))), disconnect(conn)];
  }

  function onBoot(view, event) {
    let at = 36;
    const skip = (size) => {
      at += size;
      return at - size;
    };
    const u32At = () => view.getUint32(skip(4), true);
    const f64At = () => view.getFloat64(skip(8), true);
    const bytesAt = () => {
      const length = u32At();
      // No more than a test looks at: this makes an array of it.
      return latin1(new Uint8Array(event, skip(length), Math.min(length, 20_000)));
    };
    const config = bytesAt();
    till = bytesAt();
    const [flags, loss, segment, day] = [u32At(), u32At(), u32At(), u32At()];
    const [badOffset, size] = [f64At(), f64At()];
    links = `${bytesAt()} | ${bytesAt()} | ${size}`;
    const lines = bytesAt();
    void config;
    const report = `flags ${flags} loss ${loss} segment ${segment} day ${day} bad ${badOffset}`;
    const effects = [reply(0, `${report}\n${lines}`)];
    if (segment === 0 && (flags & 1) === 1) effects.push(rotate(1, 20261124, '{"type":"checkpoint"}'));
    boot = report;
    return effects;
  }
  let boot = "";
  let till = "";
  let links = "";
  commands.boot = (call) => [reply(call, boot)];
  commands.till = (call) => [reply(call, till)];
  commands.links = (call) => [reply(call, links)];

  function onFound(view, event) {
    const lookup = waiting.get(view.getUint32(36, true));
    const state = view.getUint8(40);
    const end = 61 + view.getUint32(57, true);
    lookup.events++;
    for (let at = 61; at < end; ) {
      const length = view.getUint32(at + 12, true);
      const json = latin1(new Uint8Array(event, at + 16, Math.min(length, 1000)));
      lookup.hits.push(`${view.getUint32(at, true)}@${view.getFloat64(at + 4, true)} ${json}`);
      at += 16 + length;
    }
    if (state === 0) return [progress(lookup.call, `${view.getFloat64(41, true)}/${view.getFloat64(49, true)}`)];
    const summary = `state ${state} events ${lookup.events} bytes ${view.getFloat64(41, true)}/${view.getFloat64(49, true)}`;
    return [reply(lookup.call, [summary, ...lookup.hits].join("\n"))];
  }

  function step(event) {
    const view = new DataView(event);
    now = view.getFloat64(12, true);
    switch (view.getUint8(0)) {
      case 1:
        return batch(onBoot(view, event));
      case 2: {
        const effects = onHook(view, event);
        if (effects === undefined) return 7;
        return typeof effects === "string" ? effects : batch(effects);
      }
      case 3:
        return batch([reply(view.getUint32(36, true), "cancelled")]);
      case 7: {
        const id = view.getUint32(36, true);
        return batch([reply(waiting.get(id).call, "rang")]);
      }
      case 8:
        return batch(onFound(view, event));
      default:
        return batch(onNet(view.getUint8(0), view, event));
    }
  }

  globalThis.grp = { abi: 2, version: "puppet", step };
})();
