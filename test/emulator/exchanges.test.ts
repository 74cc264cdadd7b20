/** The worked examples of docs/contracts.md C: every answer that the OpenAPI description lists, as the emulator gives it. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { operationOf } from "../../build/generate/exchanges.ts";
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

const FITS: Readonly<Record<string, (json: unknown) => boolean>> = {
  RrpayHealth: validateRrpayHealth,
  RrpayTransaction: validateRrpayTransaction,
  RrpayTombstone: validateRrpayTombstone,
  RrpayError: validateRrpayError,
  RrpayNotFound: validateRrpayNotFound,
};

test("each form that an answer may have, and each error that it may name, has an example", () => {
  const bare = answersOf().flatMap(({ of, description, schema, examples }) => {
    const forms = (schema.anyOf ?? [schema]).map(({ $ref = "" }) => $ref.split("/").at(-1) ?? "");
    // a transaction is a tombstone with more fields
    const isOf = (form: string, body: unknown) =>
      FITS[form]?.(body) === true && (form !== "RrpayTombstone" || !FITS.RrpayTransaction?.(body));
    const words = forms.includes("RrpayError") ? [...description.matchAll(/(?:^|\. )([a-z-]+):/g)] : [];
    return [
      ...forms.filter((form) => !examples.some((body) => isOf(form, body))),
      ...words.map(([, word]) => word).filter((word) => !examples.some(({ error }) => error === word)),
    ].map((missing) => `${of}: ${missing}`);
  });
  assert.equal(bare, []);
});

test("each example is one of an answer that the OpenAPI description lists, in a form that it names", () => {
  const listed = new Map(answersOf().map(({ of, schema }) => [of, schema]));
  for (const step of STEPS) {
    const schema = listed.get(`${operationOf(step as never)} ${step.answer.status}`);
    const forms = (schema?.anyOf ?? [schema]).map((one) => one?.$ref?.split("/").at(-1) ?? "");
    assert.ok(
      forms.some((form) => FITS[form]?.(step.answer.body)),
      step.name,
    );
  }
});

/** Every answer of the description. */
function answersOf() {
  const { paths } = JSON.parse(readFileSync(new URL("../../schemas/rrpay.openapi.json", import.meta.url), "utf8"));
  type Form = { readonly $ref?: string; readonly anyOf?: readonly Form[] };
  type Media = { readonly schema: Form; readonly examples?: Record<string, { readonly value: { error?: string } }> };
  type Answer = { readonly description: string; readonly content: Record<string, Media> };
  type Operation = { readonly operationId?: string; readonly responses?: Record<string, Answer> };
  return Object.values<Record<string, Operation>>(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, responses = {} }) =>
      Object.entries(responses).map(([status, { description, content }]) => {
        const { schema, examples = {} } = content["application/json"] as Media;
        const bodies = Object.values(examples).map(({ value }) => value);
        return { of: `${operationId} ${status}`, description, schema, examples: bodies };
      }),
    );
}

test.run();
