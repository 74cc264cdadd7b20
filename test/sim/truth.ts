/** What really happened to money and paper. This is the oracle's truth, and no crash or lost memory changes it. */

export type Kind = "sale" | "return" | "void";

/** Money that changed hands in one transaction: what the shop keeps from a sale, or pays out for a return or void. */
export interface Taking {
  readonly id: string;
  readonly kind: Kind;
  readonly saleKey: string;
  /** GAMA's receipt for which it was sent, because a key may be used again. */
  readonly uid: number;
  netCents: number;
  method: number;
  /** The customer has paid a part, and RRPay still waits for the rest. */
  partial: boolean;
}

export interface Paper {
  readonly id: string;
  readonly kind: Kind;
  readonly saleKey: string;
  readonly uid: number;
  readonly documentNo: string;
}

export class Truth {
  readonly takings: Taking[] = [];
  readonly papers: Paper[] = [];

  taking(id: string): Taking | undefined {
    return this.takings.find((taking) => taking.id === id);
  }

  paper(id: string): Paper | undefined {
    return this.papers.find((paper) => paper.id === id);
  }

  /** The customer gets a part payment back. */
  giveBack(id: string): void {
    const at = this.takings.findIndex((taking) => taking.id === id);
    if (at >= 0) this.takings.splice(at, 1);
  }

  takingsOf(uid: number, kind: Kind): Taking[] {
    return this.takings.filter((taking) => taking.uid === uid && taking.kind === kind);
  }

  papersOf(uid: number, kind: Kind): Paper[] {
    return this.papers.filter((paper) => paper.uid === uid && paper.kind === kind);
  }
}
