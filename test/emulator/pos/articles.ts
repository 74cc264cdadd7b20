/** What the emulated shop sells: one article of each kind that is treated differently on a receipt. */

export interface Article {
  readonly code: string;
  readonly barcode?: string;
  readonly name: string;
  readonly unit: "VNT" | "KG";
  readonly type: "item" | "service" | "deposit";
  /** The price of one piece with VAT; absent when the cashier types the sum. */
  readonly priceCents?: number;
  readonly vatGroup: "A" | "B" | "C" | "D";
  readonly vatRateBp: 2100 | 1200 | 500 | 0;
}

const GOODS = { unit: "VNT", type: "item", vatGroup: "A", vatRateBp: 2100 } as const;

export const ARTICLES: readonly Article[] = [
  { ...GOODS, code: "PR001", barcode: "4770001112223", name: "Pienas „Žemaitijos“ 2,5 %, 1 l", priceCents: 129 },
  { ...GOODS, code: "PR014", barcode: "4770002114017", name: "Juoda duona „Ąžuolų“, 800 g", priceCents: 219 },
  { ...GOODS, code: "PR203", barcode: "4770005203118", name: "Sūris „Kęstutis“, 180 g", priceCents: 399 },
  { ...GOODS, code: "PR310", barcode: "4770006310015", name: "Gira „Šviesioji“, 1,5 l", priceCents: 149 },
  {
    code: "TARA1",
    name: "Užstatas, PET",
    unit: "VNT",
    type: "deposit",
    priceCents: 10,
    vatGroup: "D",
    vatRateBp: 0,
  },
  { ...GOODS, code: "PR415", barcode: "4770007415020", name: "Kava „Švenčių rytas“, 250 g", priceCents: 549 },
  {
    ...GOODS,
    code: "KN007",
    barcode: "9786090100075",
    name: "Knyga „Ėjimas per ūkanas“",
    priceCents: 1250,
    vatGroup: "C",
    vatRateBp: 500,
  },
  {
    ...GOODS,
    code: "PA020",
    name: "Autobuso bilietas į Kėdainius",
    type: "service",
    priceCents: 630,
    vatGroup: "B",
    vatRateBp: 1200,
  },
  { ...GOODS, code: "PR900", name: "Prekė laisva kaina" },
];

/** The article with that code; throws when there is none. */
export function articleOf(code: string): Article {
  const article = ARTICLES.find((one) => one.code === code);
  if (article === undefined) throw new Error(`there is no article ${code}`);
  return article;
}
