import { setFlagsFromString } from 'node:v8'

/**
 * V8 lets garbage grow to several times what lives before it looks: 500 MB for a shop whose data fill 40. A merchant's
 * machine has other things to do, so the heap grows in small steps. The price is processor time for collecting more often
 * (docs/operate/performance.md has both sides measured). A V8 that does not know the setting ignores it.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=20')
