import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PlanContent, type PlanLine, type PlanParcel, shipmentPlan } from './shipment-plan.ts'

/** An order of 1–4 lines, delivered completely on 1–3 notes with 1–4 parcels each. */
const order = fc
  .record({
    quantities: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    parcelsPerNote: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    deal: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
  })
  .map(({ quantities, parcelsPerNote, deal }) => {
    const lines: PlanLine[] = quantities.map((quantity, at) => ({
      lineId: `l${at}`,
      goodsId: 'g',
      skuId: 's',
      quantity,
      isReported: false,
    }))
    const units = lines.flatMap(line => Array.from({ length: line.quantity }, () => line.lineId))
    const counted = new Map<string, number>()
    for (const [at, lineId] of units.entries()) {
      const note = (deal[at % deal.length] ?? 0) % parcelsPerNote.length
      counted.set(`${note}/${lineId}`, (counted.get(`${note}/${lineId}`) ?? 0) + 1)
    }
    const contents: PlanContent[] = [...counted].map(([key, quantity]) => {
      const [note, lineId] = key.split('/')
      return { noteKey: Number(note), lineId: String(lineId), quantity }
    })
    const notes = new Set(contents.map(content => content.noteKey))
    const parcels: PlanParcel[] = parcelsPerNote.flatMap((count, noteKey) =>
      notes.has(noteKey)
        ? Array.from({ length: count }, (_, at) => ({
            parcelId: `${noteKey}${at}`,
            noteKey,
            tracking: `T${noteKey}${at}`,
            isShipped: true,
            carrierId: 'c',
          }))
        : [],
    )
    return { lines, parcels, contents }
  })

test('every unit and every parcel of a shipped order is told exactly once', () => {
  fc.assert(
    fc.property(order, ({ lines, parcels, contents }) => {
      const plan = shipmentPlan(lines, parcels, contents, { partial: 'wait', deadlineMs: 0 }, 0, null)
      expect(plan.kind).toBe('ready')
      if (plan.kind !== 'ready') return
      const told = new Map<string, number>()
      for (const content of plan.entries.flatMap(entry => entry.contents)) {
        expect(content.quantity).toBeGreaterThan(0)
        told.set(content.lineId, (told.get(content.lineId) ?? 0) + content.quantity)
      }
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(lines.map(line => [line.lineId, line.quantity])))
      const numbers = plan.entries.flatMap(entry => [entry.tracking, ...entry.extra.map(extra => extra.tracking)])
      expect([...numbers].sort()).toEqual(parcels.map(parcel => parcel.tracking ?? '').sort())
      for (const entry of plan.entries)
        if (entry.extra.length > 0) expect(entry.contents.reduce((sum, content) => sum + content.quantity, 0)).toBe(1)
      if (plan.sendType === 0) expect(plan.entries.length).toBe(1)
    }),
  )
})

test('a missing number or an unshipped parcel anywhere keeps its lines from being told', () => {
  fc.assert(
    fc.property(order, fc.nat(), fc.boolean(), ({ lines, parcels, contents }, pick, isLate) => {
      const at = pick % parcels.length
      const broken = parcels.map((parcel, index) =>
        index === at ? { ...parcel, ...(isLate ? { tracking: null } : { isShipped: false }) } : parcel,
      )
      const plan = shipmentPlan(lines, broken, contents, { partial: 'lines', deadlineMs: 0 }, 0, null)
      const note = parcels[at]?.noteKey
      const touched = new Set(contents.filter(content => content.noteKey === note).map(content => content.lineId))
      if (plan.kind === 'ready') for (const lineId of plan.lineIds) expect(touched.has(lineId)).toBe(false)
    }),
  )
})
