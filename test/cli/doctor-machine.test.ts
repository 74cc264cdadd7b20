// Time limit: 300 s
/** What `gama-rrpay doctor` makes of Windows' word: who may change the till's files, and who listens on the port. */
import { type AddressInfo, createServer } from "node:net";
import { basename, join } from "node:path";
import * as assert from "uvu/assert";
import { examine } from "../../runtime/cli/doctor.ts";
import { NodeHost } from "../../runtime/cli/host/node.ts";
import type { Reply, Request } from "../../runtime/cli/program/wire.ts";
import { CODES } from "../../schemas/generated/codes.ts";
import { STATUS } from "../../schemas/generated/program.ts";
import { withShop } from "../support/doctor-shop.ts";
import { libraryFor, writeFiles } from "../support/releases.ts";
import { suite } from "../support/suite.ts";

const test = suite("the doctor on the machine");

/** Windows' word of who may write what, which no other machine has. */
class Windows extends NodeHost {
  readonly asked: string[] = [];
  /** access.group of the config, which only this host reads. */
  group = "";
  /** Who owns a file of this name, where that is not the user. */
  owners: Readonly<Record<string, string>> = {};
  /** Who listens on the port. */
  listeners: readonly string[] = ["rrpay.exe (7)"];
  /** Who else listens on all of IPv6. */
  perhaps: readonly string[] = [];
  readonly #writers: (path: string) => readonly string[];

  constructor(writers: (path: string) => readonly string[]) {
    super();
    this.#writers = writers;
  }

