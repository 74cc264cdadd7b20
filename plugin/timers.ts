/** The timers of the bundle; setting one again under its id replaces it, so each has one meaning. */
export const TIMER = { exchange: 1, pause: 2, background: 3, progress: 4 } as const;
