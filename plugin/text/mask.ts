/**
 * Card numbers out of any text: twelve digits or more, also in groups parted by single blanks or dashes, keep the first
 * six and the last four. Twelve is the shortest card number; there is no upper limit, because a card number that leans
 * on other digits is a card number still. What is masked already has no such run and stays as it is.
 *
 * Scanned by hand: a regular expression keeps one way back for each digit, which a hostile text turns into megabytes.
 */
const SHORTEST_PAN = 12;
const KEPT_HEAD = 6;
const KEPT_TAIL = 4;

export function maskPan(text: string): string {
  const length = text.length;
  let masked = "";
  let copied = 0;
  let at = 0;
  while (at < length) {
    if (!isDigit(text, at)) {
      at += 1;
      continue;
    }
    const run = readRun(text, at);
    if (run.digits.length >= SHORTEST_PAN) {
      masked += text.slice(copied, at) + maskDigits(run.digits);
      copied = run.end;
    }
    at = run.end;
  }
  return masked + text.slice(copied);
}

/** The digits from `start` on, over single separators, and the offset after the last of them. */
function readRun(text: string, start: number): { digits: string; end: number } {
  let digits = "";
  let end = start;
  for (;;) {
    const from = end > start && isSeparator(text, end) ? end + 1 : end;
    if (!isDigit(text, from)) return { digits, end };
    digits += text.charAt(from);
    end = from + 1;
  }
}

function maskDigits(digits: string): string {
  const hidden = digits.length - KEPT_HEAD - KEPT_TAIL;
  return digits.slice(0, KEPT_HEAD) + "*".repeat(hidden) + digits.slice(-KEPT_TAIL);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Blank, no-break blank or dash. */
function isSeparator(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0xa0 || code === 0x2d;
}
