import { setFlagsFromString } from 'node:v8'

/**
 * V8 lets garbage grow to several times what lives before it looks: 400 MB for a shop whose data fill 40. A merchant's
 * machine has other things to do, so the heap grows in small steps; measured, it costs nothing we could see
 * (docs/operate/performance.md). A V8 that does not know the setting ignores it.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=20')
