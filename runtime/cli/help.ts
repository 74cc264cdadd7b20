/** The help of every command in both languages. One table serves the whole help and the help of one command. */
import { CASH_CONFIG, CONFIG, DIR, ENGINE, type Help, JSON_OPTION } from "./help-options.ts";
import { RELEASE_HELP } from "./help-release.ts";
import { RRPAY_HELP } from "./help-rrpay.ts";
import { TRACE_HELP } from "./help-trace.ts";
import { say, type Talk } from "./program/talk.ts";
import type { Language } from "./words.ts";

/** By the words that one types. */
export const HELP: Readonly<Record<string, Help>> = {
  doctor: {
    usage: { en: "doctor [--bench] [--config F]", lt: "doctor [--bench] [--config F]" },
    about: {
      en: "what is wrong with a till and what to do; exit codes 0 all right, 1 look at it, 2 does not work",
      lt: "kas su kasa negerai ir ką daryti; kodai: 0 viskas gerai, 1 pažiūrėkite, 2 neveikia",
    },
    options: [
      [
        "--bench",
        {
          en: "measures instead: start, sale, look-up and flush on this till; RRPay is not asked, the till must be closed",
          lt: "vietoj to išmatuoja, kiek ši kasa užtrunka: paleidimą, pardavimą, paiešką, įrašymą; RRPay neklausiama, kasa turi būti uždaryta",
        },
      ],
      CONFIG,
      JSON_OPTION,
      ENGINE,
    ],
  },
  adapt: {
    usage: { en: "adapt [FILE…]", lt: "adapt [FAILAS…]" },
    about: {
      en: "judges each assumption about GAMA by what INSPECT of rrpay.prg wrote (default: gama-inspect-*.txt here) and writes the shop's names into gama-shop.txt; what stands there is never changed; exit codes 0 all of it stands, 1 something is open",
      lt: "pagal tai, ką įrašė rrpay.prg INSPECT (numatyta: čia esantys gama-inspect-*.txt), patikrina kiekvieną prielaidą apie GAMA ir įrašo vardus į gama-shop.txt; kas ten įrašyta, nekeičiama; kodai: 0 viskas aišku, 1 kas nors liko",
    },
    options: [
      [
        "--set NAME=VALUE",
        { en: "answers what it would ask; once a name", lt: "atsako į tai, ko klaustų; kiekvienam vardui" },
      ],
      [
        "--shop FILE",
        { en: "another gama-shop.txt than the one beside them", lt: "kitas gama-shop.txt, ne esantis šalia jų" },
      ],
      ["--dry", { en: "writes nothing", lt: "nieko neįrašo" }],
      CONFIG,
    ],
  },
  "journal list": {
    usage: { en: "journal list [DIR]", lt: "journal list [APLANKAS]" },
    about: {
      en: "the journal's segments, verified as a start does; DIR is the data folder (default: the config's dataDir)",
      lt: "žurnalo segmentai, patikrinti taip, kaip juos tikrina kasa; APLANKAS – duomenų aplankas (numatyta: nustatymų dataDir)",
    },
    options: [JSON_OPTION],
  },
  "journal show": {
    usage: { en: "journal show [DIR] [--sale KEY]", lt: "journal show [APLANKAS] [--sale RAKTAS]" },
    about: { en: "the journal's records, verified", lt: "žurnalo įrašai, patikrinti" },
    options: [["--sale KEY", { en: "only those of one sale", lt: "tik vieno pardavimo" }], JSON_OPTION],
  },
  "journal repair": {
    usage: { en: "journal repair [DIR]", lt: "journal repair [APLANKAS]" },
    about: {
      en: "after journal-corrupt: rebuilds from what verifies, puts the damaged segment aside; the till must be closed",
      lt: "kai žurnalas sugadintas: atkuria iš to, kas tvarkinga, sugadintą segmentą padeda į šalį; GAMA turi būti uždaryta",
    },
    options: [
      [
        "--till ID",
        {
          en: "whose it is, where no checkpoint has survived that says it",
          lt: "kurios kasos, jei iš žurnalo nebematyti",
        },
      ],
      ["--force", { en: "gives up records of another version", lt: "atsisako kitos versijos įrašų" }],
      JSON_OPTION,
    ],
  },
  "journal pair": {
    usage: { en: "journal pair [DIR]", lt: "journal pair [APLANKAS]" },
    about: {
      en: "after rrpay-changed: the next sale pairs with the RRPay that is there; the till must be closed",
      lt: "pakeitus RRPay: kitas pardavimas susies kasą su veikiančiu RRPay; GAMA turi būti uždaryta",
    },
    options: [
      ["--force", { en: "although payments at the old one are open", lt: "nors senajame yra neužbaigtų mokėjimų" }],
      JSON_OPTION,
    ],
  },
  "journal resolve": {
    usage: { en: "journal resolve [--config F]", lt: "journal resolve [--config F]" },
    about: {
      en: "a person decides what RRPay cannot say: asks one by one, as GAMA does; the till must be closed",
      lt: "žmogus nusprendžia tai, ko RRPay nepasako: klausia po vieną, kaip GAMA; GAMA turi būti uždaryta",
    },
    options: [
      CONFIG,
      [
        "--key KEY | --attempt ID",
        { en: "decides this one without asking, with:", lt: "nusprendžia šį neklausdama, kartu su:" },
      ],
      [
        "--kind KIND",
        { en: "sale, return or void, where the key has several", lt: "sale, return arba void, jei raktą turi keli" },
      ],
      ["--decision NAME", { en: "one of those that are listed for it", lt: "vienas iš jam išvardytų sprendimų" }],
      ["--operator NAME", { en: "who decides", lt: "kas sprendžia" }],
      ["--note TEXT", { en: "why", lt: "kodėl" }],
      ["--document NO", { en: "number of the printed receipt", lt: "atspausdinto kvito numeris" }],
      [
        "--payment METHOD:CENTS",
        {
          en: "GAMA's credit number and the sum, once a payment",
          lt: "GAMA kredito numeris ir suma, kiekvienam mokėjimui",
        },
      ],
      ["--rounding CENTS", { en: "rounding of cash", lt: "grynųjų apvalinimas" }],
      ["--change CENTS", { en: "change given", lt: "grąža" }],
      ["--json", { en: "what waits, as JSON", lt: "kas laukia, JSON pavidalu" }],
      ENGINE,
    ],
  },
  "journal export": {
    usage: { en: "journal export [DIR]… --day D", lt: "journal export [APLANKAS]… --day D" },
    about: {
      en: "a local day (YYYY-MM-DD) of one till or several as CSV for the accountant, with totals per tender",
      lt: "vienos ar kelių kasų diena (YYYY-MM-DD) CSV pavidalu buhalteriui, su sumomis pagal mokėjimo būdą",
    },
    options: [
      DIR,
      ["--out FILE", { en: "default: standard output", lt: "numatyta: į ekraną" }],
      CASH_CONFIG,
      JSON_OPTION,
    ],
  },
  report: {
    usage: { en: "report --day D [--dir DIR]…", lt: "report --day D [--dir APLANKAS]…" },
    about: {
      en: "a local day (YYYY-MM-DD) of one till or a shop as a page to look at and print: ways to pay beside RRPay's answers, VAT, hours, what is unclear",
      lt: "vienos kasos ar parduotuvės diena (YYYY-MM-DD) kaip puslapis, kurį galima peržiūrėti ir spausdinti: mokėjimo būdai greta RRPay atsakymų, PVM, valandos, kas neaišku",
    },
    options: [
      DIR,
      [
        "--out FILE",
        { en: "the page, as .html (default: standard output)", lt: "puslapis, .html (numatyta: į ekraną)" },
      ],
      CASH_CONFIG,
      JSON_OPTION,
    ],
  },
  till: {
    usage: { en: "till [--trial] [--sale F]…", lt: "till [--trial] [--sale F]…" },
    about: {
      en: "what GAMA does: init of the POS window, then init and close for each sale; a sale file holds what GAMA passes",
      lt: "tai, ką daro GAMA: init POS lange, tada init ir close kiekvienam pardavimui; faile – tai, ką perduoda GAMA",
    },
    options: [
      CONFIG,
      [
        "--trial",
        {
          en: "a made-up sale of one euro, to RRPay's emulator only",
          lt: "išgalvotas vieno euro pardavimas, tik RRPay emuliatoriui",
        },
      ],
      [
        "--void KEY",
        { en: "then voids the completed sale of this key", lt: "po to anuliuoja užbaigtą pardavimą šiuo raktu" },
      ],
      ["--operator NAME", { en: "who works at the till (default: ONA)", lt: "kas dirba kasoje (numatyta: ONA)" }],
      ENGINE,
    ],
  },
  ...RELEASE_HELP,
  ...RRPAY_HELP,
  verify: {
    usage: { en: "verify FILE", lt: "verify FAILAS" },
    about: {
      en: "whether a copy of rrpay.plugin.js is whole and runs here",
      lt: "ar rrpay.plugin.js kopija nepažeista ir čia veikia",
    },
    options: [JSON_OPTION],
  },
  ...TRACE_HELP,
  "scenario run": {
    usage: { en: "scenario run FILE…", lt: "scenario run FAILAS…" },
    about: {
      en: "plays scenario files (test/emulator/scenario) without a browser",
      lt: "sugroja scenarijų failus be naršyklės",
    },
    isForDevelopers: true,
  },
  "--version": {
    usage: { en: "--version", lt: "--version" },
    about: { en: "product, bundle, ABI, engine and commit", lt: "produktas, plėtinys, ABI, variklis ir pakeitimas" },
    options: [JSON_OPTION],
  },
};

