/** RRPays that do not keep apart what GAMA has taken itself (vouchers, advances, points) from what is left to pay. */
import { asked, type Body, type Broken, bend, bendBody, misread, takesAgain, takesInvalid } from "./breaking.ts";
import { refusing } from "./broken-content.ts";

export const BROKEN_PREPAID: readonly Broken[] = [
  {
    fault: "knows vouchers alone",
    checks: ["prepaid-kinds"],
    warp: refusing(({ prepaid }) => prepaid?.some(({ type }: Body) => type !== "voucher")),
  },
  {
    fault: "compares no prepaid sums",
    checks: ["prepaid-content"],
    warp: misread("post", (request) => asked(request, { prepaid: undefined })),
  },
  { fault: "takes more prepaid than there is to pay", checks: ["prepaid-too-much"], warp: takesInvalid },
  {
    fault: "collects again what GAMA has",
    checks: ["prepaid"],
    warp: misread("post", (request) => asked(request, { prepaid: undefined })),
  },
  {
    fault: "prints nothing where nothing is left to pay",
    checks: ["prepaid-whole"],
    warp: bendBody(({ state, payments, fiscal }) => ({
      fiscal: state === "approved" && payments.length === 0 ? { state: "not-printed" } : fiscal,
    })),
  },
  {
    fault: "rounds the whole total, also what GAMA has taken of it",
    checks: ["prepaid-cash"],
    warp: bendBody(({ totalCents, roundingCents, changeCents }) =>
      totalCents === 256 && roundingCents === 2 ? { roundingCents: -1, changeCents: changeCents + 3 } : {},
    ),
  },
  {
    fault: "sells again what has no payment of its own",
    checks: ["prepaid-whole", "prepaid-again"],
    warp: bend(
      "post",
      takesAgain(
        ({ prepaid = [], totalCents }) =>
          prepaid.reduce((sum: number, one: Body) => sum + one.amountCents, 0) === totalCents,
      ),
    ),
  },
  {
    fault: "gives back what GAMA gives back too",
    checks: ["prepaid-return"],
    warp: misread("post", (request) => asked(request, { prepaid: undefined })),
  },
  {
    fault: "gives back the whole total with a void",
    checks: ["prepaid", "prepaid-void"],
    warp: bendBody(({ kind, payments, totalCents }) =>
      kind === "void" ? { payments: payments.map((one: Body) => ({ ...one, amountCents: totalCents })) } : {},
    ),
  },
];
