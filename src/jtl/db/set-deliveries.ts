import { type JtlArticleKey, type JtlOrderKey, jtlArticleKey, jtlOrderKey } from '../../lib/index.ts'
import type { OrderLineDelivery } from '../jtl.ts'

/** One order line with one of its note lines, or with none. Quantities are decimal text. */
export interface LineDeliveryRow {
  readonly orderKey: number
  readonly lineKey: number
  readonly articleKey: number | null
  readonly articleNo: string | null
  readonly sort: number
  /** null: normal line; own key: a set; another key: a component of that set. */
  readonly setLine: number | null
  readonly ordered: string
  readonly noteKey: number | null
  readonly delivered: string | null
}

interface Line {
  readonly orderKey: JtlOrderKey
  readonly lineKey: number
  readonly articleKey: JtlArticleKey | null
  readonly articleNo: string
  readonly sort: number
  readonly setLine: number | null
  readonly ordered: number
  readonly perNote: Map<number, number>
}

/**
 * What each note holds of each line a marketplace knows: normal lines and sets, never components.
 * A set counts by its own note line if the note has one (uncertain whether JTL writes it; both are taken), else by what
 * its components allow: min of floor(delivered × ordered sets / ordered components).
 */
export function deliveriesFromRows(rows: readonly LineDeliveryRow[]): readonly OrderLineDelivery[] {
  const lines = linesFrom(rows)
  const components = Map.groupBy(
    [...lines.values()].filter(line => line.setLine !== null && line.setLine !== line.lineKey),
    line => line.setLine,
  )
  return [...lines.values()]
    .filter(line => line.setLine === null || line.setLine === line.lineKey)
    .map(({ setLine, perNote, ...line }) => {
      const derived = setLine === null ? perNote : setPerNote(line.ordered, perNote, components.get(line.lineKey) ?? [])
      return {
        ...line,
        delivered: [...derived]
          .map(([noteKey, quantity]) => ({ noteKey, quantity }))
          .filter(one => one.quantity > 0)
          .sort((a, b) => a.noteKey - b.noteKey),
      }
    })
}

function linesFrom(rows: readonly LineDeliveryRow[]): Map<number, Line> {
  const lines = new Map<number, Line>()
  for (const row of rows) {
    let line = lines.get(row.lineKey)
    if (!line) {
      line = {
        orderKey: jtlOrderKey(row.orderKey),
        lineKey: row.lineKey,
        articleKey: row.articleKey === null ? null : jtlArticleKey(row.articleKey),
        articleNo: row.articleNo ?? '',
        sort: row.sort,
        setLine: row.setLine,
        ordered: Number(row.ordered),
        perNote: new Map(),
      }
      lines.set(row.lineKey, line)
    }
    if (row.noteKey !== null && row.delivered !== null)
      line.perNote.set(row.noteKey, (line.perNote.get(row.noteKey) ?? 0) + Number(row.delivered))
  }
  return lines
}

function setPerNote(
  orderedSets: number,
  own: ReadonlyMap<number, number>,
  components: readonly Line[],
): ReadonlyMap<number, number> {
  const perNote = new Map(own)
  const notes = [...new Set(components.flatMap(component => [...component.perNote.keys()]))]
  const needed = components.filter(component => component.ordered > 0)
  const sent = new Map<Line, number>()
  let setsSoFar = 0
  // Counted up over the notes in their order, so that a set whose parts went out in two notes counts with the second.
  for (const note of notes.filter(key => !own.has(key)).sort((a, b) => a - b)) {
    for (const part of needed) sent.set(part, (sent.get(part) ?? 0) + (part.perNote.get(note) ?? 0))
    // The tiny sum keeps 2.9999999 of a division from losing a whole set; quantities have at most 13 decimals.
    const sets = Math.min(
      ...needed.map(part => Math.floor(((sent.get(part) ?? 0) * orderedSets) / part.ordered + 1e-9)),
    )
    perNote.set(note, Math.max(0, sets - setsSoFar))
    setsSoFar = Math.max(setsSoFar, sets)
  }
  return perNote
}
