/** Whatever a person reads is there in both languages; the program's own is chosen at its start. */
export type Language = "en" | "lt";

/** One sentence, twice. */
export type Words = Readonly<Record<Language, string>>;

/** The same text in both: a name, a path, a sentence that has its language already. */
export function plain(text: string): Words {
  return { en: text, lt: text };
}

/** Sentences one behind the other. */
export function joined(parts: readonly Words[], separator = " "): Words {
  const of = (language: Language) => parts.map((part) => part[language]).join(separator);
  return { en: of("en"), lt: of("lt") };
}
