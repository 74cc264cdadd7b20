/** How an RRPay is set up. */
import type { converse, Warp } from "./conversation.ts";
import type { Rule } from "./faults.ts";
import type { Numbering, Policy, PolicyName } from "./model.ts";
import type { Memory } from "./store.ts";

export interface RrpayOptions {
  /** The folder of the store; made if it is missing. */
  readonly dir: string;
  /** The till that it is paired with (default "1"). */
  readonly till?: string;
  /** Further tills that it serves. */
  readonly tills?: readonly string[];
  /** How it pays (default "mixed"). */
  readonly policy?: Policy | PolicyName;
  /** The bearer token that it requires. */
  readonly token?: string;
  /** Whether a health request also needs the token (default false). */
  readonly healthToken?: boolean;
  /** How documents are numbered (default "continuous"). */
  readonly numbering?: Numbering;
  /** 0, the default, takes a free port. A restart keeps it. */
  readonly port?: number;
  readonly faults?: readonly Rule[];
  readonly features?: readonly string[];
  /** What it remembers from before (default "kept"). */
  readonly memory?: Memory;
  /** Uses another protocol than ours on its connections. */
  readonly converse?: typeof converse;
  /** Breaks a promise of the contract. */
  readonly warp?: Warp;
  readonly now?: () => Date;
  /** Called, instead of staying closed, when a scripted crash has no restart. A process of its own dies here. */
  readonly onCrash?: () => void;
}

/** A name means the policy without details. */
export function policyOf(policy: Policy | PolicyName): Policy {
  return typeof policy === "string" ? { type: policy } : policy;
}
