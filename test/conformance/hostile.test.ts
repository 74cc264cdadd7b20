// Time limit: 600 s
// Only on Node: the program's host on Bun has the same sockets
/**
 * `gama-rrpay conformance` against an RRPay, or a day at RRPay's, that wants it to say something untrue: it neither
 * holds against RRPay what is not its doing, nor believes what was not seen, nor stops.
 */
import * as assert from "uvu/assert";
import type { Warp } from "../emulator/rrpay/conversation.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";
import { sampledSuite } from "../support/tier.ts";
import { type Body, bend, contentOf, put, refuse } from "./breaking.ts";
import { conformanceOf, failing, only, SOME, verdicts } from "./measuring.ts";

const test = sampledSuite("conformance under fire", 3);

test("an RRPay with no feature at all breaks no promise: what it does not offer is not measured", async () => {
  const said = await conformanceOf({}, [], { setup: { features: [] } });
  assert.equal(failing(said), []);
  assert.match(said.meaning.join("\n"), /Features that it does not list, and what a shop has without them:/);
});

for (const missing of ["status", "cancel", "fiscal", "print"]) {
  test(`an RRPay without ${missing} breaks no promise`, async () => {
    const features = ["status", "cancel", "tombstone", "print", "fiscal", "prepaid", "epoch-guard"];
    const left = features.filter((one) => one !== missing && !(missing === "cancel" && one === "tombstone"));
    assert.equal(failing(await conformanceOf({}, [], { setup: { features: left } })), []);
  });
}

test("without cancel and with nobody there, one sale stays in progress and nothing else is said", async () => {
  const said = await conformanceOf({}, [], { setup: { features: ["status"] }, isManned: false });
  assert.equal(failing(said), []);
  assert.is(verdicts(said)["sale-known"], "unmeasured");
  assert.match(said.meaning.join("\n"), /in progress, to be ended at its screen: conformance-[A-Z0-9]+-3\.$/);
});

test("one wrong status is one accusation: what is done as promised is not said to be undone", async () => {
  const said = await conformanceOf({
    warp: bend("post", (answer) => ({ ...answer, status: answer.status === 201 ? 200 : answer.status })),
  });
  assert.equal(
    failing(said).map(({ id }) => id),
    ["post"],
  );
  assert.match(
    said.meaning.join("\n"),
    /post: it does that, but answers by another status: this till sells all the same/,
  );
});

test("a cancel that is done, but answered 200, costs no feature", async () => {
  const said = await conformanceOf(
    { warp: bend("cancel", (answer) => ({ ...answer, status: answer.status === 202 ? 200 : answer.status })) },
    only(["cancel", "cancel-twice", "tombstone", "tombstone-holds", "cancel-race"]),
  );
  assert.equal(
    failing(said).map(({ id }) => id),
    ["cancel"],
  );
  assert.equal(said.meaning, [
    "A shop can live with these, and has to know them:",
    "  cancel: it does that, but answers by another status: this till sells all the same.",
  ]);
});

test("who refuses by an answer that the till does not know is not said to charge what he refused", async () => {
  const odd: Readonly<Record<number, number>> = { 401: 403, 422: 400 };
  const said = await conformanceOf({
    warp: bend("post", ({ status, body }) => ({ status: odd[status] ?? status, body })),
  });
  assert.equal(
    failing(said).map(({ id }) => id),
    [
      ...[
        "token",
        "invalid",
        "token-first",
        "invalid-first",
        "other-till",
        "sum-of-lines",
        "line-numbers",
        "added-fields",
      ],
      ...[
        "prepaid-too-much",
        "void-wrong",
        "void",
        "void-mixed",
        "void-other",
        "void-return",
        "token-later",
        "paid-later",
      ],
    ],
  );
  const lines = said.meaning.filter((line) =>
    /^ {2}(token|invalid|token-first|invalid-first|void|void-wrong|void-mixed|void-other|void-return|token-later|paid-later):/.test(
      line,
    ),
  );
  for (const line of lines) assert.match(line, /: it refuses, but by an answer that the till does not know: /);
  assert.is(lines.length, 11);
});

test("another customer who is paying is not held against RRPay", async () => {
  const busy = { error: "busy", message: "", details: { id: "9f0c7a52", till: "2" } };
  const said = await conformanceOf(
    {
      warp: () => async (request, honest) =>
        request.target.on === "post" && request.asked.authorization === "Bearer secret"
          ? { status: 423, body: busy }
          : honest(request),
    },
    only([...SOME, "busy", "concurrent-posts", "concurrent-ids", "slow-client", "one-connection", "answers-fit"]),
  );
  assert.equal(failing(said), []);
  assert.is(verdicts(said).post, "unmeasured");
});

test("a restart that nobody made proves nothing", async () => {
  const said = await conformanceOf({ hands: { restart: () => {} } }, only(["restart"]));
  assert.is(verdicts(said).restart, "unmeasured");
});

test("a backup that nobody restored proves nothing", async () => {
  const said = await conformanceOf({ hands: { forget: () => {} } }, only(["forgotten"]));
  assert.is(verdicts(said).forgotten, "unmeasured");
});

for (const policy of ["card", "cash", "mixed"] as const)
  test(`an RRPay that pays whatever comes, by ${policy}, before anybody can, breaks no promise`, async () => {
    const said = await conformanceOf({}, [], { setup: { policy }, isManned: false });
    assert.equal(failing(said), []);
    assert.is(verdicts(said).cancel, "unmeasured");
    assert.match(JSON.stringify(said.checks), /RRPay pays by itself, before anybody can/);
  });

