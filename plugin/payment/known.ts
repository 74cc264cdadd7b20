/**
 * What the journal has of a key before anything is sent for it (docs/contracts.md B2): the stored payment to return, or
 * a refusal.
 */
import type { Spoken as Code } from "../../schemas/generated/sentences.ts";
import type { Attempt, BlockedBy } from "../../schemas/generated/types.ts";
import { blockedByOf, isOpen, isPaid, isTyped, isUnderWay, mayStillPay } from "./attempt.ts";
import type { Order } from "./order.ts";
import {
  hasMoney,
  isDisputed,
  isDoubted,
  isKeyVoided,
  isKnownElsewhere,
  isUnsure,
  type Tries,
  takesBack,
  truthOf,
  voidsOf,
} from "./truth.ts";

export type KnownCode = Extract<
  Code,
  "sale-voided" | "journal-behind" | "already-saved" | "left-to-accountant" | "sale-changed" | "conflict" | "blocked"
>;

/** Why nothing is sent or returned, and the payment that the refusal reports. */
export interface KnownRefusal {
  readonly code: KnownCode;
  readonly sale?: Attempt;
  /** What must be heard of first. */
  readonly blockedBy?: BlockedBy;
}

/** What the decision needs besides the key. */
export interface Asked {
  /** Whether an attempt was sent with the content that is asked for now. */
  readonly isSame: (attempt: Attempt) => boolean;
  /** Whether the receipt that a return names has been taken back. */
  readonly isOriginalVoided: boolean;
  /** Whether a void that was left to the accountant may have taken it back. */
  readonly isOriginalDoubted: boolean;
}

/** The refusal of a settlement because of what is known of its key, in the order of docs/contracts.md B20. */
export function knownRefusal(tries: Tries, { kind, saleKey }: Order, asked: Asked): KnownRefusal | undefined {
  if (kind === "void") return undefined;
  if (asked.isOriginalVoided || isKeyVoided(tries, kind)) return { code: "sale-voided" };
  const own = tries.filter((one) => one.kind === kind);
  // a person must decide whether RRPay's answer on a payment that the journal never knew may be accepted
  if (own.some(({ conflict }) => conflict?.code === "journal-behind")) return { code: "journal-behind" };
  const truth = truthOf(tries, { kind, saleKey });
  const isFollowed = isUnderWay(truth);
  // what is under way is followed, whatever is doubted of it
  const isDoubt = (one: Attempt) => isDisputed(one) && !(isFollowed && one === truth);
  // a conflict is in the list; the void of the original was left, and is in none
  const doubt: KnownRefusal | undefined = own.some(isDoubt)
    ? { code: "conflict" }
    : asked.isOriginalDoubted
      ? { code: "left-to-accountant" }
      : undefined;
  if (!truth) return doubt;
  if (!isPaid(truth) && own.some((one) => isKnownElsewhere(one) || (one.left && (hasMoney(one) || mayStillPay(one)))))
    return { code: "left-to-accountant" };
  if (isPaid(truth) && truth.gama === "saved") return { code: "already-saved", sale: truth };
  const taker = isPaid(truth) ? undecidedVoid(tries, truth) : undefined;
  if (isLeft(truth) || (taker?.left && !taker.conflict)) return { code: "left-to-accountant" };
  if ((isPaid(truth) || isFollowed) && !asked.isSame(truth)) return { code: "sale-changed" };
  if (isPaid(truth)) return taker && voidDoubt(taker);
  if (isTyped(truth)) return undefined;
  // what is sent, anew or once more, could charge, or give back, a second time what RRPay or a person says was taken
  return doubt;
}

/**
 * While nobody knows whether the money of a paid receipt has gone back by its void, it is not returned as paid: GAMA
 * would save what nobody has paid.
 */
function voidDoubt(taker: Attempt): KnownRefusal {
  return taker.conflict ? { code: "conflict" } : { code: "blocked", blockedBy: blockedByOf(taker) };
}

/**
 * The void that may have taken this receipt back, while neither RRPay nor a person has said whether it did. Nobody has
 * where it was left to the accountant.
 */
export function undecidedVoid(tries: Tries, receipt: Attempt): Attempt | undefined {
  return voidsOf(tries, receipt).find((one) => !takesBack(one) && (isUnsaid(one) || isDoubted(one) || isUnsure(one)));
}

/** Open, and RRPay has named it since a person said of it that nothing happened: the newer word counts. */
function isUnsaid(taken: Attempt): boolean {
  return isOpen(taken) && taken.namedAtMs >= (taken.manual?.sinceMs ?? 0);
}

/** The voids of a receipt by which its money may still go back, whatever a person has said of them. */
export function voidsUnderWay(tries: Tries, receipt: Attempt): Attempt[] {
  return voidsOf(tries, receipt).filter(mayStillPay);
}

/** Whether a person left the payment itself to the accountant. What was declined or cancelled may be paid anew. */
function isLeft(attempt: Attempt): boolean {
  if (attempt.left !== true) return false;
  return isOpen(attempt) || isPaid(attempt);
}
