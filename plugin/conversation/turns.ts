/** Whose turn it is: one that is never answered for must not use up the time of the others each time. */

/** All of them, beginning behind the one that was asked about last. */
export function inTurn<One>(all: readonly One[], wasLast: (one: One) => boolean): One[] {
  const from = all.findIndex(wasLast) + 1;
  return [...all.slice(from), ...all.slice(0, from)];
}
