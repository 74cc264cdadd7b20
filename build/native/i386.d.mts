/** True where the kernel runs 64-bit programs only, so that x86 code is emulated, and slow. */
export function emulates32(): boolean;

/** The emulator of 64-bit processors beside the one of 32-bit processors, where there is one. */
export const emulator64: string;