const COMMON = {
  en: `  --language lt|en  (default: the system's; doctor's: the config's)
  COMMAND --help    what a command takes

Exit codes: 0 done · 1 not done (declined, cancelled, refused, damaged) · 2 outcome unknown
            64 wrong arguments · 69 cannot run (a file, folder, port or engine)`,
  lt: `  --language lt|en  (numatyta: sistemos; doctor – nustatymų)
  KOMANDA --help    ką komanda priima

Kodai: 0 padaryta · 1 nepadaryta (atmesta, atšaukta, sugadinta) · 2 baigtis nežinoma
       64 netinkami argumentai · 69 negali veikti (failas, aplankas, prievadas ar variklis)`,
};

const DEVELOPERS = { en: "With Node.js, in the project's sources:", lt: "Su Node.js, projekto pirminiame kode:" };

/** The help of the command that the arguments name, otherwise of the whole program. */
export function* help(args: readonly string[], language: Language): Talk<void> {
  const [first = "", second = ""] = args;
  const name = [`${first} ${second}`, first].find((one) => Object.hasOwn(HELP, one));
  const group = Object.entries(HELP).filter(([one]) => one.startsWith(`${first} `));
  if (name !== undefined) yield* say(helpOfOne(name, language));
  else if (group.length > 0) yield* say(helpOfGroup(Object.fromEntries(group), language));
  else yield* say(helpOfAll(language));
}

