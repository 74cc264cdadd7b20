/** How both readers of the config treat its texts: trailing blanks are removed, and an empty text counts as absent. */
export function tidied(value: unknown): unknown {
  if (typeof value === "string") return untrailed(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(tidied);
  const fields = Object.entries(value).map(([name, field]) => [name, tidied(field)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== ""));
}

/** A text without the blanks at its end. A regular expression would begin anew at each blank before it. */
export function untrailed(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === " ") end--;
  return text.slice(0, end);
}
