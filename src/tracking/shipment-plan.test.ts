import { describe, expect, test } from 'vitest'
import { type PlanContent, type PlanLine, type PlanParcel, type PlanSettings, shipmentPlan } from './shipment-plan.ts'

const hour = 3_600_000
const settings: PlanSettings = { partial: 'wait-until-deadline', deadlineMs: 12 * hour }
const line = (lineId: string, quantity = 1, isReported = false): PlanLine => ({
  lineId,
  goodsId: `g${lineId}`,
  skuId: `s${lineId}`,
  quantity,
  isReported,
})
const parcel = (parcelId: string, noteKey = 1, more: Partial<PlanParcel> = {}): PlanParcel => ({
  parcelId,
  noteKey,
  tracking: `T${parcelId}`,
  isShipped: true,
  carrierId: '7',
  ...more,
})
const on = (noteKey: number, lineId: string, quantity = 1): PlanContent => ({ noteKey, lineId, quantity })
const plan = (
  lines: PlanLine[],
  parcels: PlanParcel[],
  contents: PlanContent[],
  shipBy: number | null = null,
  more: Partial<PlanSettings> = {},
) => shipmentPlan(lines, parcels, contents, { ...settings, ...more }, 0, shipBy)

describe('what TEMU is told about an order', () => {
  test('one parcel with everything is sendType 0', () => {
    expect(plan([line('a', 2), line('b')], [parcel('1')], [on(1, 'a', 2), on(1, 'b')])).toEqual({
      kind: 'ready',
      sendType: 0,
      isComplete: true,
      lineIds: ['a', 'b'],
      entries: [
        {
          parcelId: '1',
          carrierId: '7',
          tracking: 'T1',
          contents: [
            { lineId: 'a', goodsId: 'ga', skuId: 'sa', quantity: 2 },
            { lineId: 'b', goodsId: 'gb', skuId: 'sb', quantity: 1 },
          ],
          extra: [],
        },
      ],
    })
  })

  test('two parcels of one note share the units, none is left out, none is empty', () => {
    const result = plan([line('a', 3)], [parcel('1'), parcel('2')], [on(1, 'a', 3)])
    expect(result).toMatchObject({ kind: 'ready', sendType: 1 })
    const quantities =
      result.kind === 'ready' ? result.entries.map(entry => entry.contents.map(content => content.quantity)) : []
    expect(quantities).toEqual([[2], [1]])
  })

  test('one piece in three parcels: one main parcel and two extras', () => {
    const result = plan([line('a')], [parcel('1'), parcel('2'), parcel('3')], [on(1, 'a')])
    expect(result).toMatchObject({
      kind: 'ready',
      sendType: 0,
      entries: [{ parcelId: '1', contents: [{ quantity: 1 }], extra: [{ tracking: 'T2' }, { tracking: 'T3' }] }],
    })
  })

  test('a line on two notes waits until both have shipped', () => {
    const contents = [on(1, 'a'), on(2, 'a')]
    expect(plan([line('a', 2)], [parcel('1', 1)], contents)).toEqual({ kind: 'waiting', why: 'partly-delivered' })
    expect(plan([line('a', 2)], [parcel('1', 1), parcel('2', 2, { isShipped: false })], contents).kind).toBe('waiting')
    expect(plan([line('a', 2)], [parcel('1', 1), parcel('2', 2)], contents)).toMatchObject({
      kind: 'ready',
      sendType: 1,
    })
  })

  test('a parcel without its number is waited for', () => {
    expect(plan([line('a')], [parcel('1', 1, { tracking: null })], [on(1, 'a')])).toEqual({
      kind: 'waiting',
      why: 'tracking-late',
    })
  })

  test('a parcel whose carrier nobody mapped is held', () => {
    expect(plan([line('a')], [parcel('1', 1, { carrierId: null })], [on(1, 'a')])).toEqual({
      kind: 'held',
      reason: 'carrier-unknown',
      parcelId: '1',
    })
  })

  test('lines on different days: waits, but near the deadline sends whole lines', () => {
    const lines = [line('a'), line('b')]
    const parcels = [parcel('1')]
    expect(plan(lines, parcels, [on(1, 'a')], 48 * hour)).toEqual({ kind: 'waiting', why: 'partly-delivered' })
    expect(plan(lines, parcels, [on(1, 'a')], 6 * hour)).toMatchObject({
      kind: 'ready',
      sendType: 1,
      lineIds: ['a'],
      isComplete: false,
    })
    expect(plan(lines, parcels, [on(1, 'a')], 6 * hour, { partial: 'wait' }).kind).toBe('waiting')
    expect(plan(lines, parcels, [on(1, 'a')], null, { partial: 'lines' })).toMatchObject({
      kind: 'ready',
      lineIds: ['a'],
    })
  })

  test('what TEMU was told is not told again', () => {
    expect(
      plan([line('a', 1, true), line('b')], [parcel('1'), parcel('2', 2)], [on(1, 'a'), on(2, 'b')]),
    ).toMatchObject({
      kind: 'ready',
      sendType: 1,
      lineIds: ['b'],
      isComplete: true,
      entries: [{ parcelId: '2' }],
    })
    expect(plan([line('a', 1, true)], [parcel('1')], [on(1, 'a')])).toEqual({ kind: 'nothing' })
  })

  test('JTL shipped more than TEMU still wants: TEMU is told what it wants', () => {
    expect(plan([line('a', 1)], [parcel('1')], [on(1, 'a', 2)])).toMatchObject({
      entries: [{ contents: [{ quantity: 1 }] }],
    })
  })
})
