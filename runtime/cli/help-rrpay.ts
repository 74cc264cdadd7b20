/** The help of the commands for RRPay's side: what its own engineers run, and what stands in its place. */
import { CONFIG, type Help, JSON_OPTION } from "./help-options.ts";

export const RRPAY_HELP: Readonly<Record<string, Help>> = {
  conformance: {
    usage: { en: "conformance [--config F] [--html FILE]", lt: "conformance [--config F] [--html FAILAS]" },
    about: {
      en: "measures an RRPay in test mode against this project's description of its interface, check by check (rrpay/conformance.md tells each one; rrpay/contracts.md, part C, what is promised); asks for what needs a hand; exit codes 0 all holds, 1 something does not (or RRPay does not list status), 2 something was not measured",
      lt: "bandomuoju režimu veikiantį RRPay patikrina pagal šio projekto sąsajos aprašą (patikros – rrpay/conformance.md, pažadai – rrpay/contracts.md, C dalis); paprašo padaryti tai, ko programa negali; kodai: 0 viskas galioja, 1 kas nors negalioja (arba RRPay neskelbia status), 2 kas nors nepatikrinta",
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
      lt: "stovi tarp programos ir RRPay (127.0.0.1), viską perduoda ir įrašo po JSON eilutėje, kortelių numerius paslepia; iki Ctrl+C",
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
  emulator: {
    usage: { en: "emulator [options]", lt: "emulator [parinktys]" },
    about: { en: "RRPay's part, played by a program, until Ctrl+C", lt: "RRPay vaidmuo, kol paspaudžiama Ctrl+C" },
    options: [
      [
        "--dir FOLDER",
        {
          en: "where it keeps its transactions (default: emulator beside this program; on Node .cache/emulator)",
          lt: "kur laikomos operacijos (numatyta: emulator šalia programos; Node aplinkoje – .cache/emulator)",
        },
      ],
      ["--port N", { en: "port on 127.0.0.1 (default: 8917)", lt: "127.0.0.1 prievadas (numatyta: 8917)" }],
      ["--till ID", { en: "the till it is paired with (default: 1)", lt: "kasa, su kuria susietas (numatyta: 1)" }],
      [
        "--policy NAME",
        {
          en: "how it pays: cash, card, mixed (default), decline, cancel, or wait (until the till cancels); on Node also amount (its cents choose), and wait for the operator at the keyboard",
          lt: "kaip moka: cash, card, mixed (numatyta), decline, cancel arba wait (kol kasa atšaukia); Node aplinkoje dar amount (lemia centai), o wait laukia operatoriaus",
        },
      ],
      ["--token TEXT", { en: "the token that it asks for", lt: "kokio slapto žodžio reikalauja" }],
      ["--forget", { en: "starts a new epoch: what it knew is gone", lt: "pradeda iš naujo: ką žinojo, pamiršta" }],
      [
        "--health-token",
        { en: "asks for the token in health too", lt: "slapto žodžio reikalauja ir tikrinant būseną" },
      ],
      ["--daily-numbers", { en: "begins document numbers anew each day", lt: "kvitus kasdien numeruoja iš naujo" }],
      [
        "--ui",
        {
          en: "prints the address of a page in which to sell, pay and break things",
          lt: "parodo puslapio, kuriame galima parduoti, mokėti ir gadinti, adresą",
        },
        "for developers",
      ],
      [
        "--operator-port N",
        {
          en: "port of the operator's interface (default: a free one)",
          lt: "operatoriaus sąsajos prievadas (numatyta: laisvas)",
        },
        "for developers",
      ],
      [
        "--faults FILE",
        {
          en: "what goes wrong when; the project's sources list it, in test/emulator/README.md",
          lt: "kas kada sugenda; aprašyta projekto pirminiame kode, test/emulator/README.md",
        },
        "for developers",
      ],
    ],
  },
};
