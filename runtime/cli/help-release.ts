/** The help of the commands that install and update a till. */
import { type Help, JSON_OPTION, SHA256 } from "./help-options.ts";

export const RELEASE_HELP: Readonly<Record<string, Help>> = {
  install: {
    usage: { en: "install --dir DIR [RELEASE]", lt: "install --dir APLANKAS [VERSIJA]" },
    about: {
      en: "puts a release (a ZIP file or a folder; default: the one that this program lies in) into a folder where none is; asks nothing",
      lt: "versiją (ZIP failą ar aplanką; numatyta: tą, kuriame yra ši programa) įdiegia aplanke, kuriame jo nėra; nieko neklausia",
    },
    options: [SHA256, JSON_OPTION],
  },
  update: {
    usage: { en: "update FILE [--dir DIR]", lt: "update FAILAS [--dir APLANKAS]" },
    about: {
      en: "a release or an rrpay.plugin.js in the place of what is in use, for GAMA's next start; checks it first, leaves the old files as .old, never touches settings and journal; default folder: this program's",
      lt: "nauja versija arba rrpay.plugin.js vietoj to, kas naudojama, nuo kito GAMA paleidimo; pirma patikrina, senuosius failus palieka kaip .old, nustatymų ir žurnalo neliečia; numatytas aplankas – šios programos",
    },
    options: [
      [
        "--replace-prg",
        { en: "also where the shop has changed rrpay.prg", lt: "ir tada, kai parduotuvė rrpay.prg yra pakeitusi" },
      ],
      SHA256,
      JSON_OPTION,
    ],
  },
  rollback: {
    usage: { en: "rollback [--dir DIR]", lt: "rollback [--dir APLANKAS]" },
    about: {
      en: "puts back what the last update has replaced, or an interrupted one has left",
      lt: "grąžina tai, ką pakeitė paskutinis atnaujinimas ar paliko nutrūkęs",
    },
    options: [JSON_OPTION],
  },
};
