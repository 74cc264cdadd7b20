/** Runs `gama-rrpay conformance` against an emulator, honest or broken, with or without somebody at RRPay. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../runtime/cli/commands.ts";
import { HANDS, type Hand, SIGHTS, type Sight } from "../../runtime/cli/conformance/hands.ts";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { STREAM } from "../../schemas/generated/program.ts";
import { type Rrpay, type RrpayOptions, startRrpay } from "../emulator/rrpay/server.ts";
import { assertShape } from "../support/output-shapes.ts";
import type { Broken } from "./breaking.ts";

/** Does something at RRPay, or answers what is seen there. */
export type Act = (rrpay: Rrpay, id: string) => void | string | Promise<void>;

/** What a person does at RRPay, done by a program. */
const ACTS: Readonly<Record<Hand | Sight, Act>> = {
  "pay-card": (rrpay, id) => rrpay.operator.pay(id),
  "pay-cash": (rrpay, id) => rrpay.operator.pay(id, [{ type: "cash" }]),
  "pay-note": (rrpay, id) => rrpay.operator.pay(id, [{ type: "cash", givenCents: 500 }]),
  "pay-part": (rrpay, id) => rrpay.operator.pay(id, [{ type: "card", amountCents: 12 }]),
  "pay-rest": (rrpay, id) => rrpay.operator.pay(id, [{ type: "cash" }]),
  "refuse-rest": (rrpay, id) => rrpay.operator.decline(id),
  "part-back": () => "y",
  "was-done": () => "y",
  finish: (rrpay, id) => rrpay.operator.pay(id),
  "card-in": (rrpay) => rrpay.operator.set({ cancels: "ignored" }),
  "card-on": (rrpay, id) => {
    rrpay.operator.set({ cancels: "honoured" });
    rrpay.operator.pay(id);
  },
  "money-taken": () => "n",
  "buyer-printed": (rrpay) => (/Pirkėjas UAB Bandymas/.test(rrpay.receipts().at(-1)?.text ?? "") ? "yes" : "no"),
  "give-back": (rrpay, id) => rrpay.operator.pay(id),
  "give-cash": (rrpay, id) => rrpay.operator.pay(id),
  "give-none": (rrpay, id) => rrpay.operator.decline(id),
  "take-again": (rrpay, id) => rrpay.operator.pay(id),
  decline: (rrpay, id) => rrpay.operator.decline(id),
  discount: (rrpay, id) => {
    rrpay.operator.discount(id, 20);
    rrpay.operator.pay(id);
  },
  print: () => {},
  "no-paper": (rrpay) => rrpay.operator.set({ paper: false }),
  paper: (rrpay) => rrpay.operator.set({ paper: true }),
  restart: (rrpay) => rrpay.restart(),
  // in the middle of the fourth sale, which it has stored and not answered
  kill: (rrpay) =>
    rrpay.script([{ on: "post", nth: 4, fault: { type: "crash", point: "before-answer", restart: "kept" } }]),
  forget: (rrpay) => rrpay.restart({ memory: "forgotten" }),
  "fiscal-off": (rrpay) => rrpay.operator.set({ fiscalOnline: false }),
  "fiscal-on": (rrpay) => rrpay.operator.set({ fiscalOnline: true }),
  "z-open": (rrpay) => void rrpay.operator.zReport(),
  "z-report": (rrpay) => void rrpay.operator.zReport(),
};

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly seen: string;
    readonly title: string;
  }[];
  readonly meaning: readonly string[];
  readonly page: string;
}

function handOf(prompt: string): Hand | Sight {
  const asked = { ...HANDS, ...SIGHTS };
  const hand = (Object.keys(asked) as (Hand | Sight)[]).find((one) =>
    Object.values(asked[one]).some((words) => {
      const [before = "", after = ""] = words.split("{sum}");
      return prompt.startsWith(before) && prompt.trimEnd().endsWith(after);
    }),
  );
  if (hand === undefined) throw new Error(`no hand for: ${prompt}`);
  return hand;
}

interface Setting {
  readonly isManned?: boolean;
  readonly language?: string;
  /** Runs in QuickJS, as the till's own program does. */
  readonly isInEngine?: boolean;
  /** How RRPay is set up otherwise. */
  readonly setup?: Partial<RrpayOptions>;
  /** What stands between the command and RRPay: it gets RRPay's port and returns its own. */
  readonly front?: (port: number) => Promise<Server>;
  readonly answerMs?: number;
}

/** Runs the command against an emulator, with or without somebody at RRPay. */
export async function conformanceOf(
  { warp, hands = {}, front: brokenFront }: Pick<Broken, "warp" | "hands" | "front">,
  args: readonly string[] = [],
  { isManned = true, language = "en", isInEngine = false, setup = {}, front, answerMs = 2000 }: Setting = {},
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const dir = join(folder, "rrpay");
  mkdirSync(dir);
  const rrpay = await startRrpay({ dir, policy: "wait", token: "secret", ...setup, ...(warp ? { warp: warp() } : {}) });
  const server = await (front ?? brokenFront)?.(rrpay.port);
  try {
    const port = (server?.address() as { port: number } | undefined)?.port ?? rrpay.port;
    const config = join(folder, "gama-rrpay.json");
    const till = { till: "1", rrpay: { port, token: "secret" }, dataDir: "data" };
    writeFileSync(config, JSON.stringify({ ...till, timeouts: { answerMs } }));
    let out = "";
    let remarks = "";
    const host = new NodeHost({
      print: (stream, text) => {
        if (stream !== STREAM.error) out += text;
        else remarks += text;
      },
      ask: async (prompt) => {
        if (!isManned) return undefined;
        const hand = handOf(prompt);
        try {
          return (await (hands[hand] ?? ACTS[hand])(rrpay, rrpay.latestTransactions(1)[0]?.id ?? "")) ?? "";
        } catch {
          // a person who finds nothing to do at RRPay's screen goes on
          return "";
        }
      },
    });
    const page = join(folder, "page.html");
    const all = ["conformance", "--config", config, "--json", "--html", page, ...args];
    const start = { args: all, language, isInteractive: 1, programFolder: folder };
    const code = await (isInEngine ? runInEngine(host, start) : host.run(run(start)));
    if (out === "") throw new Error(remarks);
    const told: unknown = JSON.parse(out);
    assertShape("conformance", told);
    const { checks, meaning } = told as Pick<Said, "checks" | "meaning">;
    return { code, out, checks, meaning, page: readFileSync(page, "utf8") };
  } finally {
    server?.close();
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names checks for the command line. */
export const only = (checks: readonly string[]): string[] => checks.flatMap((check) => ["--only", check]);

export const verdicts = ({ checks }: Said) => Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
export const failing = ({ checks }: Said) => checks.filter(({ verdict }) => verdict === "fails");
/** Needs nobody at RRPay, and takes no time. */
export const SOME = ["health", "token", "post", "post-again", "sale-known", "cancel", "tombstone", "epoch-guard"];
