/** Every text for people exists in both languages. The program chooses its own language when it starts. */
export type Language = "en" | "lt";

/** One sentence in both languages. */
export type Words = Readonly<Record<Language, string>>;

/** The same text in both languages: a name, a path, or a sentence that already has its language. */
export function plain(text: string): Words {
  return { en: text, lt: text };
}

/** A number and what it counts, in English: "1 line", "2 lines". */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** Several sentences as one text. */
export function joined(parts: readonly Words[], separator = " "): Words {
  const of = (language: Language) => parts.map((part) => part[language]).join(separator);
  return { en: of("en"), lt: of("lt") };
}
