/** The buttons of MESSAGEBOX, as a Lithuanian Windows names them. */

export const NAMES: Record<number, string> = { 1: "Gerai", 2: "Atšaukti", 6: "Taip", 7: "Ne" };
const named = (...numbers: number[]) => numbers.map((number) => [number, NAMES[number] ?? ""] as const);

/** MESSAGEBOX's buttons by the low part of its flags. */
export const BUTTONS: Record<number, readonly (readonly [number, string])[]> = {
  0: named(1),
  3: named(6, 7, 2),
  4: named(6, 7),
};
