// Only on Node: the program's host on Bun has the same sockets
/** The header RRPay-Epoch is written by the command as the till writes it. */
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { put } from "./breaking.ts";
import { conformanceOf, only } from "./measuring.ts";

const test = suite("conformance and the epoch's header");

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

test.run();
