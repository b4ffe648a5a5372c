import type { Row } from '../state/index.ts'
import { difference, type Moment, toldToPerson, underWay } from './audit-findings.ts'
import type { Difference, Finding } from './difference.ts'

/** One offer as Kontor knows it, read before and after TEMU was asked. */
export interface OurOffer {
  readonly row: Row<'offer'>
  /** It was sent, read or computed anew while TEMU was asked. */
  readonly isMoving: boolean
  /** Open reasons of the SKU, and of the mall's stock round. */
  readonly holds: readonly string[]
  readonly retrying: string | null
}

/** What TEMU and its orders say about one SKU. */
export interface OfferAtTemu {
  /** undefined: TEMU's answer does not have the SKU. */
  readonly number: number | undefined
  /** Units of orders placed since the number Kontor knows. */
  readonly placed: number
  /** Units cancelled since, which TEMU may have put back. */
  readonly returned: number
}

/** When the number Kontor knows was true: sent then, or read then. */
export const knownSince = (row: Row<'offer'>): number => (row.expected === null ? row.shown_at : row.sent_at) ?? 0

/** What TEMU should show if nobody bought since; null: Kontor knows no number. */
export const knownNumber = (row: Row<'offer'>): number | null => row.expected ?? row.shown

export interface OfferMoment extends Moment {
  readonly readLagMs: number
  /** How far ahead a round may be that carries out what Kontor wants: a rise waits one lag of TEMU's order list. */
  readonly roundMs: number
}

/**
 * TEMU's number against ours. Less than ours is explained by orders placed since, more by units cancelled since; a number
 * that is about to be sent, or was sent within TEMU's read lag, is under way. Pure.
 */
export function compareOffer(ours: OurOffer, atTemu: OfferAtTemu, at: OfferMoment): readonly Finding[] {
  const { row } = ours
  // No number of ours (a parent, stock not kept): whatever TEMU sells is not set by Kontor.
  if (row.computed_at !== null && row.offer === null) return []
  const known = knownNumber(row)
  const wanted = row.offer ?? known
  const base = { subject: row.sku_id, detail: '', ours: wanted, subjectAt: null } as const
  if (atTemu.number === undefined)
    return [unlessMoving({ ...base, kind: 'offer-missing-at-temu', theirs: null }, ours, at)]
  const { number } = atTemu
  const found: Difference = { ...base, kind: 'offer-differs', theirs: number }
  if (known === null) return [unlessDue(found, ours, at)]
  const lost = known - number
  const isExplained = lost >= 0 ? lost <= atTemu.placed : -lost <= atTemu.returned
  // TEMU shows what Kontor knows; but is that what Kontor wants?
  if (isExplained) return row.offer === null || row.offer === known || lost !== 0 ? [] : [unlessDue(found, ours, at)]
  if (lost > 0 && row.hidden > 0 && (row.hidden_until ?? 0) > at.now) return [underWay(found, 'sold-not-listed')]
  // A round that is due does not know of this number yet, so it is no work on it.
  return [unlessMoving({ ...found, ours: known }, ours, at)]
}

/** What Kontor wants is sent by the next round: due now, or ahead by no more than a rise waits. */
function unlessDue(found: Difference, ours: OurOffer, at: OfferMoment): Finding {
  const { due_at: due } = ours.row
  const finding = unlessMoving(found, ours, at)
  const isDue = due !== null && due > at.now - at.graceMs && due <= at.now + at.roundMs
  return finding.is === 'difference' && isDue ? underWay(found, 'offer-due') : finding
}

function unlessMoving(found: Difference, ours: OurOffer, at: OfferMoment): Finding {
  const { row } = ours
  if (ours.isMoving) return underWay(found, 'moving')
  if (row.state === 'sending') return underWay(found, 'sending')
  if (row.sent_at !== null && at.now - row.sent_at < (row.state === 'sent' ? at.graceMs : at.readLagMs))
    return underWay(found, 'offer-sent')
  const told = toldToPerson(found, { holds: ours.holds, accepted: [] })
  if (told) return told
  if (ours.retrying !== null) return underWay(found, 'retrying', { code: ours.retrying })
  if (at.paused.temu !== undefined) return underWay(found, 'paused', { code: at.paused.temu })
  return difference(found)
}
