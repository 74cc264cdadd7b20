// What a command says when nobody answers its question.
import * as assert from "uvu/assert";
import { question } from "../../runtime/cli/program/talk.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import { suite } from "../support/suite.ts";

const test = suite("a question of a command");

test("the line that ends an unanswered question is no part of the result", () => {
  const talk = question("Number:");
  assert.equal(talk.next().value, { type: "ask", prompt: "Number:" });
  const { value } = talk.next({ status: STATUS.missing, fields: undefined } as never);
  assert.equal(value, { type: "print", stream: STREAM.error, text: "\n" });
});

test.run();
