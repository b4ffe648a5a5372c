/** What one call to TEMU would say about an order: which parcels, and what is in them. Pure: reads values, returns values. */

export interface PlanLine {
  readonly lineId: string
  readonly goodsId: string
  readonly skuId: string
  /** Units left to ship at TEMU; 0 when the line is cancelled. */
  readonly quantity: number
  /** TEMU was already told about this line. */
  readonly isReported: boolean
}

export interface PlanParcel {
  readonly parcelId: string
  readonly noteKey: number
  /** Letters and digits only; null while the label tool is late. */
  readonly tracking: string | null
  readonly isShipped: boolean
  readonly carrierId: string | null
}

/** Units of a TEMU line on a delivery note. */
export interface PlanContent {
  readonly noteKey: number
  readonly lineId: string
  readonly quantity: number
}

export interface ShipmentEntry {
  readonly parcelId: string
  readonly carrierId: string
  readonly tracking: string
  readonly contents: readonly {
    readonly lineId: string
    readonly goodsId: string
    readonly skuId: string
    readonly quantity: number
  }[]
  /** Further parcels of one piece (TEMU's sub-parcels, at most 10). */
  readonly extra: readonly { readonly parcelId: string; readonly carrierId: string; readonly tracking: string }[]
}

export type ShipmentPlan =
  | {
      readonly kind: 'ready'
      /** TEMU's sendType: 0 one parcel with everything, 1 split over parcels or lines. */
      readonly sendType: 0 | 1
      readonly entries: readonly ShipmentEntry[]
      readonly lineIds: readonly string[]
      /** Nothing of the order is left to report after this. */
      readonly isComplete: boolean
    }
  | { readonly kind: 'waiting'; readonly why: 'not-shipped' | 'tracking-late' | 'partly-delivered' }
  | {
      readonly kind: 'held'
      readonly reason: 'carrier-unknown' | 'too-many-parcels' | 'parcel-without-goods'
      readonly parcelId: string
    }
  | { readonly kind: 'nothing' }

export interface PlanSettings {
  /**
   * `wait`: one call when everything is packed. `lines`: whole lines as they ship. `wait-until-deadline`: like `wait`, but
   * whole lines go out when the ship-by time is near. One copy of TEMU's documentation wants all open lines in one call;
   * others allow single lines, so the default waits as long as it may.
   */
  readonly partial: 'wait' | 'wait-until-deadline' | 'lines'
  /** How near the deadline has to be. */
  readonly deadlineMs: number
}

/** TEMU takes at most ten extra parcels of one piece (120011098). */
const maxExtraParcels = 10

/**
 * Which call, if any, is right now. A line is reported once and whole (INV-5); parcels without number or carrier are never
 * part of a call.
 */
export function shipmentPlan(
  lines: readonly PlanLine[],
  parcels: readonly PlanParcel[],
  contents: readonly PlanContent[],
  settings: PlanSettings,
  now: number,
  shipBy: number | null,
): ShipmentPlan {
  const open = lines.filter(line => line.quantity > 0 && !line.isReported)
  if (open.length === 0) return { kind: 'nothing' }

  const byNote = Map.groupBy(parcels, parcel => parcel.noteKey)
  const isNoteReady = (noteKey: number): boolean => {
    const ofNote = byNote.get(noteKey) ?? []
    return ofNote.length > 0 && ofNote.every(parcel => parcel.isShipped && parcel.tracking !== null)
  }
  const ready = open.filter(line => {
    const notes = contents.filter(content => content.lineId === line.lineId && content.quantity > 0)
    const units = notes.filter(note => isNoteReady(note.noteKey)).reduce((sum, note) => sum + note.quantity, 0)
    return units >= line.quantity
  })
  const isWhole = ready.length === open.length
  const mayBePartial =
    settings.partial === 'lines' ||
    (settings.partial === 'wait-until-deadline' && shipBy !== null && shipBy - now <= settings.deadlineMs)
  if (ready.length === 0 || (!isWhole && !mayBePartial))
    return { kind: 'waiting', why: whyWaiting(open, parcels, contents) }

  return fill(ready, parcels, contents, isWhole && !lines.some(line => line.isReported), isWhole)
}

