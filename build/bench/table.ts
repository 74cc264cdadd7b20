/** A run as one table for people. */
import type { Figure, Missing, Unit } from "./figures.ts";

const COLUMNS = ["figure", "where", "median", "least … most", "samples", "ratio"] as const;

/** A value as a person reads it. */
export function valueText(value: number, unit: Unit): string {
  const size = Math.abs(value);
  switch (unit) {
    case "ms":
      return size < 0.1 ? `${(value * 1000).toFixed(2)} µs` : `${value.toFixed(size < 10 ? 2 : 1)} ms`;
    case "bytes":
      return size < 1e5 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(2)} MB`;
    case "instructions":
      return size < 1e6 ? `${(value / 1e3).toFixed(0)} k instr.` : `${(value / 1e6).toFixed(1)} M instr.`;
    case "a second":
      return `${value.toFixed(0)} a second`;
  }
}

/** The table's lines: every figure, then what is missing and why. */
export function tableLines(figures: readonly Figure[], missing: readonly Missing[]): string[] {
  const rows = [COLUMNS, ...figures.map(rowOf)];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const ruled = [lines[0] ?? "", widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)];
  return [...ruled, ...missing.map(missingLine)];
}

function rowOf({ name, place, unit, median, least, most, count, ratio }: Figure): string[] {
  // a counted figure has one sample, and no spread
  const spread = count === 1 ? "" : `${valueText(least, unit)} … ${valueText(most, unit)}`;
  const beside = ratio ? `${ratioText(ratio.value)} × ${ratio.over}` : "";
  return [name, place, valueText(median, unit), spread, String(count), beside];
}

/** A ratio with three digits that count. */
export function ratioText(value: number): string {
  if (value === 0) return "0";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function missingLine({ type, what, reason }: Missing): string {
  return type === "skipped" ? `Skipped: ${what}: ${reason}` : `Could not be run: ${what}: ${reason}`;
}
