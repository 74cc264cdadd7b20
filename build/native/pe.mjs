// The few bits of a Windows file's header that binutils has no option for.
import { readFileSync, writeFileSync } from "node:fs";

/** A file that is paged in from a network share dies with the network: Windows is to copy it first. */
const NET_RUN_FROM_SWAP = 0x0800;

const TIMESTAMP = 8;
const CHARACTERISTICS = 22;
const CHECKSUM = 88;

/** Sets the flag; and no time of the build (objcopy puts one in) nor checksum, so that the same sources give the same bytes. */
export function finishPe(path) {
  const bytes = readFileSync(path);
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString("latin1", header, header + 4) !== "PE\0\0") throw new Error(`${path} is no Windows file`);
  bytes.writeUInt16LE(bytes.readUInt16LE(header + CHARACTERISTICS) | NET_RUN_FROM_SWAP, header + CHARACTERISTICS);
  bytes.writeUInt32LE(0, header + TIMESTAMP);
  bytes.writeUInt32LE(0, header + CHECKSUM);
  writeFileSync(path, bytes);
}
