/** The page's own words. Texts from the till or from RRPay are shown unchanged. */
import { EN } from "./texts-en.ts";
import { LT, type Texts } from "./texts-lt.ts";

export type { Texts } from "./texts-lt.ts";

export type Language = "lt" | "en";

export const TEXTS: Readonly<Record<Language, Texts>> = { lt: LT, en: EN };
