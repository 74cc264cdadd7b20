// Only on Node: the program's host on Bun has the same sockets
/** What the command sends is what the till would send, and one fault is one accusation. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { idOf, inProgress, put } from "./breaking.ts";
import { conformanceOf, only } from "./measuring.ts";

const test = suite("conformance speaks as the till does");

test("an epoch that fits into no header is left out of it, as the till does", async () => {
  const epochs = new Set<string | undefined>();
  const said = await conformanceOf(
    {
      warp: () => async (request, honest) => {
        epochs.add(request.asked.epoch);
        const answer = await honest(request);
        return "epoch" in answer.body ? put(answer, () => ({ epoch: "Ąžuolas " })) : answer;
      },
    },
    only(["post", "cancel", "unknown-id", "never-lost"]),
  );
  assert.equal(
    said.checks.filter(({ verdict }) => verdict === "fails"),
    [],
  );
  assert.equal([...epochs], [undefined]);
});

test("who takes a sale without lines is told that, and not that health names it", async () => {
  const said = await conformanceOf(
    {
      warp: () => {
        let last: string | undefined;
        return async (request, honest) => {
          const answer = await honest(request);
          const isTaken = request.target.on === "post" && answer.status === 422;
          if (request.target.on === "post") last = isTaken ? idOf(request) : undefined;
          if (isTaken) return { status: 201, body: inProgress(request) };
          return request.target.on === "health" && last ? put(answer, () => ({ lastTransactionId: last })) : answer;
        };
      },
    },
    only(["invalid", "health-accepted"]),
  );
  assert.equal(
    said.checks.map(({ id, verdict }) => `${id} ${verdict}`),
    ["invalid fails", "health-accepted holds"],
  );
});

test.run();
