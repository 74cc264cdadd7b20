/**
 * Where a data folder may be. A lock on a share is only as reliable as the network, and a memory stick can be pulled
 * out.
 */
import { realpathSync, statfsSync } from "node:fs";
import { dirname, parse } from "node:path";
import koffi from "koffi";

const DRIVE_FIXED = 3;
const DRIVE_RAMDISK = 6;

/** NFS, SMB, CIFS, SMB2 and AFS, by their statfs numbers. */
const REMOTE_FILE_SYSTEMS = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f];

/**
 * Whether a path, which may not exist yet, is on a local, fixed drive. Outside Windows any local file system is
 * accepted.
 */
export function isLocalFixed(path: string): boolean {
  if (process.platform === "linux") return !isRemote(path);
  if (process.platform !== "win32") return true;
  const { root } = parse(finalPath(path));
  if (/^[\\/]{2}/.test(root)) return false;
  const driveType: (root: string) => number = koffi
    .load("kernel32.dll")
    .func("uint32_t __stdcall GetDriveTypeW(const char16_t *)");
  return [DRIVE_FIXED, DRIVE_RAMDISK].includes(driveType(root));
}

/** Where a path leads after its links are followed, because a drive letter may stand for a share. */
function finalPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : finalPath(parent);
  }
}

/** Asks about the existing part of a path, because the missing part will be made there. */
function isRemote(path: string): boolean {
  try {
    return REMOTE_FILE_SYSTEMS.includes(statfsSync(path).type);
  } catch {
    const parent = dirname(path);
    return parent !== path && isRemote(parent);
  }
}
