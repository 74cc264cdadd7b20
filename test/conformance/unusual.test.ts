// Time limit: 600 s
// Only on Node: the program's host on Bun has the same sockets
/** `gama-rrpay conformance` against RRPays, and on days, that are right but unusual: nothing untrue is said of them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { OF_WAITING_SALES } from "../../runtime/cli/conformance/command.ts";
import { PAID_UNASKED } from "../../runtime/cli/conformance/unmeasured.ts";
import { EXIT } from "../../runtime/cli/exit.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import type { Warp } from "../emulator/rrpay/conversation.ts";
import { type Rrpay, startRrpay } from "../emulator/rrpay/server.ts";
import { sampledSuite } from "../support/tier.ts";
import { type Body, type Broken, bendBody, contentOf, idOf, inProgress, refuse } from "./breaking.ts";
import { BROKEN } from "./broken.ts";
import { standingBefore } from "./broken-wire.ts";
import { conformanceOf, failing, only, SOME, verdicts } from "./measuring.ts";

const test = sampledSuite("conformance and what is unusual", 2);

test("an RRPay that pays whatever comes is not said to pay at its start, whoever starts it again", async () => {
  const said = await conformanceOf({}, only(["pay-card", "restart", "killed"]), { setup: { policy: "card" } });
  assert.equal(failing(said), []);
  assert.is(verdicts(said).restart, "holds");
});

test("of an RRPay that pays whatever comes at once, what needs a waiting sale is not measured, and that alone", async () => {
  const left: string[] = [];
  for (const policy of ["card", "cash", "mixed"] as const) {
    const said = await conformanceOf({}, [], { setup: { policy }, isManned: false });
    assert.equal(failing(said), [], policy);
    const byItself = said.checks.filter(({ seen }) => seen === PAID_UNASKED.en);
    left.push(...byItself.map(({ id }) => id));
  }
  assert.equal([...new Set(left)].sort(), [...OF_WAITING_SALES].sort());
});

test("an RRPay that asks for the card a while after it took the sale is blamed for nothing", async () => {
  for (const type of ["card", "decline", "cancel"] as const)
    for (const everyMs of [5, 40]) {
      const setup = { policy: { type, pace: { everyMs } } } as const;
      const said = await conformanceOf({}, [], { setup, isManned: false });
      assert.equal(failing(said), [], `${type}, a step in ${everyMs} ms`);
    }
});

test("an RRPay that refuses whatever comes, before anybody can pay, is not said to sell twice", async () => {
  const checks = ["sale-known", "concurrent-ids", "cancel", "pay-card", "part-paid", "concurrent-returns"];
  const said = await conformanceOf({}, only(checks), { setup: { policy: "decline" }, isManned: false });
  assert.equal(failing(said), []);
  assert.match(JSON.stringify(said.checks), /RRPay refuses or cancels sales by itself, before anybody can pay/);
});

/** An RRPay whose printer works on: so many answers about what is approved say that it is not printed yet. */
const printsLater = (answers: number) => (): Warp => {
  const told = new Map<string, number>();
  return async (request, honest) => {
    const answer = await honest(request);
    const { id, state, revision } = answer.body as Body;
    if (state !== "approved") return answer;
    told.set(id, (told.get(id) ?? 0) + 1);
    if ((told.get(id) ?? 0) > answers) return answer;
    return { ...answer, body: { ...answer.body, revision: revision - 1, fiscal: { state: "not-printed" } } };
  };
};
/** These need a receipt. */
const OF_RECEIPTS = [
  "receipt",
  "receipt-moment",
  "zero-printed",
  "prepaid-whole",
  "void",
  "return",
  "document-numbers",
];

test("an RRPay that prints a while after it was paid is blamed for nothing", async () => {
  const said = await conformanceOf({ warp: printsLater(4) }, only(["pay-card", ...OF_RECEIPTS]));
  assert.equal(failing(said), []);
  assert.equal([...new Set(Object.values(verdicts(said)))], ["holds"]);
});

test("of an RRPay whose receipts nobody waits for, nothing is said of receipts, and the money is measured", async () => {
  const hands = { print: () => "s" };
  const said = await conformanceOf(
    { warp: printsLater(10_000), hands },
    only(["pay-card", "paid-again", ...OF_RECEIPTS]),
  );
  assert.equal(failing(said), []);
  const measured = said.checks.filter(({ verdict }) => verdict === "holds").map(({ id }) => id);
  assert.equal(measured, ["pay-card", "paid-again"]);
});

test("money that goes wrong is told also where nobody waits for receipts", async () => {
  const broken = BROKEN.find(({ fault }) => fault.startsWith("gives back again under another key")) as Broken;
  const late = printsLater(10_000);
  const warp = (): Warp => {
    const [slow, wrong] = [late(), broken.warp?.() as Warp];
    return (request, honest) => slow(request, (one) => wrong(one, honest));
  };
  const said = await conformanceOf({ warp, hands: { print: () => "s" } }, only(["pay-card", "void"]));
  assert.equal(
    failing(said).map(({ id }) => id),
    ["void"],
  );
});

