/**
 * Makes a history with the same fault shorter: leaves out acts and makes weather and traits plain, while the fault
 * remains.
 */
import { judge } from "./history.ts";
import type { Act, Plan } from "./plan.ts";
import { PLAIN, type Traits } from "./traits.ts";
import { FAIR, type Weather } from "./weather.ts";

/** A fault without what differs between histories: names, ids and numbers. */
export function kindOf(message: string): string {
  return message
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "#")
    .replace(/\b(T1|R|D[0-9]+)-[0-9]+(-next)*\b/g, "K")
    .replace(/[0-9]+/g, "N");
}

/** Leaves out everything that can be left out. `tries` limits the time that this takes. */
export function shorten(plan: Plan, message: string, tries = 400): Plan {
  const kind = kindOf(message);
  let left = tries;
  const breaks = (candidate: Plan): boolean => {
    if (left-- <= 0) return false;
    const said = judge(candidate);
    return said !== undefined && kindOf(said) === kind;
  };
  let best = plan;
  const attempt = (candidate: Plan): boolean => {
    if (!breaks(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let again = true; again && left > 0; ) {
    again = false;
    for (let at = best.acts.length - 1; at >= 0; at--)
      if (attempt({ ...best, acts: best.acts.filter((_, other) => other !== at) })) again = true;
    for (const name of Object.keys(FAIR) as (keyof Weather)[])
      if (best.weather[name] !== 0 && attempt({ ...best, weather: { ...best.weather, [name]: 0 } })) again = true;
    for (const name of Object.keys(PLAIN) as (keyof Traits)[])
      if (best.traits[name] !== PLAIN[name] && attempt({ ...best, traits: { ...best.traits, [name]: PLAIN[name] } }))
        again = true;
    if (best.honesty !== "honest" && attempt({ ...best, honesty: "honest" })) again = true;
    if (best.past !== "none" && attempt({ ...best, past: "none" })) again = true;
  }
  for (const [at, act] of best.acts.entries())
    if (act.type === "sell" && act.presses > 1) {
      const simpler: Act = { ...act, presses: 1 };
      attempt({ ...best, acts: best.acts.map((other, index) => (index === at ? simpler : other)) });
    }
  return best;
}
