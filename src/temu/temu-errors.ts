/** Ours; stored, never renamed. */
export type TemuErrorCode = `temu.${string}`
