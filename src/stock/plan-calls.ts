import type { Computed } from './compute-round.ts'
import type { SendDecision } from './offer.ts'
import { wholeUnits } from './split-stock.ts'

/** One stock call: one goods, one of TEMU's two lists, at most a hundred SKUs. */
export interface StockCall {
  /** Same goods, same kind, same place: same key, so that an open attempt at it is found. */
  readonly key: string
  readonly goodsId: string
  readonly kind: 'zero' | 'fall' | 'rise'
  readonly mode: 'change' | 'target'
  readonly entries: readonly StockEntry[]
}

export interface StockEntry {
  readonly listing: string
  readonly skuId: string
  /** What TEMU showed when the round began. */
  readonly from: number
  readonly to: number
  /** The computation it carries out; null: an earlier round's, only looked after. */
  readonly computation: number | null
}

export interface Decided {
  readonly computed: Computed
  readonly send: SendDecision
}

export interface PlanLimits {
  /** The mass-zero guard holds the round: zeros and rises wait, other falls go. */
  readonly isHeld: boolean
  /** Listing keys that wait for a person, for a retry, or for the outcome of an earlier change. */
  readonly blocked: ReadonlySet<string>
  /** Listing keys that keep what they show until a person acts, in any mall. */
  readonly stuck: ReadonlySet<string>
}

/** What to do about each offer, as if every fall gets through. Rises are decided again after the falls: `roomFor`. */
export function decide(computed: readonly Computed[], limits: PlanLimits): readonly Decided[] {
  const uppers = new Map(
    computed.map(each => [each.listing.key, Math.min(each.shown ?? 0, each.offer.offer ?? each.shown ?? 0)]),
  )
  for (const each of computed) {
    const stays = limits.blocked.has(each.listing.key) || (limits.isHeld && each.offer.offer === 0)
    if (stays) uppers.set(each.listing.key, each.shown ?? 0)
  }
  const beside = new Map(
    computed.map(each => [
      each.listing.key,
      limits.stuck.has(each.listing.key)
        ? (each.shown ?? 0)
        : Math.min(each.shown ?? 0, each.offer.offer ?? each.shown ?? 0),
    ]),
  )
  return computed.map(each => ({ computed: each, send: decideOne(each, limits, uppers, beside) }))
}

function decideOne(
  each: Computed,
  limits: PlanLimits,
  uppers: Map<string, number>,
  beside: ReadonlyMap<string, number>,
): SendDecision {
  const { offer, shown, obstacle, listing } = each
  if (offer.offer === null) return { kind: 'nothing', because: 'no-number' }
  if (shown === null) return { kind: 'nothing', because: 'not-shown' }
  // INV-3: what a stuck listing shows beyond its share is taken from the others.
  const isCrowded = each.pools.some(({ members }) => members.some(member => limits.stuck.has(member.listing)))
  const wanted = isCrowded ? Math.min(offer.offer, Math.max(0, roomFor(each, beside))) : offer.offer
  if (offer.offer === shown && wanted === shown) return { kind: 'nothing', because: 'equal' }
  if (limits.blocked.has(listing.key)) return { kind: 'nothing', because: 'held' }
  if (wanted < shown) {
    if (limits.isHeld && wanted === 0) return { kind: 'wait', because: 'round-held' }
    return { kind: 'fall', to: wanted }
  }
  if (obstacle !== null) return { kind: 'wait', because: obstacle }
  if (limits.isHeld) return { kind: 'wait', because: 'round-held' }
  return riseWithin(each, uppers)
}

/**
 * A rise, as far as the other listings of the article leave room for it by what they really show (INV-3): falls go first,
 * and a fall that did not get through leaves less. Takes the room, so that the next rise finds less.
 */
export function riseWithin(each: Computed, uppers: Map<string, number>): SendDecision {
  const shown = each.shown ?? 0
  const wanted = each.offer.offer ?? 0
  const to = Math.min(wanted, roomFor(each, uppers))
  if (to <= shown) return { kind: 'wait', because: 'others-show-the-rest' }
  uppers.set(each.listing.key, to)
  return { kind: 'rise', to }
}

/** Units that the others of its pools leave to this listing; may be negative. */
function roomFor(each: Computed, uppers: ReadonlyMap<string, number>): number {
  const rooms = each.pools.map(({ pieces, members }) => {
    const taken = members.reduce(
      (sum, { listing, each: per, shown: still }) =>
        sum + (listing === each.listing.key ? 0 : (uppers.get(listing) ?? still) * per),
      0,
    )
    const per = members.find(({ listing }) => listing === each.listing.key)?.each ?? 1
    return wholeUnits(pieces - taken, per)
  })
  return Math.min(Number.POSITIVE_INFINITY, ...rooms)
}

/** The number a round's computation of this offer has. */
export const computationOf = (before: { readonly computation: number }): number => before.computation + 1

const skusPerCall = 100

/**
 * The calls for these decisions: all zeros, then all other falls; rises are given on their own, after them. A zero is a
 * target of 0 in a call of its own before the changes of the same goods (one call takes only one of the two lists).
 */
export function callsFor(
  decided: readonly Decided[],
  which: 'falls' | 'rises',
  mode: 'change' | 'target',
): readonly StockCall[] {
  const wanted = decided.filter(({ send }) => send.kind === (which === 'falls' ? 'fall' : 'rise'))
  const zeros = wanted.filter(({ send }) => send.kind === 'fall' && send.to === 0)
  const others = wanted.filter(each => !zeros.includes(each))
  return [...grouped(zeros, 'zero', 'target'), ...grouped(others, which === 'falls' ? 'fall' : 'rise', mode)]
}

function grouped(decided: readonly Decided[], kind: StockCall['kind'], mode: StockCall['mode']): readonly StockCall[] {
  const byGoods = new Map<string, StockEntry[]>()
  for (const { computed, send } of decided) {
    if (send.kind !== 'fall' && send.kind !== 'rise') continue
    const { listing, shown } = computed
    const entry = {
      listing: listing.key,
      skuId: listing.skuId,
      from: shown ?? 0,
      to: send.to,
      computation: computationOf(listing.row),
    }
    const list = byGoods.get(listing.goodsId)
    if (list) list.push(entry)
    else byGoods.set(listing.goodsId, [entry])
  }
  return [...byGoods].flatMap(([goodsId, entries]) => {
    const calls: StockCall[] = []
    for (let at = 0; at < entries.length; at += skusPerCall)
      calls.push({
        key: `${goodsId}:${kind}:${at / skusPerCall}`,
        goodsId,
        kind,
        mode,
        entries: entries.slice(at, at + skusPerCall),
      })
    return calls
  })
}
