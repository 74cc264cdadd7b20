// Time limit: 300 s
// Only on Node: the program's host on Bun has the same sockets
/** `gama-rrpay conformance`: our emulator keeps every promise, and the check for each promise finds the broken one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { run } from "../../runtime/cli/commands.ts";
import { CHECKS } from "../../runtime/cli/conformance/command.ts";
import { HANDS, type Hand } from "../../runtime/cli/conformance/hands.ts";
import { runInEngine } from "../../runtime/cli/host/engine.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import { STATUS, STREAM } from "../../schemas/generated/program.ts";
import { type Rrpay, startRrpay } from "../emulator/rrpay/server.ts";
import { suite } from "../support/suite.ts";
import type { Broken } from "./breaking.ts";
import { BROKEN } from "./broken.ts";

const test = suite("conformance");

type Act = (rrpay: Rrpay, id: string) => void | Promise<void>;

/** What a person does at RRPay, done by a program. */
const ACTS: Readonly<Record<Hand, Act>> = {
  "pay-card": (rrpay, id) => rrpay.operator.pay(id),
  "pay-cash": (rrpay, id) => rrpay.operator.pay(id, [{ type: "cash" }]),
  decline: (rrpay, id) => rrpay.operator.decline(id),
  discount: (rrpay, id) => {
    rrpay.operator.discount(id, 20);
    rrpay.operator.pay(id);
  },
  "no-paper": (rrpay) => rrpay.operator.set({ paper: false }),
  paper: (rrpay) => rrpay.operator.set({ paper: true }),
  restart: (rrpay) => rrpay.restart(),
  forget: (rrpay) => rrpay.restart({ memory: "forgotten" }),
  "fiscal-off": (rrpay) => rrpay.operator.set({ fiscalOnline: false }),
  "fiscal-on": (rrpay) => rrpay.operator.set({ fiscalOnline: true }),
  "z-report": (rrpay) => void rrpay.operator.zReport(),
};

interface Said {
  readonly code: number;
  readonly out: string;
  readonly checks: readonly { readonly id: string; readonly verdict: string; readonly seen: string }[];
  readonly meaning: readonly string[];
  readonly page: string;
}

