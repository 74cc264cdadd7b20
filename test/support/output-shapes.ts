/** What the commands print with `--json`, held against schemas/command-line.json. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as assert from "uvu/assert";

const shapes = new Ajv2020({ strict: false }).addSchema(
  JSON.parse(readFileSync(new URL("../../schemas/command-line.json", import.meta.url), "utf8")),
  "command-line",
);

/** That a value has the shape which the schema gives to what this command prints. */
export function assertShape(command: string, value: unknown): void {
  const validate = shapes.getSchema(`command-line#/$defs/${encodeURIComponent(command)}`);
  assert.ok(validate?.(value), `${command}: ${JSON.stringify(validate?.errors)} ${JSON.stringify(value)}`);
}
