/** What `npm start` takes, for readArguments. */
export const demo: {
  readonly help: string;
  readonly options: {
    readonly second: { readonly type: "boolean"; readonly default: false };
    readonly return: { readonly type: "boolean"; readonly default: false };
    readonly void: { readonly type: "boolean"; readonly default: false };
    readonly keep: { readonly type: "boolean"; readonly default: false };
    readonly engine: { readonly type: "string" };
  };
  readonly check: (values: { readonly engine?: string | undefined }) => void;
};
