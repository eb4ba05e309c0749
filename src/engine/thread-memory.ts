/**
 * For the threads of the engine. What they make is short-lived, so a small young generation costs no time, and each of
 * the up to six threads would otherwise keep 48 MB of it.
 */
export const threadMemory = { maxYoungGenerationSizeMb: 12 } as const;
