// Time limit: 600 s
// Only on Node: the program's host on Bun has the same sockets
/** RRPays that are right, and end, print or cancel in their own time: nothing untrue is said of them. */
import * as assert from "uvu/assert";
import type { Warp } from "../emulator/rrpay/conversation.ts";
import type { Rrpay } from "../emulator/rrpay/server.ts";
import { suite } from "../support/suite.ts";
import { type Body, type Broken, bend, idOf, inProgress, put } from "./breaking.ts";
import { BROKEN } from "./broken.ts";
import { conformanceOf, failing, only, verdicts } from "./measuring.ts";

const test = suite("conformance and the time that RRPay takes");

/** RRPay has ended it before the person at its screen comes to act. */
const tooLate = (rrpay: Rrpay, id: string) => rrpay.operator.cancel(id);
const CANCELLED = { "pay-card": tooLate, "give-back": tooLate, decline: tooLate, "pay-part": tooLate };
const OF_PERSONS = ["pay-card", "declined", "discount", "part-paid", "part-refused", "return", "concurrent-returns"];

test("an RRPay that cancels by itself what nobody pays in time is blamed for nothing", async () => {
  const hands = { ...CANCELLED, discount: tooLate, "was-done": () => "n" };
  const said = await conformanceOf({ hands }, only(OF_PERSONS));
  assert.equal(failing(said), []);
  assert.is(verdicts(said)["pay-card"], "unmeasured");
});

test("an RRPay that says cancelled of what a person has paid is blamed", async () => {
  const said = await conformanceOf({ hands: CANCELLED }, only(["pay-card"]));
  assert.is(verdicts(said)["pay-card"], "fails");
});

/** Says 423 of whatever is new while this holds, naming the transaction that it is about. */
const busyWhile = (isBusy: (id: string) => boolean, warp: NonNullable<Broken["warp"]>) => (): Warp => {
  const honestly = warp();
  const ids: string[] = [];
  return async (request, honest) => {
    if (request.target.on !== "post") return honestly(request, honest);
    const held = ids.find(isBusy);
    if (held !== undefined && !ids.includes(idOf(request)))
      return { status: 423, body: { error: "busy", message: "", details: { id: held, till: "1" } } };
    ids.push(idOf(request));
    return honestly(request, honest);
  };
};

test("an RRPay that is busy until its printer is done is blamed for nothing", async () => {
  const printing = new Map<string, number>();
  const warp = busyWhile(
    (id) => (printing.get(id) ?? 0) > 0,
    bend("all", (answer) => {
      const { id, state, revision } = answer.body as Body;
      if (state !== "approved") return answer;
      printing.set(id, (printing.get(id) ?? 4) - 1);
      if ((printing.get(id) ?? 0) <= 0) return answer;
      return put(answer, () => ({ revision: revision - 1, fiscal: { state: "not-printed" } }));
    }),
  );
  const checks = ["pay-card", "cancel-at-terminal", "buyer-printed", "void", "return", "concurrent-returns"];
  const said = await conformanceOf({ warp }, only(checks));
  assert.equal(failing(said), []);
});

test("an RRPay that cancels a while after it was asked to, and is busy meanwhile, is blamed for nothing", async () => {
  const open = new Map<string, number>();
  const warp = busyWhile(
    (id) => (open.get(id) ?? 0) > 0,
    bend("all", (answer) => {
      const { id, state, saleKey, revision } = answer.body as Body;
      if (state !== "cancelled" || saleKey === undefined) return answer;
      open.set(id, (open.get(id) ?? 3) - 1);
      return (open.get(id) ?? 0) <= 0 ? answer : put(answer, () => ({ state: "in-progress", revision: revision - 1 }));
    }),
  );
  const said = await conformanceOf({ warp }, only(["cancel", "killed", "forgotten", "never-lost"]));
  assert.equal(failing(said), []);
});

test("an RRPay whose tombstone has nothing but its id and its state is blamed for nothing when it is killed", async () => {
  const warp = bend("all", (answer) => {
    const { id, state, saleKey } = answer.body as Body;
    return state === "cancelled" && saleKey === undefined ? { ...answer, body: { id, state } as Body } : answer;
  });
  const said = await conformanceOf({ warp }, only(["tombstone", "killed"]));
  assert.equal(Object.values(verdicts(said)), ["holds", "holds"]);
});

test("of two sales of one sum a person may end either one first, and nothing is held up by that", async () => {
  const features = ["status", "print", "fiscal", "prepaid", "epoch-guard"];
  for (const isSecondFirst of [true, false]) {
    // an RRPay that takes a second sale beside the one under way
    const second: Body[] = [];
    const warp = (): Warp => async (request, honest) => {
      const own = second.find(({ id }) => request.target.on !== "health" && id === idOf(request));
      if (own !== undefined) return { status: 200, body: own };
      const answer = await honest(request);
      if (answer.status !== 423) return answer;
      second.push(inProgress(request));
      return { status: 201, body: second.at(-1) };
    };
    let turn = 0;
    const decline = (rrpay: Rrpay, id: string) => {
      const isSecond = turn++ % 2 === 0 ? isSecondFirst : !isSecondFirst;
      if (isSecond) Object.assign(second.at(-1), { state: "declined", revision: 2 });
      else rrpay.operator.decline(id);
    };
    const setup = { features } as Body;
    const said = await conformanceOf({ warp, hands: { decline } }, only(["busy", "health-busy"]), { setup });
    assert.equal(Object.values(verdicts(said)), ["holds", "holds"]);
  }
});

test("who stays busy with what has ended is told that, once, as what stops the till", async () => {
  const broken = BROKEN.find(({ fault }) => fault.startsWith("stays busy with a void")) as Broken;
  const said = await conformanceOf(broken, only(["pay-card", "void-declined", "void-forms", "return"]), {
    answerMs: 500,
  });
  assert.equal(
    failing(said).map(({ id }) => id),
    ["void-declined"],
  );
  assert.match(failing(said)[0]?.seen ?? "", /stays busy \(423\) with conformance-.*, which it tells as declined/);
  assert.match(said.meaning.join("\n"), /void-declined: RRPay takes no sale any more, until it is started again/);
});

test.run();
