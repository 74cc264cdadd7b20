// Ids of attempts: version 4 UUIDs made of nothing but the event's random bytes.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { uuid } from "../../plugin/identity.ts";
import { suite } from "../support/suite.ts";

const test = suite("identity");

const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("is a version 4 UUID of the RFC's variant", () => {
  fc.assert(
    fc.property(random, (bytes) =>
      assert.match(uuid(bytes), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    ),
  );
});

test("is a function of its bytes and carries all but six bits of them", () => {
  fc.assert(
    fc.property(random, (bytes) => {
      const hex = uuid(bytes).replace(/-/g, "");
      const back = Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
      const masks = bytes.map((_, at) => (at === 6 ? 0x0f : at === 8 ? 0x3f : 0xff));
      assert.equal(
        back.map((byte, at) => byte & masks[at]!),
        bytes.map((byte, at) => byte & masks[at]!),
      );
    }),
  );
});

test("the bytes 0 to 15 make the id that they always made", () => {
  assert.is(uuid(Uint8Array.from({ length: 16 }, (_, at) => at)), "00010203-0405-4607-8809-0a0b0c0d0e0f");
});

test("too few bytes are filled up with zero, never with anything else", () => {
  assert.is(uuid(new Uint8Array(0)), "00000000-0000-4000-8000-000000000000");
});

test.run();
