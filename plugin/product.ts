/** Who we are. The version is written in when the bundle is built; run from its sources it is a development version. */
declare const PRODUCT_VERSION: string | undefined;

export const PRODUCT = "gama-rrpay";
export const VERSION: string = typeof PRODUCT_VERSION === "string" ? PRODUCT_VERSION : "0.0.0-dev";
