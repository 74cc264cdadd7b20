/**
 * Checks that only Windows can answer: who may change the files that a till trusts, and which program uses RRPay's
 * port.
 */
import { HANG_UP } from "../../schemas/generated/program.ts";
import type { Check } from "./doctor-check.ts";
import { attempt, entryAt, isFolder, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

/** The files that only some users may change. */
export interface Guarded {
  /** Library, plug-in, config, and their folder. */
  readonly trusted: readonly string[];
  readonly dataDir: string;
  /** Who may write the data folder besides the user that GAMA runs as. */
  readonly group: string;
}

/**
 * Who may change the till's files besides the present user, administrators, system and the config's group, and whose
 * they are. No check if the host cannot say.
 */
export function* checkRights({ trusted, dataDir, group }: Guarded, language: Language): Talk<Check[]> {
  const warnings: Check[] = [];
  let isTold = false;
  for (const path of [...trusted, dataDir]) {
    if ((yield* entryAt(path)) === "none") continue;
    const { fields } = yield* attempt<"writers">({ type: "writers", path, group });
    if (fields === undefined) continue;
    isTold = true;
    if (fields.owner !== "") warnings.push(foreignOwner(path, fields.owner, language));
    if (fields.names.length === 0) continue;
    const detail = `${path}: ${[...new Set(fields.names)].join(", ")}`;
    const fix = path === dataDir ? dataFix(path, group) : trustedFix(path, yield* isFolder(path));
    warnings.push({ id: "rights", status: "warn", detail, fix });
  }
  if (warnings.length > 0 || !isTold) return warnings;
  return [{ id: "rights", status: "ok", detail: SOUND[language], fix: "" }];
}

const SOUND = {
  en: "only you, administrators, system and the group of the config may change the files",
  lt: "failus keisti galite tik jūs, administratoriai, sistema ir nustatymuose nurodyta grupė",
};

/** An owner may change rights whatever they are. GAMA's user owns the data folder that it has made; nobody else may. */
function foreignOwner(path: string, owner: string, language: Language): Check {
  const line = `icacls "${path}" /setowner *S-1-5-32-544`;
  const fix = {
    en: `It belongs to ${owner}. That is right if GAMA runs as ${owner}; if not: ${line}`,
    lt: `Priklauso naudotojui ${owner}. Taip ir turi būti, jei GAMA veikia jo vardu; jei ne: ${line}`,
  };
  return { id: "rights", status: "warn", detail: `${path}: ${owner}`, fix: fix[language] };
}

/** The command that a consultant runs: no inherited rights, all rights for administrators and system. */
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

/**
 * Which program listens on the config's port, because the till talks to that program. No check if the host cannot say.
 * Two may: one for all addresses, and one for this very address, which then gets the connections.
 */
export function* checkPort(port: number, language: Language): Talk<Check[]> {
  const { fields } = yield* attempt<"portOwner">({ type: "portOwner", port });
  if (fields === undefined) return [];
  const place = `127.0.0.1:${port}`;
  const takesIpv4 = fields.perhaps.length > 0 && (yield* isTaken(port));
  const names = takesIpv4 ? [...fields.names, ...fields.perhaps] : fields.names;
  const [first, ...others] = names;
  if (first === undefined) return [{ id: "port", status: "warn", detail: place, fix: NOBODY[language] }];
  const detail = `${place} ${names.join(", ")}`;
  if (others.length === 0) return [{ id: "port", status: "ok", detail, fix: "" }];
  return [{ id: "port", status: "warn", detail, fix: SEVERAL[language](first) }];
}

/**
 * Whether somebody who listens on all addresses takes IPv4. Asked at a loopback address that has no listener of its own,
 * because at 127.0.0.1 RRPay would answer.
 */
function* isTaken(port: number): Talk<boolean> {
  const { fields } = yield* attempt<"dial">({ type: "dial", address: "127.0.0.2", port });
  if (fields === undefined) return false;
  yield* attempt<"hangUp">({ type: "hangUp", conn: fields.conn, how: HANG_UP.reset });
  return true;
}

const SEVERAL = {
  en: (first: string) => `Several programs listen on this port; the till talks to ${first}. Close all but RRPay.`,
  lt: (first: string) => `Šio prievado klauso kelios programos; kasa kalbasi su ${first}. Palikite tik RRPay.`,
};

const NOBODY = {
  en: "No program listens on this port: start RRPay, or correct rrpay.port.",
  lt: "Šio prievado neklauso jokia programa: paleiskite RRPay arba pataisykite rrpay.port.",
};
