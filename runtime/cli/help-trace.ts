/** The help of the commands that read a trace. */
import { ENGINE, type Help, JSON_OPTION } from "./help-options.ts";

/** By the words that one types. */
export const TRACE_HELP: Readonly<Record<string, Help>> = {
  incident: {
    usage: { en: "incident [DIR] --sale KEY", lt: "incident [APLANKAS] --sale RAKTAS" },
    about: {
      en: "all that support needs of one sale in a zip: its story, journal, log and the trace, without names, card numbers and places",
      lt: "viskas, ko pagalbai reikia apie vieną pardavimą, viename zip faile: pasakojimas, žurnalas, įrašai ir pėdsakas, be vardų, kortelių numerių ir vietų",
    },
    options: [
      [
        "--out FILE",
        { en: "another file than incident-KEY.zip here", lt: "kitas failas, ne čia esantis incident-RAKTAS.zip" },
      ],
      ["--bundle FILE", { en: "another rrpay.plugin.js than the till's", lt: "kitas rrpay.plugin.js, ne šios kasos" }],
      JSON_OPTION,
    ],
  },
  replay: {
    usage: { en: "replay [DIR | FILE]", lt: "replay [APLANKAS | FAILAS]" },
    about: {
      en: "does again what a trace says that the plug-in did, and stops at the first difference; exit codes 0 the same, 1 not the same",
      lt: "pakartoja, ką pagal pėdsaką darė plėtinys, ir sustoja ties pirmu skirtumu; kodai: 0 sutampa, 1 nesutampa",
    },
    options: [
      [
        "--strict",
        {
          en: "every effect, byte for byte (default with the trace's own bundle)",
          lt: "visi veiksmai baitas į baitą (numatyta su tuo pačiu plėtiniu)",
        },
      ],
      [
        "--compatible",
        {
          en: "what GAMA and RRPay are told, and what the journal keeps (default with another bundle); lists the differences",
          lt: "kas pasakyta GAMA ir RRPay bei kas liko žurnale (numatyta su kitu plėtiniu); skirtumai išvardijami",
        },
      ],
      [
        "--until N --out DIR",
        {
          en: "only to step N, and leaves the till as it was then",
          lt: "tik iki žingsnio N; palieka kasą tokią, kokia ji buvo",
        },
      ],
      [
        "--inspect N",
        {
          en: "waits for a debugger and stops in it before step N",
          lt: "laukia derintuvo ir sustoja prieš žingsnį N",
        },
        "for developers",
      ],
      ["--bundle FILE", { en: "another rrpay.plugin.js than the till's", lt: "kitas rrpay.plugin.js, ne šios kasos" }],
      ENGINE,
      JSON_OPTION,
    ],
  },
  "trace explain": {
    usage: { en: "trace explain [DIR | FILE]", lt: "trace explain [APLANKAS | FAILAS]" },
    about: {
      en: "tells the trace as a story with times: who asked what, what RRPay said, what was believed and why, what the cashier saw, where the way out was",
      lt: "papasakoja pėdsaką su laikais: kas ko klausė, ką atsakė RRPay, kuo ir kodėl patikėta, ką matė kasininkas, kokia buvo išeitis",
    },
    options: [
      ["--sale KEY", { en: "only what is about one sale", lt: "tik apie vieną pardavimą" }],
      [
        "--html",
        { en: "as a page with a diagram, for a browser or paper", lt: "puslapis su schema, naršyklei ar popieriui" },
      ],
      [
        "--events",
        {
          en: "with the bytes of each step, as text (--html has them)",
          lt: "su kiekvieno žingsnio baitais, tekstu (--html juos turi)",
        },
      ],
      ["--out FILE", { en: "into a file", lt: "į failą" }],
      JSON_OPTION,
    ],
  },
  "trace export": {
    usage: { en: "trace export [DIR] --out FILE", lt: "trace export [APLANKAS] --out FAILAS" },
    about: {
      en: "the till's trace as one file that may leave it: names, card numbers and places are tokens of equal length, and the plug-in's answers are made again over them",
      lt: "kasos pėdsakas viename faile, kurį galima išsiųsti: vardai, kortelių numeriai ir vietos pakeisti tokio paties ilgio žymomis, plėtinio atsakymai su jomis gauti iš naujo",
    },
    options: [
      ["--bundle FILE", { en: "another rrpay.plugin.js than the till's", lt: "kitas rrpay.plugin.js, ne šios kasos" }],
      JSON_OPTION,
    ],
  },
};