function handOf(prompt: string): Hand {
  const hand = (Object.keys(HANDS) as Hand[]).find((one) =>
    Object.values(HANDS[one]).some((words) => {
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
}

/** Runs the command against an emulator, with or without somebody at RRPay. */
async function conformanceOf(
  { warp, hands = {} }: Pick<Broken, "warp" | "hands">,
  args: readonly string[] = [],
  { isManned = true, language = "en", isInEngine = false }: Setting = {},
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const dir = join(folder, "rrpay");
  mkdirSync(dir);
  const rrpay = await startRrpay({ dir, policy: "wait", token: "secret", ...(warp ? { warp: warp() } : {}) });
  try {
    const config = join(folder, "gama-rrpay.json");
    const till = { till: "1", rrpay: { port: rrpay.port, token: "secret" }, dataDir: "data" };
    writeFileSync(config, JSON.stringify({ ...till, timeouts: { answerMs: 2000 } }));
    let out = "";
    const host = new NodeHost({
      print: (stream, text) => {
        if (stream !== STREAM.error) out += text;
      },
      ask: async (prompt) => {
        if (!isManned) return undefined;
        const hand = handOf(prompt);
        await (hands[hand] ?? ACTS[hand])(rrpay, rrpay.latestTransactions(1)[0]?.id ?? "");
        return "";
      },
    });
    const page = join(folder, "page.html");
    const all = ["conformance", "--config", config, "--json", "--html", page, ...args];
    const start = { args: all, language, isInteractive: 1, programFolder: folder };
    const code = await (isInEngine ? runInEngine(host, start) : host.run(run(start)));
    const report = JSON.parse(out);
    return { code, out, checks: report.checks, meaning: report.meaning, page: readFileSync(page, "utf8") };
  } finally {
    await rrpay.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const only = (checks: readonly string[]) => checks.flatMap((check) => ["--only", check]);

test("our emulator keeps every promise", async () => {
  const { code, checks, meaning, page } = await conformanceOf({});
  assert.equal(
    checks.filter(({ verdict }) => verdict !== "holds"),
    [],
  );
  assert.is(checks.length, CHECKS.length);
  assert.is(code, 0);
  assert.equal(meaning, ["Every promise that was measured holds."]);
  assert.not.match(page, /secret|4\d{15}/);
  if (process.env.GRP_PAGE) writeFileSync(process.env.GRP_PAGE, page);
});

test("in the engine of the till's own program it says the same", async () => {
  const checks = ["health", "concurrent-posts", "poll-wakes", "slow-client", "pay-card", "answers-fit"];
  const { code, checks: rows, page } = await conformanceOf({}, only(checks), { isInEngine: true });
  assert.equal(
    rows.map(({ verdict }) => verdict),
    checks.map(() => "holds"),
  );
  assert.is(code, 0);
  assert.match(page, /<!doctype html>/);
});

test("a host without connections is told by what it is, not as an RRPay that does not answer", async () => {
  const talk = run({ args: ["listen", "--to", "8917"], language: "en", isInteractive: 0, programFolder: "/nowhere" });
  const told: string[] = [];
  const host = new NodeHost({ print: (_, text) => void told.push(text), ask: async () => undefined });
  for (let next = talk.next({ status: 0 } as never); !next.done; ) {
    const request = next.value;
    const reply = request.type === "serve" ? { status: STATUS.failed } : await host.carryOut(request);
    next = talk.next(reply);
  }
  assert.match(told.join(""), /no network, not even with itself/);
});

test("with nobody at RRPay what needs a hand is not measured, and nothing is said to hold that was not seen", async () => {
  const { code, checks } = await conformanceOf({}, only(["pay-card", "restart", "health"]), { isManned: false });
  assert.equal(
    checks.map(({ verdict }) => verdict),
    ["holds", "unmeasured", "unmeasured"],
  );
  assert.is(code, 2);
});

for (const { fault, checks, warp, hands } of BROKEN) {
  const finder = checks.at(-1) as string;
  test(`an RRPay that ${fault} is found by ${finder}`, async () => {
    const said = await conformanceOf({ ...(warp ? { warp } : {}), ...(hands ? { hands } : {}) }, only(checks));
    const row = said.checks.find(({ id }) => id === finder);
    assert.is(row?.verdict, "fails", JSON.stringify(said.checks));
    assert.is.not(row?.seen, "");
    assert.is(said.code, 1);
  });
}

test("thirty broken emulators and more, each with one fault", () => {
  assert.ok(BROKEN.length >= 30);
  assert.is(new Set(BROKEN.map(({ fault }) => fault)).size, BROKEN.length);
});

test("every check has a name of its own, and says in both languages what it measures", () => {
  assert.is(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  for (const { id, title } of CHECKS) assert.ok(title.en !== title.lt && title.en !== "" && title.lt !== "", id);
});

test("each assumption about RRPay is measured by a check", () => {
  const measured = CHECKS.flatMap(({ promises }) => promises.split(" "));
  for (let row = 1; row <= 20; row++) assert.ok(measured.includes(`R${row}`), `R${row}`);
});

test("a feature that does not hold is named as one that may not be listed", async () => {
  const tombstone = BROKEN.find(({ checks }) => checks[0] === "tombstone-holds") as Broken;
  const { meaning } = await conformanceOf(tombstone, only(["tombstone-holds"]));
  assert.match(meaning.join("\n"), /tombstone: that RRPay never saw a payment proves nothing/);
});

test("the page says what it found in Lithuanian too, needs no other file and runs no script", async () => {
  const { page } = await conformanceOf({}, only(["health", "post"]), { language: "lt" });
  assert.match(page, /<html lang="lt">/);
  assert.match(page, /Ką tai reiškia parduotuvei/);
  assert.not.match(page, /<script|src=|href=/);
});

test.run();
