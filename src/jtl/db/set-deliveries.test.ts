import { describe, expect, it } from 'vitest'
import { deliveriesFromRows, type LineDeliveryRow } from './set-deliveries.ts'

const row = (lineKey: number, over: Partial<LineDeliveryRow>): LineDeliveryRow => ({
  orderKey: 1,
  lineKey,
  articleKey: lineKey * 10,
  articleNo: `A${lineKey}`,
  sort: lineKey,
  setLine: null,
  ordered: '1.0000000000000',
  noteKey: null,
  delivered: null,
  ...over,
})
const quantities = (rows: readonly LineDeliveryRow[]) =>
  Object.fromEntries(
    deliveriesFromRows(rows).map(line => [line.lineKey, line.delivered.map(one => [one.noteKey, one.quantity])]),
  )

/** Two sets of 3 A (line 2) and 1 B (line 3). */
const set = row(1, { setLine: 1, ordered: '2' })
const partA = (noteKey: number | null, delivered: string | null) =>
  row(2, { setLine: 1, ordered: '6', noteKey, delivered })
const partB = (noteKey: number | null, delivered: string | null) =>
  row(3, { setLine: 1, ordered: '2', noteKey, delivered })

describe('what a delivery note holds of an order line', () => {
  it('is nothing while there is no note', () => {
    expect(quantities([row(1, {})])).toEqual({ 1: [] })
  })

  it('adds up several note lines of one note and keeps notes apart', () => {
    const rows = [
      row(1, { ordered: '5', noteKey: 7, delivered: '1' }),
      row(1, { ordered: '5', noteKey: 7, delivered: '1' }),
      row(1, { ordered: '5', noteKey: 8, delivered: '3' }),
    ]
    expect(quantities(rows)).toEqual({
      1: [
        [7, 2],
        [8, 3],
      ],
    })
  })

  it('counts a set by its components, and never lists the components', () => {
    expect(quantities([set, partA(7, '6'), partB(7, '2')])).toEqual({ 1: [[7, 2]] })
    expect(quantities([set, partA(7, '5'), partB(7, '2')])).toEqual({ 1: [[7, 1]] })
  })

  it("takes the set's own note line where JTL writes one", () => {
    expect(
      quantities([row(1, { setLine: 1, ordered: '2', noteKey: 7, delivered: '2' }), partA(7, '6'), partB(7, '2')]),
    ).toEqual({ 1: [[7, 2]] })
  })

  it('counts a set whose parts went out in two notes with the second', () => {
    expect(quantities([set, partA(7, '6'), partB(8, '2')])).toEqual({ 1: [[8, 2]] })
    expect(quantities([set, partA(7, '3'), partB(7, '1'), partA(8, '3'), partB(8, '1')])).toEqual({
      1: [
        [7, 1],
        [8, 1],
      ],
    })
  })

  it('counts a set without components as not delivered', () => {
    expect(quantities([set])).toEqual({ 1: [] })
  })
})