  override async carryOut(request: Request): Promise<Reply> {
    const reply = await super.carryOut(request);
    if (request.type === "config" && reply.fields) Object.assign(reply.fields, { accessGroup: this.group });
    if (request.type === "portOwner")
      return { status: 0, fields: { names: this.listeners, perhaps: this.perhaps } } as Reply;
    if (request.type !== "writers") return reply;
    assert.is(request.group, this.group);
    this.asked.push(request.path);
    const owner = this.owners[basename(request.path)] ?? "";
    return { status: 0, fields: { owner, names: this.#writers(request.path) } } as Reply;
  }
}

test("who else may write rrpay.prg, gama-shop.txt, plug-in, config or data folder is told, with the line that mends it", () =>
  withShop(async (shop) => {
    writeFiles(shop.folder, { "rrpay.prg": "", "gama-shop.txt": "", "gama_rrpay.dll": libraryFor(0x14c) });
    const options = { asked: "en", engine: "quickjs", programFolder: shop.folder } as const;
    const rightsOf = async (writers: (path: string) => readonly string[]) => {
      const { checks, status } = await new Windows(writers).run(examine(shop.configPath, options));
      return { status, rights: checks.filter(({ id }) => id === "rights") };
    };
    const few = await rightsOf(() => []);
    assert.equal([few.status, few.rights.map(({ status }) => status)], ["ok", ["ok"]]);
    for (const name of [
      ...["rrpay.prg", "gama-shop.txt", "gama_rrpay.dll", "rrpay.plugin.js", "gama-rrpay.json", "data"],
      "",
    ]) {
      const path = name === "" ? shop.folder : join(shop.folder, name);
      const { status, rights } = await rightsOf((one) => (one === path ? ["Everyone", "Everyone", "kasa2"] : []));
      assert.is(status, "warn", name);
      assert.equal(
        rights.map((check) => [check.status, check.detail]),
        [["warn", `${path}: Everyone, kasa2`]],
      );
      const inherited = name === "data" || name === "" ? "(OI)(CI)" : "";
      const may = name === "data" ? `"%USERNAME%":${inherited}M` : `*S-1-5-32-545:${inherited}RX`;
      const system = `*S-1-5-32-544:${inherited}F *S-1-5-18:${inherited}F`;
      assert.is(rights[0]?.fix, `icacls "${path}" /inheritance:r /grant:r ${system} ${may}`);
    }
  }));

test("the group of the config may write the data folder, and no file that is not there is asked about", () =>
  withShop(async (shop) => {
    const windows = new Windows((path) => (path.endsWith("data") ? ["Everyone"] : []));
    windows.group = "Kasos";
    const options = { asked: "en", engine: "quickjs", programFolder: shop.folder } as const;
    const { checks } = await windows.run(examine(shop.configPath, options));
    assert.match(checks.find(({ id }) => id === "rights")?.fix ?? "", /"Kasos":\(OI\)\(CI\)M$/);
    assert.equal(windows.asked.map((path) => path.slice(shop.folder.length + 1)).sort(), [
      "",
      "data",
      "gama-rrpay.json",
      "rrpay.plugin.js",
    ]);
  }));

test("a folder or file of somebody else's is told with its owner, who may change it whatever its rights", () =>
  withShop(async (shop) => {
    const windows = new Windows(() => []);
    windows.owners = { data: "SHOP\\visitor" };
    const { checks } = await windows.run(examine(shop.configPath, { asked: "en", engine: "quickjs" }));
    const path = join(shop.folder, "data");
    assert.equal(
      checks.filter(({ id }) => id === "rights"),
      [
        {
          id: "rights",
          status: "warn",
          detail: `${path}: SHOP\\visitor`,
          fix: `It belongs to SHOP\\visitor. That is right if GAMA runs as SHOP\\visitor; if not: icacls "${path}" /setowner *S-1-5-32-544`,
        },
      ],
    );
  }));

/** What is said of the port, without its address. */
async function portsTold(windows: Windows, configPath: string): Promise<string[]> {
  const { checks } = await windows.run(examine(configPath, { asked: "en", engine: "quickjs" }));
  return checks
    .filter(({ id }) => id === "port")
    .map(({ status, detail }) => `${status} ${detail.split(" ").slice(1).join(" ")}`.trim());
}

test("two programs on RRPay's port are told, the one that gets the till's connections first", () =>
  withShop(async (shop) => {
    const windows = new Windows(() => []);
    const portOf = () => portsTold(windows, shop.configPath);
    assert.equal(await portOf(), ["ok rrpay.exe (7)"]);
    windows.listeners = ["other.exe (8)", "rrpay.exe (7)"];
    assert.equal(await portOf(), ["warn other.exe (8), rrpay.exe (7)"]);
    shop.write({ rrpay: { host: "127.0.0.2", port: 1 } });
    assert.equal(await portOf(), [], "what listens at another address is not asked");
  }));

for (const [ipv6Only, beside, alone] of [
  [true, "ok rrpay.exe (7)", "warn"],
  [false, "warn rrpay.exe (7), other.exe (8)", "ok other.exe (8)"],
] as const)
  test(`a program on all of IPv6 that ${ipv6Only ? "takes no IPv4 is not told" : "takes IPv4 too is told"}`, () =>
    withShop(async (shop) => {
      const server = createServer((socket) => socket.on("error", () => {}));
      await new Promise<void>((resolve) => server.listen({ port: 0, host: "::", ipv6Only }, resolve));
      try {
        shop.write({ rrpay: { port: (server.address() as AddressInfo).port } });
        const windows = new Windows(() => []);
        windows.perhaps = ["other.exe (8)"];
        assert.equal(await portsTold(windows, shop.configPath), [beside]);
        windows.listeners = [];
        assert.equal(await portsTold(windows, shop.configPath), [alone]);
      } finally {
        server.close();
      }
    }));

/** A data folder that cannot be written, with so much room on its disk. */
class Unwritable extends NodeHost {
  readonly #freeBytes: number;

  constructor(freeBytes: number) {
    super();
    this.#freeBytes = freeBytes;
  }

  override async carryOut(request: Request): Promise<Reply> {
    const reply = await super.carryOut(request);
    if (request.type === "lock" && reply.fields) Object.assign(reply.fields, { isWritable: 0 });
    if (request.type === "stat" && reply.fields) Object.assign(reply.fields, { freeBytes: this.#freeBytes });
    return reply;
  }
}

test("a folder that a full disk keeps from being written is told as a full disk, any other by its rights", () =>
  withShop(async (shop) => {
    for (const [freeBytes, id, code] of [
      [0, "disk-space", "disk-full"],
      [1e12, "data-dir", "store-readonly"],
    ] as const) {
      const { checks, status } = await new Unwritable(freeBytes).run(examine(shop.configPath, { asked: "en" }));
      assert.is(status, "fail");
      assert.equal(
        checks.filter((check) => check.status === "fail").map((check) => [check.id, check.fix]),
        [[id, CODES[code].en]],
      );
    }
  }));

/** What another user has, which does not let itself be asked, or a folder that may not be made and is not there. */
class Withheld extends Unwritable {
  readonly #name: string;
  readonly #status: number;

  constructor(name: string, status: number) {
    super(1e12);
    this.#name = name;
    this.#status = status;
  }

  override async carryOut(request: Request): Promise<Reply> {
    const isWithheld = request.type === "stat" && basename(request.path) === this.#name;
    return isWithheld ? { status: this.#status } : super.carryOut(request);
  }
}

test("a folder that does not even let itself be asked is told by its rights, with all the other checks", () =>
  withShop(async (shop) => {
    for (const status of [STATUS.denied, STATUS.missing]) {
      const { checks } = await new Withheld("data", status).run(examine(shop.configPath, { asked: "en" }));
      assert.equal(
        checks.filter((check) => check.status === "fail").map((check) => [check.id, check.fix]),
        [["data-dir", CODES["store-readonly"].en]],
      );
      assert.ok(checks.some(({ id, status }) => id === "bundle-file" && status === "ok"));
    }
  }));

test("a config or plug-in that the user may not read is not called missing", () =>
  withShop(async (shop) => {
    for (const [id, name] of [
      ["config-file", basename(shop.configPath)],
      ["bundle-file", "rrpay.plugin.js"],
    ] as const) {
      const { checks } = await new Withheld(name, STATUS.denied).run(examine(shop.configPath, { asked: "en" }));
      const check = checks.find((some) => some.id === id);
      assert.is(check?.status, "fail");
      assert.match(check?.fix ?? "", "This user may not read it.");
    }
  }));

test.run();
