/** What only Windows tells the doctor: who may change what a till trusts, and which program has RRPay's port. */
import type { DoctorResult } from "../../schemas/generated/types.ts";
import { attempt, exists, isFolder, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

type Check = DoctorResult["checks"][number];

/** What must not be changed by just anybody. */
export interface Guarded {
  /** Library, plug-in, config, and the folder that they lie in. */
  readonly trusted: readonly string[];
  readonly dataDir: string;
  /** Who may write the data folder besides its owner. */
  readonly group: string;
}

/** Who may change the till's files beyond owner, administrators, system and the config's group; none where nobody says. */
export function* checkRights({ trusted, dataDir, group }: Guarded, language: Language): Talk<Check[]> {
  const warnings: Check[] = [];
  let isTold = false;
  for (const path of [...trusted, dataDir]) {
    if (!(yield* exists(path))) continue;
    const { fields } = yield* attempt<"writers">({ type: "writers", path, group });
    if (fields === undefined) continue;
    isTold = true;
    if (fields.names.length === 0) continue;
    const detail = `${path}: ${[...new Set(fields.names)].join(", ")}`;
    const fix = path === dataDir ? dataFix(path, group) : trustedFix(path, yield* isFolder(path));
    warnings.push({ id: "rights", status: "warn", detail, fix });
  }
  if (warnings.length > 0 || !isTold) return warnings;
  return [{ id: "rights", status: "ok", detail: SOUND[language], fix: "" }];
}

const SOUND = {
  en: "only owner, administrators, system and the group of the config may change the files",
  lt: "failus keisti gali tik savininkas, administratoriai, sistema ir nustatymuose nurodyta grupė",
};

/** The line that a consultant runs: no rights from above, administrators and system all. */
function grant(path: string, inherited: string): string {
  return `icacls "${path}" /inheritance:r /grant:r *S-1-5-32-544:${inherited}F *S-1-5-18:${inherited}F`;
}

function dataFix(path: string, group: string): string {
  return `${grant(path, "(OI)(CI)")} "${group === "" ? "%USERNAME%" : group}":(OI)(CI)M`;
}

function trustedFix(path: string, isFolder: boolean): string {
  const inherited = isFolder ? "(OI)(CI)" : "";
  return `${grant(path, inherited)} *S-1-5-32-545:${inherited}RX`;
}

/** Which program listens on the config's port: whoever does is who the till talks to. None where nobody says. */
export function* checkPort(port: number, language: Language): Talk<Check[]> {
  const { fields } = yield* attempt<"portOwner">({ type: "portOwner", port });
  if (fields === undefined) return [];
  const place = `127.0.0.1:${port}`;
  if (fields.name !== "") return [{ id: "port", status: "ok", detail: `${place} ${fields.name}`, fix: "" }];
  return [{ id: "port", status: "warn", detail: place, fix: NOBODY[language] }];
}

const NOBODY = {
  en: "No program listens on this port: start RRPay, or correct rrpay.port.",
  lt: "Šio prievado neklauso jokia programa: paleiskite RRPay arba pataisykite rrpay.port.",
};