test("an RRPay whose device declines a void of no receipt a while after it was taken is not blamed", async () => {
  const warp = (): Warp => {
    const held = new Map<string, Body>();
    return async (request, honest) => {
      const { on } = request.target;
      const taken = on === "health" ? undefined : held.get(idOf(request));
      if (taken === undefined) {
        const answer = await honest(request);
        if (on !== "post" || answer.status !== 422 || contentOf(request).kind !== "void") return answer;
        const { original } = contentOf(request);
        held.set(idOf(request), { ...inProgress(request), original });
        return { status: 201, body: held.get(idOf(request)) };
      }
      const isOpen = taken.state === "in-progress";
      // the device answers behind the first question
      if (isOpen && (on === "cancel" || taken.revision === 2)) taken.state = on === "cancel" ? "cancelled" : "declined";
      taken.revision++;
      return { status: on === "cancel" ? 202 : 200, body: { ...taken } };
    };
  };
  const said = await conformanceOf({ warp }, only(["pay-card", "void-wrong", "void", "void-other"]));
  assert.equal(failing(said), []);
});

test("a number that comes again beyond midnight is not said to be given twice", async () => {
  // local midnight, told in UTC, falls between the third document and the fourth
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  const printedAt = (no: number) => new Date(midnight.getTime() + (no <= 3 ? -60_000 : 60_000)).toISOString();
  const warp = bendBody(({ fiscal }: Body) => {
    const no = Number(fiscal.documentNo);
    const documentNo = String(no <= 3 ? no : no - 3).padStart(6, "0");
    return fiscal.documentNo === undefined ? {} : { fiscal: { ...fiscal, documentNo, printedAt: printedAt(no) } };
  });
  const checks = ["pay-card", "cash-rounding", "cash-change", "buyer-printed", "document-numbers"];
  const said = await conformanceOf({ warp }, only([...checks, "z-report", "numbers-later"]));
  assert.equal(failing(said), []);
});

test("an RRPay that pads the numbers of its documents, also of what a void takes back, is blamed for nothing", async () => {
  const padded = (one: Body) => (one?.documentNo === undefined ? {} : { documentNo: one.documentNo.padEnd(12) });
  const warp = bendBody(({ fiscal, original }: Body) => ({
    fiscal: { ...fiscal, ...padded(fiscal) },
    ...(original === undefined ? {} : { original: { ...original, ...padded(original) } }),
  }));
  const checks = ["pay-card", "void", "void-declined", "void-again", "return", "void-return", "echoed"];
  const said = await conformanceOf({ warp }, only(checks));
  assert.equal(failing(said), []);
});

test("an RRPay that answers only what the till asks, with both of its parameters, is blamed for nothing", async () => {
  const asked = (bytes: Buffer): Buffer => {
    const text = bytes.toString("latin1");
    const bare = text.replace(/^(GET \/v1\/transactions\/[^ ?]+) /, "$1?waitMs=none ");
    return Buffer.from(bare, "latin1");
  };
  const said = await conformanceOf({ front: standingBefore(() => ({ asked })) }, [], { isManned: false });
  assert.equal(failing(said), []);
});

/** Paper as a person takes it out and puts it back. */
function paper() {
  const printer = { hasPaper: true };
  const put = (hasPaper: boolean) => () => {
    printer.hasPaper = hasPaper;
  };
  return { printer, hands: { "no-paper": put(false), paper: put(true) } };
}

for (const [what, act] of [
  ["refuses it", (rrpay: Rrpay, id: string) => rrpay.operator.decline(id)],
  ["lets it wait", () => {}],
] as const)
  test(`an RRPay that takes no money while it has no paper, and ${what}, is blamed for nothing`, async () => {
    const { printer, hands } = paper();
    const pay = (rrpay: Rrpay, id: string) => (printer.hasPaper ? rrpay.operator.pay(id) : act(rrpay, id));
    const checks = only(["print-again", "revision-paid", "pay-card"]);
    const said = await conformanceOf({ hands: { ...hands, "pay-card": pay } }, checks, { answerMs: 300 });
    assert.equal(failing(said), []);
    assert.is(verdicts(said)["print-again"], "unmeasured");
    assert.ok(printer.hasPaper);
  });

test("the paper is put back, whatever was left out while there was none", async () => {
  const { printer, hands } = paper();
  const said = await conformanceOf({ hands: { ...hands, "pay-card": () => "s" } }, only(["print-again"]));
  assert.is(said.checks[0]?.seen, "who was asked to do it left it out");
  assert.ok(printer.hasPaper);
});

