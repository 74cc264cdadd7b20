/** Builds gama-rrpay-doctor.exe, 32-bit as GAMA is, beside the DLL that it asks. */
import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { run } from "../native/compile.mjs";
import { root } from "../native/places.mjs";
import { ensureTools } from "../native/tools.mjs";

const COMPILER = "i686-w64-mingw32-gcc-win32";
/** The program's C files. */
export const DOCTOR_SOURCES = ["doctor.c", "doctor_config.c", "doctor_rights.c", "doctor_port.c"].map(
  (file) => `runtime/gama/${file}`,
);
const HEADERS = ["runtime/gama/doctor.h", "runtime/native/gama_rrpay.h", "runtime/native/generated/codes.h"];
const OUTPUT = "dist/win-x86/gama-rrpay-doctor.exe";

export type DoctorExe =
  | { readonly kind: "built"; readonly path: string }
  | { readonly kind: "absent"; readonly reason: string };

/** Makes sure that the program is built from the sources as they are, or says why it is not there. */
export async function ensureDoctorExe(): Promise<DoctorExe> {
  const missing = ensureTools([COMPILER], () => {});
  if (missing) return { kind: "absent", reason: `${missing.reason} (${missing.how})` };
  const path = `${root}/${OUTPUT}`;
  if (!isFresh(path)) {
    mkdirSync(`${root}/dist/win-x86`, { recursive: true });
    const flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-Wshadow", "-msse2", "-mfpmath=sse", "-s"];
    const windows = ["-D_WIN32_WINNT=0x0601", "-DUNICODE", "-D__USE_MINGW_ANSI_STDIO=0", "-static-libgcc"];
    const link = ["-Wl,--no-insert-timestamp,--dynamicbase,--nxcompat"];
    // Put there as a whole: two test files may want it at once.
    const fresh = `${path}.${process.pid}`;
    const sources = DOCTOR_SOURCES.map((source) => `${root}/${source}`);
    await run(COMPILER, [...flags, ...windows, ...sources, "-o", fresh, ...link, "-liphlpapi", "-ladvapi32"]);
    renameSync(fresh, path);
  }
  return { kind: "built", path };
}

function isFresh(path: string): boolean {
  if (!existsSync(path)) return false;
  const { mtimeMs } = statSync(path);
  return [...DOCTOR_SOURCES, ...HEADERS].every((source) => statSync(`${root}/${source}`).mtimeMs < mtimeMs);
}
