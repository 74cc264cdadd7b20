/** True where the kernel runs 64-bit programs only, so that x86 code is emulated, and slow. */
export function emulates32(): boolean;
