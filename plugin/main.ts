/** The bundle's entry. It sets what a host finds in the realm after it has evaluated the bundle file. */
import { type Bundle, createBundle } from "./bundle.ts";

declare global {
  var grp: Bundle;
}

globalThis.grp = createBundle();