test("an RRPay that needs a while to come back is waited for", async () => {
  const restart = async (rrpay: Rrpay) => {
    await rrpay.stop();
    setTimeout(() => rrpay.restart(), 1500);
  };
  const said = await conformanceOf({ hands: { restart } }, only(["pay-card", "restart", "never-lost"]));
  assert.equal(failing(said), []);
  assert.is(verdicts(said).restart, "holds");
});

test("an epoch that RRPay renews in the middle excuses what it made fail, and what was sold before is not asked for", async () => {
  let isRenewed = false;
  const said = await conformanceOf(
    {
      hands: {
        decline: async (rrpay, id) => {
          if (!isRenewed) await rrpay.restart({ memory: "forgotten" });
          else rrpay.operator.decline(id);
          isRenewed = true;
        },
      },
    },
    only(["pay-card", "declined", "void", "return", "restart"]),
  );
  assert.equal(failing(said), []);
  assert.is(verdicts(said).declined, "unmeasured");
  assert.is(verdicts(said).void, "unmeasured");
  assert.is(verdicts(said).return, "holds");
});

test("an RRPay that is ended in the middle is told once, and what follows is not measured", async () => {
  const said = await conformanceOf(
    { hands: { decline: (rrpay) => rrpay.stop() } },
    only(["health", "declined", "return", "prepaid", "never-lost"]),
    { answerMs: 500 },
  );
  assert.equal(
    said.checks.map(({ id, verdict }) => `${id} ${verdict}`),
    ["health holds", "declined fails", "prepaid unmeasured", "return unmeasured", "never-lost fails"],
  );
});

test("an answer that only adds fields, pads its numbers, has null for absent and another order of names is right", async () => {
  const said = await conformanceOf(
    {
      warp: bend("all", (answer) => {
        const more = put(answer, ({ fiscal, original, lastTransactionId, ...rest }) => ({
          ...{ newField: { a: 1 }, code: null, ...rest },
          ...(original ? { original: { more: 1, ...Object.fromEntries(Object.entries(original).reverse()) } } : {}),
          ...(lastTransactionId ? { lastTransactionId } : {}),
          ...(fiscal?.documentNo
            ? { fiscal: { ...fiscal, documentNo: `${fiscal.documentNo}  ` } }
            : fiscal
              ? { fiscal }
              : {}),
        }));
        return { ...more, body: Object.fromEntries(Object.entries(more.body).reverse()) };
      }),
    },
    ["post", "void", "pay-card", "health-last", "print-again", "document-numbers", "answers-fit"].flatMap((id) => [
      "--only",
      id,
    ]),
  );
  assert.equal(failing(said), []);
});

test("health that names neither last transaction nor last document breaks nothing", async () => {
  const silent = bend("health", (answer) =>
    put(answer, ({ fiscal: { online } }) => ({ lastTransactionId: undefined, fiscal: { online } })),
  );
  const said = await conformanceOf({ warp: silent }, only(["health-last", "print-again"]));
  assert.equal(failing(said), []);
  assert.is(verdicts(said)["health-last"], "unmeasured");
});

test("health that writes its number in another form is one accusation: printing is not said to be done twice", async () => {
  const short = bend("health", (answer) =>
    put(answer, ({ fiscal }) =>
      fiscal.lastDocumentNo ? { fiscal: { ...fiscal, lastDocumentNo: String(Number(fiscal.lastDocumentNo)) } } : {},
    ),
  );
  const said = await conformanceOf({ warp: short }, only(["pay-card", "health-last", "print-again"]));
  assert.equal(
    failing(said).map(({ id }) => id),
    ["health-last"],
  );
});

test("a return that is refused is told as a refused POST, and its harm says that too", async () => {
  const said = await conformanceOf(
    {
      warp: () => async (request, honest) =>
        request.target.on === "post" && contentOf(request).kind === "return" ? refuse(422, "invalid") : honest(request),
    },
    only(["return"]),
  );
  assert.match(failing(said)[0]?.seen ?? "", /^POST \/v1\/transactions: answered 422 invalid, expected 201$/);
  assert.match(said.meaning.join("\n"), /return: returns are refused, or stay unknown/);
});

test("a tombstone that tells of the sale once its POST has come is no other end", async () => {
  const warp = (): Warp => async (request, honest) => {
    const answer = await honest(request);
    const isLatePost = request.target.on === "post" && answer.status === 200 && !("saleKey" in answer.body);
    return isLatePost ? put(answer, () => ({ saleKey: "", totalCents: contentOf(request).totalCents })) : answer;
  };
  const checks = ["tombstone", "tombstone-holds", "z-report", "tombstone-later", "ended-stays"];
  const said = await conformanceOf({ warp }, only(checks));
  assert.equal(failing(said), []);
  assert.is(verdicts(said)["ended-stays"], "holds");
});

test("an RRPay in which nobody has logged in is one sentence", async () => {
  const notReady = bend("health", (answer) => put(answer, () => ({ ready: false })));
  const said = await conformanceOf({ warp: notReady }).catch((error: Error) => error.message);
  assert.match(String(said), /not ready \(health says ready: false\)/);
});

test("an RRPay that takes almost all its time for every answer keeps every promise", async () => {
  const slow = () => async (request: Body, honest: Body) => {
    const answer = await honest(request);
    await new Promise((done) => setTimeout(done, 200));
    return answer;
  };
  const said = await conformanceOf(
    { warp: slow },
    only([...SOME, "poll-at-once", "poll-waits", "poll-wakes", "poll-blocks-nobody", "one-connection"]),
    { answerMs: 400 },
  );
  assert.equal(failing(said), []);
});

test.run();
