/** The stack of an error in built code, by the sources that a developer has written. */
import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";

/** Replaces the places of a built file by those of its sources, where its map lies beside it. */
export function sourceStack(stack: string, file: string): string {
  const map = mapOf(file);
  if (map === undefined) return stack;
  const folder = dirname(resolve(file));
  return stack.replaceAll(placesIn(file), (place, line: string, column: string) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!("originalSource" in entry) || typeof entry.originalSource !== "string") return place;
    return `${resolve(folder, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  if (!existsSync(`${file}.map`)) return undefined;
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  } catch {
    // half a map, while a build writes it: the built places say enough
    return undefined;
  }
}

/** A file's places in a stack: its name, a line, a column. */
function placesIn(file: string): RegExp {
  return new RegExp(`${file.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}:(\\d+):(\\d+)`, "g");
}
