/** The shipped scenario files, and the errors for wrong files. test/contract plays the fault scenarios. */
import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { PROMISES } from "../../build/evidence/page.ts";
import { checkoutFile } from "../support/checkout.ts";
import { engineOf } from "../support/engines.ts";
import { suite } from "../support/suite.ts";
import { runScenario, ScenarioFailed, scenariosOf } from "./scenario/scenario.ts";

const test = suite("scenarios");
const folder = checkoutFile("test/emulator/scenario/files/");
const files = readdirSync(folder).map((file) => ({ file, json: JSON.parse(readFileSync(folder + file, "utf8")) }));

for (const { json } of files.filter(({ file }) => !/^F\d/.test(file)))
  for (const scenario of scenariosOf(json)) test(scenario.name, () => runScenario(scenario, "quickjs"));

test("a fault scenario is played by the command line too, with a till that is a process of its own", async () => {
  const lost = files.find(({ file }) => file === "F11-lost-after-request.json");
  const [scenario] = scenariosOf(lost?.json);
  if (scenario === undefined) throw new Error("there is no such file");
  await runScenario(scenario, "quickjs");
});

test("each fault ships as a file, and every file says in both languages what it shows, and why", () => {
  const numbers = new Set(files.map(({ file }) => Number(/^F(\d\d)-/.exec(file)?.[1])));
  assert.equal(
    [...numbers].filter((number) => number > 0).sort((a, b) => a - b),
    Object.keys(PROMISES.F).map(Number),
  );
  for (const { file, json } of files) {
    assert.ok(json.nameLt && json.why, file);
    const number = /^F(\d\d)-/.exec(file)?.[1];
    if (number === undefined) continue;
    for (const name of [json.name, json.nameLt]) assert.ok(name.startsWith(`F${Number(number)} `), `${file}: ${name}`);
  }
});

/** Why a scenario of these steps fails. */
async function failureOf(steps: readonly object[]): Promise<string> {
  const [scenario] = scenariosOf({ name: "x", policy: "card", steps });
  if (scenario === undefined) throw new Error("there is no scenario");
  try {
    await runScenario(scenario, engineOf("direct"));
  } catch (error) {
    assert.instance(error, ScenarioFailed);
    return (error as Error).message;
  }
  return "it did not fail";
}

const settle = { do: "till/settle" };

for (const [name, steps, message] of [
  ["of GAMA's windows", [{ expect: { saved: 1 } }], /step 1.*saved is 0, not 1/],
  ["of the outcome", [{ ...settle, expect: { outcome: "declined" } }], /outcome is approved, not declined/],
  ["of the result", [{ ...settle, expect: { result: { fiscal: { state: "x" } } } }], /result.fiscal.state is printed/],
  ["of what is absent", [{ ...settle, expect: { result: { attemptId: null } } }], /attemptId is .+, not absent/],
  ["of money", [{ ...settle, expect: { sale: "bread", moneyCents: 1 } }], /moneyCents is 258, not 1/],
  ["of a count", [{ ...settle, expect: { posts: { atLeast: 2 } } }], /posts is 1/],
  ["of requests", [{ ...settle, expect: { requests: { post: 0 } } }], /requests.post is 1, not 0/],
  ["of the journal", [{ ...settle, expect: { journal: { sent: [{ t: "sent" }, {}] } } }], /journal.sent is/],
  ["of equal values", [{ ...settle, as: "a", expect: { equal: [["$a.attemptId", "$a.saleKey"]] } }], /is not/],
  ["of different values", [{ ...settle, as: "a", expect: { differ: [["$a", "$result"]] } }], /both are/],
  ["of a rising list", [{ ...settle, expect: { rising: "$journal.sent.*.t" } }], /is not rising/],
  ["of a value that is not there", [{ ...settle, expect: { equal: [["$result.x", 1]] } }], /there is no \$result.x/],
  ["that a sale ends paid", [{ do: "rrpay/policy", with: { type: "decline" } }, { endsPaid: "bread" }], /declined/],
  ["in a call that ended", [{ ...settle }, { until: { progress: "never" } }], /the call ended/],
] as const) {
  test(`an expectation that does not hold names its step and what was found: ${name}`, async () => {
    assert.match(await failureOf(steps), message);
  });
}

test("windows and raw hooks are not mixed", () => {
  assert.throws(() => scenariosOf({ name: "x", steps: [{ do: "pos/pay" }, settle] }), /not mixed/);
});

test("a file with an unknown key is refused with its place, in a variant too", () => {
  const steps = [{ expect: { money: 1 } }];
  assert.throws(() => scenariosOf({ name: "x", steps }), /steps\/0.*additional/);
  assert.throws(() => scenariosOf({ name: "x", variants: { a: {} }, steps }), /steps\/0.*additional/);
});

test("a variant puts its values in, and its name behind the file's", () => {
  const steps = [{ do: "rrpay/policy", with: "$variant.policy" }];
  const [first, second] = scenariosOf({
    name: "x",
    variants: { a: { policy: { type: "card" } }, b: { policy: { type: "cash" } } },
    steps,
  });
  assert.equal([first?.name, second?.name], ["x (a)", "x (b)"]);
  assert.equal(second?.steps, [{ do: "rrpay/policy", with: { type: "cash" } }]);
});

test.run();