test("a moment of RFC 3339 in small letters, with more digits than anybody needs, is read as one", async () => {
  const warp = bendBody(({ fiscal }: Body) => {
    const printedAt = fiscal.printedAt?.toLowerCase().replace(/\.\d+z$/, ".123456789012z");
    return printedAt === undefined ? {} : { fiscal: { ...fiscal, printedAt } };
  });
  const said = await conformanceOf({ warp }, only(["pay-card", "receipt", "receipt-moment"]));
  assert.equal(Object.values(verdicts(said)), ["holds", "holds", "holds"]);
});

test('a moment that is not of RFC 3339 is told by "receipt", to which the next check points', async () => {
  for (const odd of ["T10:15Z", "T10:15:30+0200", "T24:15:30Z", " 10:15:30"]) {
    const warp = bendBody(({ fiscal }: Body) =>
      fiscal.printedAt === undefined ? {} : { fiscal: { ...fiscal, printedAt: `2026-11-26${odd}` } },
    );
    const said = await conformanceOf({ warp }, only(["pay-card", "receipt", "receipt-moment"]));
    assert.equal(Object.values(verdicts(said)), ["holds", "fails", "unmeasured"], odd);
  }
});

test("an epoch that is another after a killed process is no loss", async () => {
  const fault = { type: "crash", point: "before-answer", restart: "forgotten" } as const;
  const hands = { kill: (rrpay: Body) => rrpay.script([{ on: "post", nth: 3, fault }]) };
  const said = await conformanceOf({ hands }, only(["killed"]));
  assert.is(verdicts(said).killed, "holds");
});

test("an RRPay that nobody has killed is not measured as one that was", async () => {
  const said = await conformanceOf({ hands: { kill: () => {} } }, only(["killed"]), { answerMs: 100 });
  assert.is(verdicts(said).killed, "unmeasured");
});

test("what HTTP/1.1 lets an answer be is no fault: chunk extensions, trailers, interim answers, odd heads", async () => {
  const dressed = (bytes: Buffer): Buffer => {
    const [head = "", body = ""] = bytes.toString("latin1").split("\r\n\r\n");
    const chunk = `${body.length.toString(16).toUpperCase()};x="a;b"\r\n${body}\r\n`;
    const odd = head
      .replace(/^(HTTP\/1.1 \d+)[^\r]*/, "$1 ")
      .replace(/content-length: \d+/i, "X-Empty:\r\nTRANSFER-encoding:\tChunked ");
    const interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    return Buffer.from(`${interim}${odd}\r\n\r\n${chunk}0;end\r\nX-Sum: 1\r\n\r\n`, "latin1");
  };
  const said = await conformanceOf({ front: standingBefore(() => ({ said: dressed })) }, [], { isManned: false });
  assert.equal(failing(said), []);
});

test("what an earlier run has left in progress is told as that, and not as another customer", async () => {
  const busy = refuse(423, "busy");
  const body = { ...busy.body, details: { id: "conformance-OLD-7", till: "1" } };
  const warp = () => async (request: Body, honest: Body) =>
    request.target.on === "post" && request.asked.authorization === "Bearer secret"
      ? { status: 423, body }
      : honest(request);
  const said = await conformanceOf({ warp }, only(SOME));
  assert.equal(failing(said), []);
  assert.match(JSON.stringify(said.checks), /RRPay still has a sale of an earlier run in progress/);
});

test("what is no RRPay of protocol 1 gets neither the token nor a sale", async () => {
  const heard: string[] = [];
  const stranger = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard.push(bytes.toString("latin1"));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"name":"other"}');
    });
  });
  const front = () => new Promise<Server>((done) => stranger.listen(0, "127.0.0.1", () => done(stranger)));
  const said = await conformanceOf({ front });
  assert.equal(verdicts(said).health, "fails");
  assert.is(verdicts(said).post, "unmeasured");
  assert.equal(
    heard.filter((request) => !request.startsWith("GET /v1/health") || /bearer/i.test(request)),
    [],
  );
});

test("a page that a full disk refuses costs nothing of what was measured", async () => {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const rrpay = await startRrpay({ dir: folder, policy: "wait" });
  try {
    const config = join(folder, "gama-rrpay.json");
    writeFileSync(config, JSON.stringify({ till: "1", rrpay: { port: rrpay.port }, dataDir: "data" }));
    let out = "";
    const print = (stream: number, text: string) => {
      if (stream === STREAM.out) out += text;
    };
    const host = new NodeHost({ print, ask: async () => undefined });
    const args = ["conformance", "--config", config, "--only", "post", "--html", join(folder, "page.html")];
    const talk = run({ args, language: "en", isInteractive: 0, programFolder: folder });
    let next = talk.next({ status: 0 } as never);
    while (!next.done) {
      const isPage = "bytes" in next.value && next.value.type !== "transmit" && next.value.bytes.length > 1000;
      next = talk.next(isPage ? ({ status: STATUS.full } as never) : await host.carryOut(next.value));
    }
    assert.is(next.value, EXIT.cannotRun);
    assert.match(out, /^holds +post /m);
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
