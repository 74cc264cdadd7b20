// The three libraries, as a table: what differs between them is here and in the shim's platform files, nowhere else.

const warnings = ["-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wstrict-prototypes", "-Wvla", "-Wundef"];

/** For the shim's own files. */
const shimFlags = [
  "-std=c11",
  "-O2",
  "-g1",
  ...warnings,
  "-fvisibility=hidden",
  "-ffunction-sections",
  "-fdata-sections",
];

/** For the translated engine: without warnings, it is generated; never -Os, which is 2.85 times slower. */
const engineFlags = [
  "-O2",
  "-w",
  "-fvisibility=hidden",
  "-ffunction-sections",
  "-fno-math-errno",
  // Its loads and stores are functions that gcc else calls in places: inlined, they are 5 % quicker and 80 kB smaller.
  "-Dinline=inline __attribute__((always_inline))",
];

/** What wasm-rt.h is told, wherever it is included: no signal handlers, no counted stack. */
const wasmDefines = ["-DNDEBUG", "-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0", "-DWASM_RT_USE_STACK_DEPTH_COUNT=0"];

// SSE so that a 32-bit double is a 64-bit double; no tables for exceptions, which C does not throw.
const x86 = ["-msse2", "-mfpmath=sse", "-fno-asynchronous-unwind-tables"];
/** For the shim: the engine is guarded by its own memory, and each check would cost it. win32.c has what Windows lacks. */
const protector = "-fstack-protector-strong";
const posix = ["-fPIC", "-D_GNU_SOURCE", "-pthread"];
// Windows 7: newer functions are looked up at run time.
const windows = ["-D_WIN32_WINNT=0x0601", "-DWINVER=0x0601", "-DUNICODE", "-D_UNICODE", "-D__USE_MINGW_ANSI_STDIO=0"];

const elfLink = ["-shared", "-pthread", "-Wl,--gc-sections,-z,nodelete,-z,now,-z,relro,-z,noexecstack,--build-id=none"];

/** An entry point of our own: mingw's would bring thread-local storage, and DllMain has nothing to do. */
const peLink = (entry, base) => [
  "-shared",
  "-nostartfiles",
  "-static-libgcc",
  `-Wl,--entry=${entry}`,
  "-Wl,--gc-sections,--exclude-all-symbols,--kill-at,--no-insert-timestamp",
  "-Wl,--subsystem=windows,--dynamicbase,--nxcompat,--major-subsystem-version=6,--minor-subsystem-version=1",
  "-Wl,--major-os-version=6,--minor-os-version=1",
  // Otherwise it is made of the output's path.
  `-Wl,--disable-auto-image-base,--image-base=${base}`,
];
const peLibraries = ["-lws2_32", "-ladvapi32"];

export const targets = {
  "linux-x64": {
    name: "linux-x64",
    output: "linux-x64/libgama_rrpay.so",
    compiler: "gcc",
    commands: ["gcc", "objcopy", "wasm2c"],
    platform: "posix",
    shimFlags: [...shimFlags, ...wasmDefines, ...posix, protector],
    engineFlags: [...engineFlags, ...wasmDefines, "-fPIC"],
    link: elfLink,
    libraries: ["-lm"],
    objcopy: "objcopy",
  },
  "win-x86": {
    name: "win-x86",
    output: "win-x86/gama_rrpay.dll",
    compiler: "i686-w64-mingw32-gcc-win32",
    commands: ["i686-w64-mingw32-gcc-win32", "i686-w64-mingw32-windres", "wasm2c"],
    platform: "win32",
    shimFlags: [...shimFlags, ...wasmDefines, ...windows, ...x86, protector],
    engineFlags: [...engineFlags, ...wasmDefines, ...x86],
    link: [...peLink("_grp_dll_entry@12", "0x62c00000"), "-Wl,--large-address-aware,--no-seh"],
    libraries: peLibraries,
    objcopy: "i686-w64-mingw32-objcopy",
    windres: "i686-w64-mingw32-windres",
  },
  "win-x64": {
    name: "win-x64",
    output: "win-x64/gama_rrpay.dll",
    compiler: "x86_64-w64-mingw32-gcc-win32",
    commands: ["x86_64-w64-mingw32-gcc-win32", "x86_64-w64-mingw32-windres", "wasm2c"],
    platform: "win32",
    shimFlags: [...shimFlags, ...wasmDefines, ...windows, protector],
    engineFlags: [...engineFlags, ...wasmDefines],
    link: [...peLink("grp_dll_entry", "0x2c6200000"), "-Wl,--high-entropy-va"],
    libraries: peLibraries,
    objcopy: "x86_64-w64-mingw32-objcopy",
    windres: "x86_64-w64-mingw32-windres",
  },
};
