/**
 * The product's name and version. The build writes the version in; code that runs from its sources has a development
 * version.
 */
declare const PRODUCT_VERSION: string | undefined;

export const PRODUCT = "gama-rrpay";
export const VERSION: string = typeof PRODUCT_VERSION === "string" ? PRODUCT_VERSION : "0.0.0-dev";
