/** The timers of the bundle. Each id has one meaning, because setting a timer again replaces it. */
export const TIMER = { exchange: 1, pause: 2, background: 3, progress: 4 } as const;
