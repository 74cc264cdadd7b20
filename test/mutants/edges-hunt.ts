/** Whether the one test that a row of docs/edges.md names notices that its edge is broken. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNode } from "./child.ts";
import { Copy } from "./copy.ts";
import type { Edge } from "./edge.ts";

const built = fileURLToPath(new URL("../../dist", import.meta.url));

/** Hunts each, and says how many no test has noticed. A test that is red without any change proves nothing. */
export async function huntEdges(edges: readonly Edge[], say: (line: string) => void): Promise<number> {
  const copy = new Copy();
  let blind = 0;
  try {
    // scripts that tests take as they were built
    for (const name of readdirSync(built).filter((one) => /\.m?js$/.test(one)))
      cpSync(join(built, name), join(copy.folder, "dist", name));
    const sound = new Map<string, boolean>();
    for (const edge of edges) {
      const key = `${edge.test} ${edge.name}`;
      if (!sound.has(key)) sound.set(key, (await outcomeOf(copy, edge)) === "green");
      const outcome = sound.get(key) ? await copy.with(edge, () => outcomeOf(copy, edge)) : "red without the change";
      if (outcome !== "red") blind++;
      say(
        `${outcome === "red" ? "red  " : "BLIND"}  ${edge.row}: ${edge.what} (${key}${outcome === "red" ? "" : `: ${outcome}`})`,
      );
    }
  } finally {
    copy.remove();
  }
  return blind;
}

type Outcome = "red" | "green" | "not run";

/** Runs the tests of that name, and no others of its file, on the sources. */
async function outcomeOf({ folder }: Copy, { test, name }: Edge): Promise<Outcome> {
  const args = ["--import", only(name), "--import", "tsx", test];
  const { printed } = await runNode(folder, args, { GRP_ENGINES: "direct" });
  const isNamed = (line: string) => line.replaceAll("\\", "").includes(name);
  const lines = printed.split("\n");
  if (lines.some((line) => line.includes("FAIL") && isNamed(line))) return "red";
  return lines.some((line) => line.includes(RAN)) ? "green" : "not run";
}

const RAN = "ran: ";

/** A module that lets only tests of this name begin; the others end at once, and nobody looks at them. */
function only(name: string): string {
  const source = `globalThis.TEST_LISTENER = {
    made() {},
    starts(test) {
      if (!test.includes(${JSON.stringify(name)})) throw new Error("not asked for");
      console.log(${JSON.stringify(RAN)} + test);
    },
  };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
