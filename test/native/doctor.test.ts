// Only on Node: it runs Windows programs under Wine, which know nothing of the host.
// What gama-rrpay.exe doctor says of the machine itself, and who may write the folders that the DLL makes.
// Time limit: 600 s
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { ensureWine, runWine, wineFolders } from "../../build/native/wine.mjs";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library, program } from "./available.ts";
import { writePuppet } from "./puppet.ts";

const test = suite("the doctor on Windows");

const dll = await library("win-x64");
const exe = await program("win-x64");
const noWine = dll.type === "absent" ? dll : exe.type === "absent" ? exe : await ensureWine(64, console.log);
if (dll.type === "absent" || exe.type === "absent" || noWine) skip("the doctor under Wine", noWine?.reason ?? "");
else {
  /** Lines of the report, in a folder with the DLL and the puppet, which has no `doctor` hook of its own. */
  const withDoctor = async (
    config: { port?: number; dataDir?: string },
    body: (folder: string, report: () => Promise<string>) => Promise<void>,
  ): Promise<void> => {
    const folder = mkdtempSync(join(wineFolders(64), "doctor-"));
    try {
      writePuppet(folder, config);
      copyFileSync(exe.value, join(folder, "gama-rrpay.exe"));
      copyFileSync(dll.value, join(folder, "gama_rrpay.dll"));
      const report = async (): Promise<string> =>
        (await runWine(64, folder, "gama-rrpay.exe", ["doctor", "--language", "en"])).output.replaceAll("\r\n", "\n");
      await body(folder, report);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };

  test("says which port nobody listens on, and who else may write, with the line that mends it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await withDoctor({ port, dataDir: "tills\\{till}" }, async (folder, report) => {
      const sound = await report();
      assert.match(sound, /^ok {4}rights /m);
      assert.match(sound, `127.0.0.1:${port} `);
      // As far as Wine shows a descriptor: nobody but owner and group has a way in.
      for (const made of ["tills", "tills/1"]) assert.is(statSync(join(folder, made)).mode & 0o007, 0, made);
      server.close();
      chmodSync(join(folder, "tills/1"), 0o777);
      const open = await report();
      assert.match(open, /^warn {2}rights .*tills\\1: Everyone$/m);
      assert.match(open, /-> icacls ".*\\tills\\1" \/inheritance:r \/grant:r \*S-1-5-32-544:\(OI\)\(CI\)F /);
      assert.match(open, new RegExp(`^warn {2}port +127\\.0\\.0\\.1:${port}$`, "m"));
    });
  });

  for (const [ipv6Only, told] of [
    [false, "^ok {4}port +127\\.0\\.0\\.1:PORT ."],
    [true, "^warn {2}port +127\\.0\\.0\\.1:PORT$"],
  ] as const)
    test(`a program on all of IPv6 is ${ipv6Only ? "not named where it takes no IPv4" : "named where it takes IPv4 too"}`, async () => {
      const server = createServer((socket) => socket.on("error", () => {}));
      await new Promise<void>((resolve) => server.listen({ port: 0, host: "::", ipv6Only }, resolve));
      const { port } = server.address() as { port: number };
      try {
        await withDoctor({ port, dataDir: "tills\\{till}" }, async (_folder, report) => {
          assert.match(await report(), new RegExp(told.replace("PORT", `${port}`), "m"));
        });
      } finally {
        server.close();
      }
    });

  if (process.getuid?.() !== 0) skip("a data folder of somebody else's", "only root can give a folder away");
  else
    test("a data folder of somebody else's is told with its owner", () =>
      withDoctor({ dataDir: "tills\\{till}" }, async (folder, report) => {
        assert.match(await report(), /^ok {4}rights /m);
        chownSync(join(folder, "tills/1"), 12345, 12345);
        assert.match(
          await report(),
          /^warn {2}rights .*tills\\1: .*\n.*icacls ".*\\tills\\1" \/setowner \*S-1-5-32-544/m,
        );
      }));

  test("a data folder that is relative to wherever a drive was left is refused", () =>
    withDoctor({ dataDir: "Z:data" }, async (_folder, report) => {
      assert.match(await report(), /^fail {2}data-dir +Z:data$/m);
    }));
}

test.run();
