/** How both readers of the config treat its texts: trailing blanks are removed, and an empty text counts as absent. */
export function tidied(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/ +$/, "");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(tidied);
  const fields = Object.entries(value).map(([name, field]) => [name, tidied(field)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== ""));
}
