/** `gama-rrpay listen` in a console on Windows: Ctrl+C ends it, and the record is whole. */
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { startInConsole } from "../../../build/native/wine.mjs";
import { program } from "../../native/available.ts";
import { suite } from "../../support/suite.ts";
import { portOf, serverOf } from "./listening.ts";

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, "g");

/**
 * The suite over gama-rrpay.exe in 64 bits, whose console is a terminal of this machine. No cmd.exe stands between,
 * which could send the record to a file: Wine's does not wait for what it started when Ctrl+C is pressed, as that of
 * Windows does, and its console's end then takes the program with it.
 */
export function consoleListenSuite(folders: string): void {
  const test = suite("listen in a console on Windows");

  test("Ctrl+C writes what has come, and ends with 0", async () => {
    const built = await program("win-x64");
    if (built.type === "absent") return;
    const folder = mkdtempSync(join(folders, "listen-console-"));
    const server = await serverOf((socket) => socket.on("data", (bytes) => socket.write(bytes)));
    copyFileSync(built.value, join(folder, "gama-rrpay.exe"));
    const child = startInConsole(folder, `gama-rrpay.exe listen --to ${portOf(server)}`);
    const ended = once(child, "close");
    let shown = "";
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.on("exit", () => reject(new Error(`it ended by itself: ${shown}`)));
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
          shown += text;
          const [, said] = /"port":(\d+),/.exec(shown) ?? [];
          if (said !== undefined) resolve(Number(said));
        });
      });
      const socket = connect(port, "127.0.0.1", () => socket.write("HALLO"));
      socket.on("error", () => {});
      const [echo] = await once(socket, "data");
      assert.is(String(echo), "HALLO");
      child.stdin?.write("\x03");
      assert.equal(await ended, [0, null]);
      // the server's word has not been silent for a second: only the end writes it
      const said = [...shown.replace(ESCAPES, "").matchAll(/"from":"(\w+)","bytes":5,"text":"(\w+)"\}/g)];
      assert.equal(
        said.map(([, from, text]) => `${from} ${text}`),
        ["program HALLO", "server HALLO"],
      );
      socket.destroy();
    } finally {
      child.kill("SIGKILL");
      server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test.run();
}
