/** The worked examples of docs/contracts.md C: every answer that the OpenAPI description lists, as the emulator gives it. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import {
  validateRrpayError,
  validateRrpayHealth,
  validateRrpayNotFound,
  validateRrpayTombstone,
  validateRrpayTransaction,
  validateRrpayTransactionRequest,
} from "../../schemas/generated/validators.js";
import { suite } from "../support/suite.ts";
import { play, SEQUENCES } from "./exchanges.ts";

const test = suite("contract C by example");
const STEPS = SEQUENCES.flatMap(({ steps }) => steps);

for (const sequence of SEQUENCES) {
  test(`${sequence.title}: RRPay answers as the examples say`, async () => {
    const replies = await play(sequence);
    assert.equal(
      replies.map(({ status, json }) => ({ status, body: json })),
      sequence.steps.map(({ answer }) => answer),
    );
  });
}

test("every answer fits its schema, and every POST that is accepted fits its own", () => {
  const answers = [
    validateRrpayHealth,
    validateRrpayTransaction,
    validateRrpayTombstone,
    validateRrpayError,
    validateRrpayNotFound,
  ];
  for (const { name, request, answer } of STEPS) {
    assert.ok(
      answers.some((fits) => fits(answer.body)),
      name,
    );
    if (answer.status === 201) assert.ok(validateRrpayTransactionRequest(request.body), name);
  }
});

test("each example has a name of its own and says what the till does", () => {
  const names = STEPS.map(({ name }) => name);
  assert.equal([...new Set(names)], names);
  for (const { name, till } of STEPS) assert.match(till, /^\p{L}.{10,}/u, name);
});

test("each answer that the OpenAPI description lists has an example", () => {
  const { paths } = JSON.parse(readFileSync(new URL("../../schemas/rrpay.openapi.json", import.meta.url), "utf8"));
  const bare = Object.values<Record<string, { operationId?: string; responses?: object }>>(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, responses = {} }) =>
      Object.entries(responses)
        .filter(([, { content }]) => !Object.keys(content["application/json"].examples ?? {}).length)
        .map(([status]) => `${operationId} ${status}`),
    );
  assert.equal(bare, []);
});

test.run();
