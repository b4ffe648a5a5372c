import type { JtlParcel, OrderLineDelivery } from '../jtl/index.ts'
import { trackingNumber } from './carrier-match.ts'

/** A TEMU line and the article numbers JTL may know it by. */
export interface MatchLine {
  readonly lineId: string
  readonly articleNumbers: readonly string[]
  readonly quantity: number
}

/** Units of TEMU lines per delivery note. */
export interface NoteContent {
  readonly noteKey: number
  readonly lineId: string
  readonly quantity: number
}

/**
 * Which TEMU lines a delivery note holds: by article number, as SQL Server compares (blanks and case do not count). Lines
 * with the same article share what was delivered, in their order; what goes beyond all of them stays with the last.
 */
export function contentsFromJtl(
  lines: readonly MatchLine[],
  deliveries: readonly OrderLineDelivery[],
): readonly NoteContent[] {
  const contents: NoteContent[] = []
  const delivered = new Map<string, Map<number, number>>()
  for (const delivery of deliveries) {
    const ofArticle = delivered.get(plain(delivery.articleNo)) ?? new Map<number, number>()
    delivered.set(plain(delivery.articleNo), ofArticle)
    for (const note of delivery.delivered)
      ofArticle.set(note.noteKey, (ofArticle.get(note.noteKey) ?? 0) + Math.floor(note.quantity))
  }
  for (const [article, notes] of delivered) {
    const wanting = lines.filter(line => line.articleNumbers.some(number => plain(number) === article))
    const missing = new Map(wanting.map(line => [line.lineId, line.quantity]))
    for (const [noteKey, quantity] of [...notes].sort(([a], [b]) => a - b)) {
      let rest = quantity
      for (const [at, line] of wanting.entries()) {
        const isLast = at === wanting.length - 1
        const take = isLast ? rest : Math.min(rest, missing.get(line.lineId) ?? 0)
        if (take <= 0) continue
        contents.push({ noteKey, lineId: line.lineId, quantity: take })
        missing.set(line.lineId, (missing.get(line.lineId) ?? 0) - take)
        rest -= take
      }
    }
  }
  return contents
}

const plain = (articleNo: string): string => articleNo.trim().toLowerCase()

export type ParcelStage = 'packed' | 'waiting' | 'ready'

/** Where a parcel stands before TEMU hears of it, and the number it would be told with. */
export function parcelFromJtl(
  parcel: JtlParcel,
  mayUseShipmentId: boolean,
): { readonly stage: ParcelStage; readonly tracking: string | null } {
  const tracking = trackingNumber(parcel.tracking) ?? (mayUseShipmentId ? trackingNumber(parcel.shipmentId) : null)
  if (parcel.shippedAt === null) return { stage: 'packed', tracking }
  return { stage: tracking === null ? 'waiting' : 'ready', tracking }
}
