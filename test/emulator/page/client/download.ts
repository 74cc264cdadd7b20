/** Files that the person takes from the page. */

/**
 * The browser reads the file some time after the click. If the address were revoked too early, nothing would be
 * downloaded.
 */
const DOWNLOAD_MS = 60_000;

/** Offers a text to the person as a file. */
export function download(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_MS);
}
