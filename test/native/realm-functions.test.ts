// Only with --all: five thousand calls, of which hundreds have to be stopped.
// Only on Node: the C is the same for any host.
// Every function that a script can reach, on whatever is as long as it can be: each ends, or is stopped.
// Time limit: 1800 s
import * as assert from "uvu/assert";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library } from "./available.ts";
import { Puppet, withFolder, writePuppet } from "./puppet.ts";

const realm = suite("the realm's functions");
const stepMs = 300;

const available = await library("linux-x64");
if (available.type === "absent") skip("the realm's functions", available.reason);
else
  realm("none runs on, whatever it is called on and with", () =>
    withFolder(async (folder) => {
      const config = writePuppet(folder, { stepMs, memoryMb: 16, traceEnabled: false });
      const open = (): Puppet => new Puppet(available.value, folder, config);
      let puppet = open();
      const names = String(await puppet.do("functions")).split("\n");
      const receivers = String(await puppet.do("huge")).split("\n");
      assert.ok(names.length > 300, `${names.length}`);
      const slow: string[] = [];
      for (const name of names)
        for (const receiver of receivers) {
          const begun = performance.now();
          const end = await puppet.do(`call ${name}|${receiver}`);
          if (performance.now() - begun > stepMs + 3000) slow.push(`${name} on ${receiver}: ${end}`);
          // A session counts its losses; a new one begins with none.
          if (end === "ended" || (await puppet.do("say well")) === "well") continue;
          await puppet.close();
          puppet = open();
        }
      await puppet.close();
      assert.equal(slow, []);
    }),
  );

realm.run();
