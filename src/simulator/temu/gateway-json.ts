// Node 24 has JSON.rawJSON; TypeScript's library does not know it yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object }

/** An id as a JSON number: TEMU sends LONG unquoted, also past 2^53. */
export function idNumber(id: string): number | object {
  const value = Number(id)
  return Number.isSafeInteger(value) ? value : rawJSON(id)
}

/** Instant (ms) as TEMU's seconds. */
export const seconds = (at: number): number => Math.floor(at / 1000)
export const secondsOrNull = (at: number | undefined): number | null => (at === undefined ? null : seconds(at))
