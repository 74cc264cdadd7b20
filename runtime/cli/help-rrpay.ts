/** The help of the commands for RRPay's own engineers. */
import { CONFIG, type Help, JSON_OPTION } from "./help-options.ts";

export const RRPAY_HELP: Readonly<Record<string, Help>> = {
  conformance: {
    usage: { en: "conformance [--config F] [--html FILE]", lt: "conformance [--config F] [--html FAILAS]" },
    about: {
      en: "measures an RRPay in test mode against this project's description of its interface, check by check (rrpay/conformance.md tells each one; rrpay/contracts.md, part C, what is promised); asks for what needs a hand; exit codes 0 all holds, 1 something does not, 2 something was not measured",
      lt: "bandomuoju režimu veikiantį RRPay patikrina pagal šio projekto sąsajos aprašą (patikros – rrpay/conformance.md, pažadai – rrpay/contracts.md, C dalis); paprašo padaryti tai, ko programa negali; kodai: 0 viskas galioja, 1 kas nors negalioja, 2 kas nors nepatikrinta",
    },
    options: [
      CONFIG,
      [
        "--html FILE",
        {
          en: "writes one page: what holds, and what was on the wire",
          lt: "įrašo puslapį: kas galioja ir kas perduota ryšiu",
        },
      ],
      ["--only CHECK", { en: "only this check, once a check", lt: "tik ši patikra, kiekvienai atskirai" }],
      JSON_OPTION,
    ],
  },
  listen: {
    usage: { en: "listen [--port N] [--to N]", lt: "listen [--port N] [--to N]" },
    about: {
      en: "stands between a program and RRPay on 127.0.0.1, passes everything on and writes it, card numbers masked, one JSON a line; until Ctrl+C",
      lt: "stovi tarp programos ir RRPay (127.0.0.1), viską perduoda ir įrašo be slaptų numerių, po JSON eilutėje; iki Ctrl+C",
    },
    options: [
      [
        "--port N",
        {
          en: "where the program is to connect (default: a free one)",
          lt: "kur jungiasi programa (numatyta: laisvas)",
        },
      ],
      ["--to N", { en: "RRPay's port (default: the config's)", lt: "RRPay prievadas (numatyta: iš nustatymų)" }],
      ["--connections N", { en: "ends after so many connections", lt: "baigia po tiek ryšių" }],
      CONFIG,
    ],
  },
};
