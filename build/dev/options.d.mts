/** What `npm run dev` takes, for readArguments. */
export const developing: {
  readonly help: string;
  readonly options: {
    readonly inspect: { readonly type: "string" };
    readonly engine: { readonly type: "string"; readonly default: "direct" };
    readonly policy: { readonly type: "string"; readonly default: "card" };
    readonly port: { readonly type: "string" };
  };
  readonly check: (values: {
    readonly inspect?: string | undefined;
    readonly engine: string;
    readonly port?: string | undefined;
  }) => void;
};
