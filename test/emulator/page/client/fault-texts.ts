/** What each fault does, in both languages: English from the schema, Lithuanian from here. */
import faultSchema from "../../rrpay/fault.schema.json" with { type: "json" };
import type { FaultType } from "../../rrpay/faults.ts";

export const FAULTS_EN: Readonly<Record<string, string>> = Object.fromEntries(
  faultSchema.$defs.fault.oneOf.map(({ title, description }) => [title, description]),
);

const LT: Readonly<Record<FaultType, string>> = {
  "refuse-connection":
    "Prievadas uždaras, kol paleidžiama. Jungiantis: nuo nurodyto karto, kad ir ką sako „kiek kartų“. Užklausoje: ji nutraukiama ir nevykdoma, vėlesni ryšiai atmetami.",
  "cut-before": "Ryšys nutraukiamas neperskaičius turinio (jungiantis: dar nieko neperskaičius).",
  "cut-before-process": "Užklausa perskaitoma visa, RRPay jos nevykdo, ryšys nutraukiamas.",
  "cut-after-request": "Užklausa įvykdoma, ryšys nutraukiamas be atsakymo.",
  "cut-mid-answer": "Užklausa įvykdoma, ryšys nutraukiamas atsakymo viduryje.",
  silence: "Užklausa perskaitoma, bet nevykdoma ir neatsakoma; ryšys lieka atviras (jungiantis: niekada neatsakoma).",
  "printed-but-silent":
    "Užklausa įvykdoma (apmokama ir atspausdinama, jei taip moka), bet neatsakoma; ryšys lieka atviras.",
  "paid-but-not-printed": "Kas dabar priimama, apmokama, bet kvitas neišeina; užbaigia „Spausdinti“.",
  discount: "Kas dabar priimama, gauna nuolaidą RRPay ekrane: paimama ir atspausdinama mažiau, nei prašė kasa.",
  "epoch-changes":
    "Įvykdžius užklausą pasikeičia RRPay epocha, nors nieko neprarasta: savo saugykla jis nebegali laiduoti.",
  "never-printed": "Atsakyme niekada nepasakoma, ar kvitas atspausdintas, nors jis atspausdintas.",
  unsolicited: "Neprašyti baitai: po atsakymo arba prisijungus prieš pirmą užklausą.",
  slow: "Atsakymas išeina po vieną baitą.",
  split: "Atsakymas išsiunčiamas dalimis, padalytas šiose vietose.",
  late: "Užklausa įvykdoma; atsakymas sulaikomas, kol paleidžiamas.",
  duplicate: "Atsakymas išsiunčiamas du kartus iš karto.",
  garbage: "Vietoj atsakymo – baitai, kurie nėra HTTP.",
  truncate: "Taisyklingas atsakymas, kurio JSON baigiasi per anksti.",
  "not-json": "Taisyklingas atsakymas, kuriame HTML.",
  huge: "Teisingas atsakymas po megabaitų tarpų.",
  "huge-header": "Teisingas atsakymas su tokio dydžio antrašte.",
  chunked: "Teisingas atsakymas gabalais po 7 baitus. C sutartis tai leidžia.",
  "connection-close": "Teisingas atsakymas su Connection: close. C sutartis tai leidžia.",
  "close-unsaid": "Teisingas atsakymas; po jo ryšys uždaromas apie tai nepranešus.",
  "added-fields":
    "Teisingas vėlesnės versijos atsakymas: kiekviename objekte niekam nežinomi laukai, o ko nėra – null.",
  "long-texts": "Teisingas atsakymas, kurio vardai ir pranešimai – po 3000 ženklų.",
  status: "Klaida su šia būsena.",
  unauthorized: "401; užklausa nevykdoma.",
  busy: "423, įvardijant kitą kasą; užklausa nevykdoma.",
  invalid: "422; užklausa nevykdoma.",
  "wrong-schema": "Atsakyme žinomas laukas yra kitokio tipo, nei sutarta.",
  "wrong-id": "Atsakyme kitas numeris.",
  "wrong-kind": "Atsakyme kita rūšis.",
  "wrong-till": "Atsakyme kita kasa (ir būsenoje).",
  "wrong-currency": "Atsakymas JAV doleriais.",
  "wrong-amount": "Atsakymo suma (totalCents) netiksli.",
  "wrong-store": "Būsenoje arba 404 – kita saugykla (storeId).",
  "wrong-epoch": "Būsenoje arba 404 – kita epocha.",
  "previous-sale": "Atsakymas – kitas mokėjimas: paskutinis prieš tai arba išgalvotas.",
  "revision-backwards": "Atsakymas rodo mokėjimą tokį, koks jis buvo pirmoje versijoje.",
  "document-repeated": "Atsakyme ankstesnio pardavimo dokumento numeris.",
  "printed-before": "Atsakyme kvitas atspausdintas prieš kelias dienas.",
  "no-payments": "Atsakyme nėra mokėjimų, grąžos ir apvalinimo.",
  "money-in-declined": "Atsakymas sako „atmesta“, bet mokėjimą vis tiek išvardija.",
  warning: "Prie atsakymo baigties – kodas ir pranešimas.",
  "counter-unreadable": "Būsenoje nėra lastDocumentNo.",
  crash: "RRPay lūžta šioje mokėjimo vietoje, kurią pasiekia ši užklausa arba vėlesnis operatoriaus mokėjimas.",
};

export const FAULTS_LT: Readonly<Record<string, string>> = LT;
