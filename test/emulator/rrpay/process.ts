/**
 * RRPay as a process of its own, which can be killed. It prints `{"ready":true,"port":N,"operatorPort":N}` once it
 * listens.
 *
 *     node --import tsx test/emulator/rrpay/process.ts --dir FOLDER [--port N] [--operator-port N] [--till ID]
 *          [--policy NAME] [--token TEXT] [--health-token] [--daily-numbers] [--forget] [--faults FILE]
 */
import { emulatorOptions, runEmulator } from "./run.ts";

try {
  const { rrpay, operator } = await runEmulator(emulatorOptions(process.argv.slice(2), { dir: ".cache/emulator" }));
  console.log(JSON.stringify({ ready: true, port: rrpay.port, operatorPort: operator.port }));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 64;
}
