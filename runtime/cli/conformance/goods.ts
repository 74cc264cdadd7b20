/** What shops really sell: goods of any barcode, quantity and price, and by whom and in what is left empty. These checks need nobody. */
import type { Check } from "./check.ts";
import { CENT, saleOf, taking } from "./content.ts";

/** Of a shop's own label, with letters, and of weighed goods. */
const BARCODES = ["21", "ABC-123/45", "2312345012345", "01234567890128"];

/** Twelve thousand screws for a cent each hundred, and what scales say. */
const QUANTITIES = [
  { quantityE4: 123_450_000, unitPriceE4: 1, totalCents: 123 },
  { unit: "KG", quantityE4: 3455, unitPriceE4: 20_000, totalCents: 69 },
  { unit: "M", quantityE4: 1, unitPriceE4: 1_000_000, totalCents: 1 },
];

export const GOODS: readonly Check[] = [
  {
    id: "barcodes",
    promises: "C10",
    title: {
      en: "a barcode is taken as it was scanned: short, with letters, of no EAN's length",
      lt: "brūkšninis kodas priimamas, koks nuskaitytas: trumpas, su raidėmis, ne EAN ilgio",
    },
    run: (lab) =>
      taking(
        lab,
        saleOf(
          lab,
          BARCODES.map((barcode) => ({ ...CENT, barcode })),
        ),
      ),
  },
  {
    id: "quantities",
    promises: "C10",
    title: {
      en: "thousands of pieces, and parts of a unit to four decimals, are taken",
      lt: "tūkstančiai vienetų ir vieneto dalys iki keturių ženklų po kablelio priimamos",
    },
    run: (lab) => taking(lab, saleOf(lab, QUANTITIES)),
  },
  {
    id: "gift",
    promises: "C10",
    title: {
      en: "a line that costs nothing, by its price or by its discount, is taken",
      lt: "nieko nekainuojanti eilutė priimama, ar tokia jos kaina, ar tokia nuolaida",
    },
    *run(lab) {
      const free = { unitPriceE4: 0, totalCents: 0 };
      return yield* taking(lab, saleOf(lab, [CENT, free, { ...CENT, discountCents: 1, totalCents: 0 }]));
    },
  },
  {
    id: "empty-texts",
    promises: "C10",
    title: {
      en: "a sale whose cashier, unit and VAT group are empty texts is taken",
      lt: "pardavimas, kurio kasininkas, vienetas ir PVM grupė – tušti tekstai, priimamas",
    },
    *run(lab) {
      const order = saleOf(lab, [{ ...CENT, unit: "", vatGroup: "" }]);
      return yield* taking(lab, { ...order, operator: "" });
    },
  },
];
