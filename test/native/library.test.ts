// Only with --all: it builds every library twice.
// Only on Node: objdump and the compilers read and make the same files for any host.
// What the libraries are made of: system imports only, no thread-local storage, no handlers, small, the same bytes twice.
// Time limit: 1500 s
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import * as assert from "uvu/assert";
import type { TargetName } from "../../build/native/build.mjs";
import { run } from "../../build/native/compile.mjs";
import { cacheDir, root } from "../../build/native/places.mjs";
import { targets } from "../../build/native/targets.mjs";
import { CONFIG_RANGES } from "../../schemas/generated/config.ts";
import { skip } from "../support/skip.ts";
import { suite } from "../support/suite.ts";
import { library, program } from "./available.ts";
import { withFolder } from "./puppet.ts";

const EXPORTS = [
  "grp_abi_version",
  "grp_cancel",
  "grp_close",
  "grp_echo",
  "grp_error_text",
  "grp_open",
  "grp_poll",
  "grp_progress",
  "grp_release",
  "grp_result",
  "grp_start",
  "grp_version",
];

/** Every function of the system that the DLLs may call: all of them are in Windows 7. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  "ADVAPI32.dll": [
    "ConvertSidToStringSidW",
    "ConvertStringSecurityDescriptorToSecurityDescriptorW",
    "LookupAccountNameW",
    "SystemFunction036",
  ],
  // MoveFileExW and RemoveDirectoryW are called by gama-rrpay.exe alone, which is built of the same objects
  "KERNEL32.dll": (
    "AcquireSRWLockExclusive CloseHandle CompareStringOrdinal CreateDirectoryW CreateEventW CreateFileW DeleteFileW " +
    "FileTimeToSystemTime FindClose FindFirstFileW FindNextFileW FlushFileBuffers GetDiskFreeSpaceExW GetDriveTypeW " +
    "GetEnvironmentVariableW GetFileAttributesW GetFileInformationByHandle GetFileInformationByHandleEx GetFileSizeEx GetFinalPathNameByHandleW " +
    "GetFullPathNameW GetLastError GetModuleFileNameW GetModuleHandleExW " +
    "GetModuleHandleW GetProcAddress GetSystemTimeAsFileTime InitOnceExecuteOnce LocalFree MoveFileExW MultiByteToWideChar " +
    "QueryPerformanceCounter QueryPerformanceFrequency ReadFile ReleaseSRWLockExclusive RemoveDirectoryW ResetEvent SetEndOfFile " +
    "SetEvent SetFilePointerEx SetHandleInformation Sleep SleepConditionVariableSRW SystemTimeToFileTime " +
    "SystemTimeToTzSpecificLocalTime TlsAlloc TlsGetValue TlsSetValue VirtualAlloc VirtualFree " +
    "WaitForMultipleObjects WaitForSingleObject WakeAllConditionVariable WideCharToMultiByte WriteFile"
  ).split(" "),
  "msvcrt.dll": (
    "_beginthreadex _errno _vscprintf _vsnprintf abort bsearch calloc ceil floor free malloc memchr memcmp memcpy memmove memset qsort realloc " +
    "strcmp strcpy strlen strrchr wcscat wcscpy wcslen wcsncmp wcsrchr"
  ).split(" "),
  "WS2_32.dll": (
    "WSACleanup WSAEnumNetworkEvents WSAEventSelect WSAGetLastError WSAIoctl WSASocketW WSAStartup closesocket connect " +
    "getsockopt htons recv select send setsockopt"
  ).split(" "),
};

/** Functions that would reach into the whole process, or wait where nothing may wait. */
const FORBIDDEN_ON_LINUX =
  /^(sigaction|signal|sigaltstack|atexit|__cxa_atexit|setlocale|system|popen|fork|exec.*|getaddrinfo|gethostbyname|usleep|sleep|nanosleep|setjmp|_setjmp|longjmp)$/;

const test = suite("the libraries");

async function importsOf(objdump: string, dll: string): Promise<Map<string, string[]>> {
  const imports = new Map<string, string[]>();
  let names: string[] = [];
  for (const line of (await run(objdump, ["-p", dll])).split("\n")) {
    const library = /DLL Name: (\S+)/.exec(line)?.[1];
    const name = /^\t[0-9a-f]+\t +\d+ {2}(\S+)/.exec(line)?.[1];
    if (library !== undefined) {
      names = [];
      imports.set(library, names);
    } else if (name !== undefined) names.push(name);
  }
  return imports;
}

