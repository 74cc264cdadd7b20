// The protocols of RRPay that a bundle can be built for: the name in the config, and the port that speaks it.
export const DIALECTS = {
  rrpay: "plugin/rrpay/port.ts",
  lines: "test/dialect/port.ts",
};
