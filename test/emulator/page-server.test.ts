/** Who may use the page's interface, and what it accepts. */
import { connect } from "node:net";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { cli, withTrace } from "../support/traces.ts";
import { call } from "./support.ts";
import { type PageOverHttp, withPageServer } from "./support-page.ts";

const test = suite("page's server");

const withServer = (body: (place: PageOverHttp) => Promise<void>) => withPageServer({ policy: "card" }, body);

test("an action with the token is done", () =>
  withServer(async ({ page, post }) => {
    assert.is((await post("/api/pos/add", { code: "PR001" })).status, 200);
    assert.is(page.pos.state().receipt.lines.length, 1);
  }));

test("without the token nothing is done", () =>
  withServer(async ({ page, post }) => {
    assert.is((await post("/api/pos/add", { code: "PR001" }, { Authorization: "Bearer 00" })).status, 401);
    assert.is(page.pos.state().receipt.lines.length, 0);
  }));

test("another site's page is refused by Origin, by Sec-Fetch-Site and by a rebound Host", () =>
  withServer(async ({ page, port, post }) => {
    const strangers = [
      { Origin: "http://evil.example" },
      { Origin: `http://127.0.0.1:${port + 1}` },
      { Origin: "null" },
      { "Sec-Fetch-Site": "cross-site" },
      { Host: `evil.example:${port}` },
    ];
    for (const headers of strangers) assert.is((await post("/api/pos/add", { code: "PR001" }, headers)).status, 403);
    assert.is(page.pos.state().receipt.lines.length, 0);
  }));

test("a form cannot post: only declared JSON is read", () =>
  withServer(async ({ post }) => {
    assert.is((await post("/api/pos/add", { code: "PR001" }, { "Content-Type": "text/plain" })).status, 415);
  }));

test("a body that its schema does not know is refused with its place", () =>
  withServer(async ({ post }) => {
    const extra = await post("/api/pos/add", { code: "PR001", price: 1 });
    assert.is(extra.status, 422);
    assert.match(extra.text, /additional properties/);
    assert.is((await post("/api/rrpay/script", [{ on: "post", fault: { type: "none" } }])).status, 422);
    assert.is((await post("/api/rrpay/policy", { type: "cash", more: 1 })).status, 422);
    assert.is((await post("/api/pos/add", Buffer.from("{"))).status, 422);
  }));

test("the wrong moment and unknown actions are told apart", () =>
  withServer(async ({ post }) => {
    assert.is((await post("/api/pos/pay", {})).status, 409);
    assert.is((await post("/api/pos/constructor", {})).status, 404);
    assert.is((await post("/api/rrpay/transactions/x/toString", {})).status, 404);
  }));

test("the page's own files carry a policy that lets nothing else in", () =>
  withServer(async ({ port }) => {
    const reply = await call(port, "GET", "/", { headers: { Host: `127.0.0.1:${port}` } });
    assert.is(reply.status, 200);
    assert.match(reply.headers.get("content-security-policy") ?? "", /default-src 'none'.*script-src 'self'/);
    assert.not.match(reply.text, /https?:/);
  }));

test("a saved trace is opened as the page that trace explain draws, in both languages, and nobody guesses where", () =>
  withServer(async ({ page, port, get, post }) => {
    await post("/api/pos/add", { code: "PR001" });
    await post("/api/pos/pay", {});
    await page.pos.until(({ taken }) => taken !== undefined);
    const { text } = JSON.parse((await get("/api/trace/saved?language=lt")).text) as { text: string };
    assert.match(text, '"redacted":true');
    assert.not.match(text, "ONA");
    const opened = await post("/api/trace/open", { text, language: "lt" });
    const { path } = JSON.parse(opened.text) as { path: string };
    await withTrace(text, async (folder) => {
      for (const language of ["lt", "en"]) {
        const shown = await call(port, "GET", `${path}?language=${language}`, {
          headers: { Host: `127.0.0.1:${port}` },
        });
        const { out } = await cli("trace", "explain", `${folder}/00000001.trace`, "--html", "--language", language);
        assert.is(shown.text, out);
        assert.match(shown.headers.get("content-security-policy") ?? "", /^default-src 'none'; style-src/);
      }
    });
    const other = `/story/${"0".repeat(32)}`;
    assert.is((await call(port, "GET", other, { headers: { Host: `127.0.0.1:${port}` } })).status, 401);
  }));

test("what is no trace is not opened, and the page says so in its language", () =>
  withServer(async ({ post }) => {
    const refused = await post("/api/trace/open", { text: '{"steps":[]}\n', language: "lt" });
    assert.equal(
      [refused.status, JSON.parse(refused.text).error],
      [422, "Šiame faile nėra pėdsako, kurį būtų galima perskaityti."],
    );
    for (const body of [{}, { text: 1 }, null, []]) assert.is((await post("/api/trace/open", body)).status, 422);
  }));

test("it listens on the loopback only", () =>
  withServer(async ({ port }) => {
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect({ port, host: "127.0.0.2" });
      socket.once("connect", () => resolve("connected"));
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    });
    assert.is(outcome, "ECONNREFUSED");
  }));

test.run();
