/** How an RRPay is set up. */
import type { converse, Warp } from "./conversation.ts";
import type { Rule } from "./faults.ts";
import type { Numbering, Policy, PolicyName } from "./model.ts";
import type { Memory } from "./store.ts";

export interface RrpayOptions {
  /** The folder of the store; made where it is missing. */
  readonly dir: string;
  /** The till that it is paired with (default "1"). */
  readonly till?: string;
  /** Further tills that it serves. */
  readonly tills?: readonly string[];
  /** How it pays (default "mixed"). */
  readonly policy?: Policy | PolicyName;
  /** The bearer token that it asks for. */
  readonly token?: string;
  /** Whether health needs the token as well (default false). */
  readonly healthToken?: boolean;
  /** How documents are numbered (default "continuous"). */
  readonly numbering?: Numbering;
  /** 0, the default, takes a free one. A restart keeps it. */
  readonly port?: number;
  readonly faults?: readonly Rule[];
  readonly features?: readonly string[];
  /** What it still knows from before (default "kept"). */
  readonly memory?: Memory;
  /** Speaks another protocol than ours on its connections. */
  readonly converse?: typeof converse;
  /** Breaks a promise of the contract. */
  readonly warp?: Warp;
  readonly now?: () => Date;
  /** Called instead of staying closed when a crash of the script has no restart: a process of its own dies here. */
  readonly onCrash?: () => void;
}

/** A name stands for the policy without particulars. */
export function policyOf(policy: Policy | PolicyName): Policy {
  return typeof policy === "string" ? { type: policy } : policy;
}