function linesOf({ usage, about }: Help, language: Language): readonly string[] {
  return [`  ${usage[language]}`, `      ${about[language]}`];
}

/** The commands that begin with one word. */
function helpOfGroup(group: typeof HELP, language: Language): string {
  const [name = ""] = Object.keys(group);
  const more = {
    en: `What a command takes says its --help: gama-rrpay ${name} --help`,
    lt: `Ką komanda priima, parodo jos --help: gama-rrpay ${name} --help`,
  };
  return [...Object.values(group).flatMap((one) => linesOf(one, language)), "", more[language]].join("\n");
}

function helpOfAll(language: Language): string {
  const of = (readers: "shop" | "developers") =>
    Object.values(HELP)
      .filter((one) => (one.isForDevelopers ?? false) === (readers === "developers"))
      .flatMap((one) => linesOf(one, language))
      .join("\n");
  const command = { en: "gama-rrpay COMMAND", lt: "gama-rrpay KOMANDA" };
  return [command[language], of("shop"), COMMON[language], DEVELOPERS[language], of("developers")].join("\n\n");
}

function helpOfOne(name: string, language: Language): string {
  const { usage, about, options = [] } = HELP[name] ?? { usage: { en: name, lt: name }, about: { en: "", lt: "" } };
  const width = Math.max(0, ...options.map(([option]) => option.length)) + 2;
  const linesOf = (readers: "shop" | "developers") =>
    options
      .filter(([, , where]) => (where !== undefined) === (readers === "developers"))
      .map(([option, words]) => `  ${option.padEnd(width)}${words[language]}`);
  const [own, developers] = [linesOf("shop"), linesOf("developers")];
  return [
    ...[`gama-rrpay ${usage[language]}`, "", about[language]],
    ...(own.length > 0 ? ["", ...own] : []),
    ...(developers.length > 0 ? ["", DEVELOPERS[language], ...developers] : []),
  ].join("\n");
}
