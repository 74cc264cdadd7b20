/** The bundle's entry: what a host finds in the realm after it has evaluated the one file. */
import { type Bundle, createBundle } from "./bundle.ts";

declare global {
  var grp: Bundle;
}

globalThis.grp = createBundle();
