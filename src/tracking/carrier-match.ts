export interface Carrier {
  readonly carrierId: string
  readonly name: string
  readonly brand: string
}

/**
 * TEMU's carrier for a JTL shipping method by its name: only when exactly one carrier of TEMU's list has a brand that the
 * name contains as a word. Two (`DHL` and `DHL Express` in “DHL Express”) is not a guess we make: a person chooses.
 */
export function carrierByName(methodName: string, carriers: readonly Carrier[]): Carrier | undefined {
  const words = ` ${plain(methodName)} `
  const fitting = carriers.filter(carrier => plain(carrier.brand) !== '' && words.includes(` ${plain(carrier.brand)} `))
  const ids = new Set(fitting.map(carrier => carrier.carrierId))
  return ids.size === 1 ? fitting[0] : undefined
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/**
 * TEMU takes letters and digits only (120014020). Several numbers in one field (JTL joins them with commas) are not one
 * number, so they are refused rather than glued together.
 */
export function trackingNumber(text: string | null): string | null {
  if (text === null || /[,;|]/.test(text)) return null
  const cleaned = text.replace(/[^A-Za-z0-9]/g, '')
  return cleaned === '' ? null : cleaned
}
