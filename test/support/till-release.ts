/** A till's folder with one release in it, and the next one beside it. */
import { join } from "node:path";
import { configText, filesIn, inFolder, releaseOf, sumsOf, writeFiles, zipOf } from "./releases.ts";

export const OLD = releaseOf("1.0.0");
export const NEW = releaseOf("2.0.0");
/** What a shop has written there. */
export const OWN = {
  "gama-rrpay.json": configText(),
  "gama-shop.txt": "header.number=I06\r\n",
  "data/journal/x.jsonl": "a\n",
};

/** The files of a release as they lie in a folder. */
export const whole = (files: Readonly<Record<string, string>>) => ({ ...files, SHA256SUMS: sumsOf(files) });

/** The files without what an update keeps for the way back. */
export function inUse(folder: string): Record<string, string> {
  const isKept = (name: string) => /\.(old|new|gone\d)$/.test(name) || name === "gama-rrpay.update.json";
  return Object.fromEntries(Object.entries(filesIn(folder)).filter(([name]) => !isKept(name)));
}

/** A till with the old release, and the new one as a ZIP file beside it. */
export function withTill(body: (till: string, zip: string, folder: string) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const till = join(folder, "till");
    writeFiles(till, { ...whole(OLD), ...OWN });
    writeFiles(folder, { "new.zip": zipOf("2.0.0", NEW) });
    await body(till, join(folder, "new.zip"), folder);
  });
}
