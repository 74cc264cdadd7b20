/** Paths in the form of the host's system. They are only joined and cut here; the host alone knows where they lead. */

/** The separator that a path already uses. A bare name gets the forward slash, which Windows reads too. */
function separatorOf(path: string): string {
  return path.includes("\\") && !path.includes("/") ? "\\" : "/";
}

export function join(folder: string, name: string): string {
  if (folder === "") return name;
  return /[\\/]$/.test(folder) ? folder + name : folder + separatorOf(folder) + name;
}

/** The folder of a file, or "." for a bare name. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut < 0 ? "." : cut === 0 ? path.slice(0, 1) : path.slice(0, cut);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** `path`, resolved against `folder` if it is relative. */
export function resolve(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