function whyWaiting(
  open: readonly PlanLine[],
  parcels: readonly PlanParcel[],
  contents: readonly PlanContent[],
): 'not-shipped' | 'tracking-late' | 'partly-delivered' {
  const shipped = parcels.filter(parcel => parcel.isShipped)
  if (shipped.some(parcel => parcel.tracking === null)) return 'tracking-late'
  const shippedNotes = new Set(shipped.map(parcel => parcel.noteKey))
  const isAnyDelivered = open.some(line =>
    contents.some(each => each.lineId === line.lineId && shippedNotes.has(each.noteKey)),
  )
  return isAnyDelivered ? 'partly-delivered' : 'not-shipped'
}

function fill(
  ready: readonly PlanLine[],
  parcels: readonly PlanParcel[],
  contents: readonly PlanContent[],
  isFirstAndWhole: boolean,
  isComplete: boolean,
): ShipmentPlan {
  const left = new Map(ready.map(line => [line.lineId, line.quantity]))
  const entries: ShipmentEntry[] = []
  const notes = [
    ...new Set(contents.filter(each => left.has(each.lineId) && each.quantity > 0).map(each => each.noteKey)),
  ].sort((a, b) => a - b)
  for (const noteKey of notes) {
    const ofNote = parcels
      .filter(parcel => parcel.noteKey === noteKey)
      .sort((a, b) => a.parcelId.localeCompare(b.parcelId, 'en', { numeric: true }))
    const withoutCarrier = ofNote.find(parcel => parcel.carrierId === null)
    if (withoutCarrier) return { kind: 'held', reason: 'carrier-unknown', parcelId: withoutCarrier.parcelId }
    // JTL may have delivered more than TEMU still wants (a line cancelled late): TEMU is told no more than it wants.
    const units: { line: PlanLine }[] = []
    for (const line of ready) {
      const onNote = contents
        .filter(each => each.noteKey === noteKey && each.lineId === line.lineId)
        .reduce((sum, each) => sum + each.quantity, 0)
      const take = Math.min(onNote, left.get(line.lineId) ?? 0)
      left.set(line.lineId, (left.get(line.lineId) ?? 0) - take)
      for (let unit = 0; unit < take; unit++) units.push({ line })
    }
    if (units.length === 0) continue
    const spread = spreadUnits(
      units.map(unit => unit.line),
      ofNote,
    )
    if (spread.kind === 'held') return spread
    entries.push(...spread.entries)
  }
  const isOneParcel = entries.length === 1
  return {
    kind: 'ready',
    sendType: isOneParcel && isFirstAndWhole ? 0 : 1,
    entries,
    lineIds: ready.map(line => line.lineId),
    isComplete,
  }
}

/**
 * JTL does not say which unit lies in which parcel of a note, so units are dealt out in order: every parcel gets at least
 * one; what is left over goes into the first. More parcels than units: the last unit's parcel carries the rest as extras.
 */
function spreadUnits(
  units: readonly PlanLine[],
  parcels: readonly PlanParcel[],
): { readonly kind: 'entries'; readonly entries: readonly ShipmentEntry[] } | Extract<ShipmentPlan, { kind: 'held' }> {
  const named = parcels.flatMap(parcel =>
    parcel.tracking !== null && parcel.carrierId !== null
      ? [{ parcelId: parcel.parcelId, carrierId: parcel.carrierId, tracking: parcel.tracking }]
      : [],
  )
  const main = named.slice(0, units.length)
  const extra = named.slice(units.length)
  const [first] = main
  if (!first) return { kind: 'held', reason: 'parcel-without-goods', parcelId: parcels[0]?.parcelId ?? '' }
  if (extra.length > maxExtraParcels) return { kind: 'held', reason: 'too-many-parcels', parcelId: first.parcelId }
  const surplus = units.length - main.length
  const entries = main.map((parcel, at): ShipmentEntry => {
    const from = at === 0 ? 0 : surplus + at
    const to = surplus + at + 1
    const counted = new Map<PlanLine, number>()
    for (const line of units.slice(from, to)) counted.set(line, (counted.get(line) ?? 0) + 1)
    return {
      ...parcel,
      contents: [...counted].map(([line, quantity]) => ({
        lineId: line.lineId,
        goodsId: line.goodsId,
        skuId: line.skuId,
        quantity,
      })),
      extra: at === main.length - 1 ? extra : [],
    }
  })
  return { kind: 'entries', entries }
}
