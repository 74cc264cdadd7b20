/** Which ways to pay are cash is the config's word. A config that cannot be read is no reason to guess. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CliError } from "../../runtime/cli/exit.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { type CashMethods, cashMethodsOf, isCashTender } from "../../runtime/cli/journal/cash.ts";
import { configText, inFolder } from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("which ways to pay are cash");
const CASH_IS_SEVEN = { payments: [{ rrpay: 7, gama: 0, name: "Grynieji", cash: true }] };

/** The map that a command takes which was given no config, with this text beside the program. */
async function mapBeside(text: string | undefined): Promise<CashMethods> {
  let map: CashMethods = [];
  await inFolder(async (folder) => {
    if (text !== undefined) writeFileSync(join(folder, "gama-rrpay.json"), text);
    const setting = { language: "en", asked: undefined, isInteractive: false, programFolder: folder } as const;
    map = await new NodeHost().run(cashMethodsOf(undefined, setting));
  });
  return map;
}

async function refusal(text: string): Promise<string> {
  try {
    await mapBeside(text);
  } catch (error) {
    assert.ok(error instanceof CliError, String(error));
    return (error as CliError).words.lt;
  }
  return "";
}

test("without a config method 0 is cash", async () => {
  const map = await mapBeside(undefined);
  assert.equal([isCashTender(map, { method: 0 }), isCashTender(map, { rrpayMethod: 7 })], [true, false]);
});

test("the till's own config says which is cash, also where its name stands in another user's environment", async () => {
  for (const till of ["1", "{env:GRP_NOBODY_HAS}"]) {
    const map = await mapBeside(configText({ till, ...CASH_IS_SEVEN }));
    assert.is(isCashTender(map, { rrpayMethod: 7 }), true, till);
  }
});

test("a config with a mistake anywhere is told with its place, and no figure is made without it", async () => {
  assert.match(await refusal("{"), /gama-rrpay\.json yra klaida.*baigiasi per anksti/);
  assert.match(await refusal(configText({ ...CASH_IS_SEVEN, rrpay: { port: 0 } })), /rrpay\.port: turi būti sveikasis/);
  assert.match(await refusal(configText({ payments: [{ rrpay: 7, name: "Grynieji" }] })), /payments\.0\.gama: trūksta/);
  assert.match(await refusal(configText({ payments: "cash" })), /payments: netinkamas tipas/);
});

test.run();
