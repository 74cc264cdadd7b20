/** What a story names of a payload. */
export function toldOf(payload: string): string {
  const fields = [
    ...payload.matchAll(
      /^(scope|decision|saved|documentNo|original\.documentNo|changeCents|roundingCents|payments\..*)=(.*)$/gm,
    ),
  ];
  return fields.map(([, path, value]) => ` ${path}=${value?.trimEnd()}`).join("");
}