for (const name of ["win-x86", "win-x64"] as const) {
  const available = await library(name);
  if (available.type === "absent") {
    skip(`the DLL of ${name}`, available.reason);
    continue;
  }
  const dll = available.value;
  const objdump = targets[name].objcopy.replace("objcopy", "objdump");
  const nm = targets[name].objcopy.replace("objcopy", "nm");

  test(`${name} imports nothing but what the list names`, async () => {
    for (const [from, names] of await importsOf(objdump, dll)) {
      const allowed = IMPORTS[from] ?? [];
      assert.equal(
        names.filter((one) => !allowed.includes(one)),
        [],
        `from ${from}`,
      );
    }
  });

  test(`${name} exports the contract, undecorated, and nothing else`, async () => {
    const text = await run(objdump, ["-p", dll]);
    const names = [...text.matchAll(/^\t\[ *\d+\] (?:\+base\[ *\d+\] +[0-9a-f]+ )?(grp\S*)$/gm)].map(
      (match) => match[1],
    );
    assert.equal(names, EXPORTS);
    assert.match(text, /^Name\s+[0-9a-f]+ gama_rrpay\.dll$/m);
    assert.match(text, /Export Address Table\s+0000000c/);
  });

  test(`${name} is copied off a network share, knows no time of its build, and runs on Windows 7`, async () => {
    const text = await run(objdump, ["-p", dll]);
    assert.match(text, "copy to swap file if on network media");
    assert.match(text, /Time\/Date\s+Thu Jan {2}1 00:00:00 1970/);
    assert.match(text, /MajorSubsystemVersion\s+6\s+MinorSubsystemVersion\s+1/);
    assert.match(text, /DYNAMIC_BASE\s+NX_COMPAT/);
    // Nobody can put a handler of exceptions into a library that has none.
    if (name === "win-x86") assert.match(text, "NO_SEH");
  });

  test(`${name} has no thread-local storage, no constructors and nothing that a start-up routine would have to relocate`, async () => {
    const text = await run(objdump, ["-p", "-h", dll]);
    assert.not.match(text, / \.(tls|ctors|CRT)/);
    assert.match(text, /Entry 9 0+ 0+ Thread Storage Directory/);
    const symbols = await run(nm, [dll.replace(`${name}/`, `symbols/${name}/`)]);
    const place = (symbol: string): string | undefined => new RegExp(`^(\\S+) . _*${symbol}$`, "m").exec(symbols)?.[1];
    assert.is(place("RUNTIME_PSEUDO_RELOC_LIST__"), place("RUNTIME_PSEUDO_RELOC_LIST_END__"));
  });

  test(`${name} guards its stacks`, async () => {
    const symbols = await run(nm, [dll.replace(`${name}/`, `symbols/${name}/`)]);
    assert.match(symbols, / T _*stack_chk_fail$/m);
  });

  test(`${name} has a version resource and is stripped`, async () => {
    const text = await run(objdump, ["-h", dll]);
    assert.match(text, ".rsrc");
    assert.not.match(text, ".debug");
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string };
    assert.ok(readFileSync(dll).includes(Buffer.from(`ProductVersion\0`, "utf16le")));
    assert.ok(readFileSync(dll).includes(Buffer.from(version, "utf16le")));
  });

  // the product is the 32-bit one; code of 64 bits is longer, and the engine's memory in it grows by whole pages
  const limitMb = name === "win-x86" ? 2.2 : 2.35;
  test(`${name} is under ${limitMb} MB`, () => assert.ok(statSync(dll).size < limitMb * 1e6));
}

/** What a till's program imports besides what the library does: a console, who holds a file, a port. */
const PROGRAM_LIBRARIES = [...Object.keys(IMPORTS), "msvcrt.dll", "IPHLPAPI.DLL", "RstrtMgr.dll"].map((name) =>
  name.toLowerCase(),
);

