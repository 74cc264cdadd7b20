/** Where a data folder may be: a lock on a share is only as good as the network, and a stick gets pulled out. */
import { parse } from "node:path";
import koffi from "koffi";

const DRIVE_FIXED = 3;
const DRIVE_RAMDISK = 6;

/** Whether a path is on a local, fixed drive. Elsewhere than on Windows any file system will do. */
export function isLocalFixed(path: string): boolean {
  if (process.platform !== "win32") return true;
  const { root } = parse(path);
  if (/^[\\/]{2}/.test(root)) return false;
  const driveType: (root: string) => number = koffi
    .load("kernel32.dll")
    .func("uint32_t __stdcall GetDriveTypeW(const char16_t *)");
  return [DRIVE_FIXED, DRIVE_RAMDISK].includes(driveType(root));
}
