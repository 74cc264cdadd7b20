/** Names that tell the tills of a shop apart. */
import { nameOf } from "../program/path.ts";
import type { TillDay } from "./day.ts";

/** The till's own id. If two have the same one, or none, the folder's name is added. */
export function tillNames(tills: readonly Pick<TillDay, "till" | "folder">[]): string[] {
  const short = tills.map(({ till, folder }) => {
    const isAlone = till !== "" && tills.filter((other) => other.till === till).length === 1;
    return isAlone ? till : `${till} (${nameOf(folder.replace(/[\\/]+$/, ""))})`.trim();
  });
  return short.map((name, at) =>
    short.filter((other) => other === name).length === 1 ? name : `${name} ${tills[at]?.folder}`,
  );
}