for (const name of ["win-x86", "win-x64"] as const) {
  const available = await program(name);
  if (available.type === "absent") {
    skip(`gama-rrpay.exe of ${name}`, available.reason);
    continue;
  }
  const exe = available.value;
  const objdump = targets[name].objcopy.replace("objcopy", "objdump");

  test(`${name}: gama-rrpay.exe imports libraries of the system only, those that Windows 7 has`, async () => {
    const names = [...(await importsOf(objdump, exe)).keys()].map((one) => one.toLowerCase());
    assert.equal(
      names.filter((one) => !PROGRAM_LIBRARIES.includes(one)),
      [],
    );
  });

  test(`${name}: gama-rrpay.exe is under 2.3 MB and knows no time of its build`, async () => {
    assert.ok(statSync(exe).size < 2_300_000, String(statSync(exe).size));
    const text = await run(objdump, ["-p", exe]);
    assert.match(text, /Time\/Date\s+Thu Jan {2}1 00:00:00 1970/);
    assert.match(text, /MajorSubsystemVersion\s+6\s+MinorSubsystemVersion\s+1/);
    assert.match(text, /DYNAMIC_BASE\s+NX_COMPAT/);
  });
}

const linux = await library("linux-x64");
if (linux.type === "absent") skip("the library of linux-x64", linux.reason);
else {
  const dynamic = (await run("nm", ["-D", linux.value])).split("\n");

  test("linux-x64 exports the contract and nothing else", () => {
    const names = dynamic.flatMap((line) => / T (\S+)$/.exec(line)?.[1] ?? []);
    assert.equal(names, EXPORTS);
  });

  test("linux-x64 installs no handlers, starts no programs, asks no resolver", () => {
    const names = dynamic.flatMap((line) => / U ([^@\s]+)/.exec(line)?.[1] ?? []);
    assert.ok(names.includes("fdatasync"));
    assert.equal(
      names.filter((name) => FORBIDDEN_ON_LINUX.test(name)),
      [],
    );
  });

  const make = (file: string, made: string, name: TargetName) =>
    `import(${JSON.stringify(`${root}/build/native/${file}`)}).then((m) => m.${made}({ targets: ["${name}"] }))`;
  for (const [what, built, file, made] of [
    ["library", library, "build.mjs", "ensureNative"],
    ["program", program, "program.mjs", "ensureProgram"],
  ] as const)
    for (const name of ["linux-x64", "win-x86", "win-x64"] satisfies TargetName[])
      test(`the ${what} of ${name} built from clean elsewhere has the same bytes`, () =>
        withFolder(async (folder) => {
          const available = await built(name);
          if (available.type === "absent") return skip(`the same bytes of ${what} ${name}`, available.reason);
          const cache = join(folder, "cache");
          // Not the engine's object, which takes minutes and has one input; everything of ours is compiled again.
          mkdirSync(join(cache, "objects"), { recursive: true });
          cpSync(`${cacheDir}/engine`, join(cache, "engine"), { recursive: true });
          for (const object of readdirSync(`${cacheDir}/objects`))
            if (object.startsWith("qjs.c-")) cpSync(`${cacheDir}/objects/${object}`, join(cache, "objects", object));
          // Others commit meanwhile: the second build names the commit that the first one has inside.
          const bytes = readFileSync(available.value);
          const commit = /(?<![0-9a-f])([0-9a-f]{12})\0/.exec(bytes.toString("latin1"))?.[1] ?? "unknown";
          const env = {
            ...process.env,
            GRP_NATIVE_COMMIT: commit,
            GRP_NATIVE_CACHE: cache,
            GRP_NATIVE_DIST: join(folder, "dist"),
          };
          await run(process.execPath, ["--input-type=module", "-e", make(file, made, name)], { env });
          const again = readFileSync(join(folder, relative(root, available.value)));
          assert.ok(again.equals(bytes), "other bytes");
        }));
}

test("the shim's ranges are the schema's: settings.c says none by hand", () => {
  const source = readFileSync(`${root}/runtime/native/settings.c`, "utf8");
  const ranges = readFileSync(`${root}/runtime/native/generated/config.h`, "utf8");
  for (const [path, field, name] of [
    ["rrpay.port", "port", "RRPAY_PORT"],
    ["limits.memoryMb", "memory_mb", "LIMITS_MEMORY_MB"],
    ["limits.stepMs", "step_ms", "LIMITS_STEP_MS"],
    ["log.keepDays", "log_keep_days", "LOG_KEEP_DAYS"],
    ["trace.maxMb", "trace_max_mb", "TRACE_MAX_MB"],
    ["journal.keepDays", "keep_days", "JOURNAL_KEEP_DAYS"],
  ] as const) {
    const { min, max } = CONFIG_RANGES[path];
    assert.match(ranges, `#define GRP_RANGE_${name} ${min}, ${max}\n`);
    assert.match(source, `within(policy->${field}, GRP_RANGE_${name})`);
  }
  assert.not.match(source, /within\(policy->\w+, \d/);
});

test.run();
