import { closeHeld, openHeld, type StepContext } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { inPieces, keepArticles, keepComponents } from './article-store.ts'
import { dueByArticles } from './due-offers.ts'
import { clockSlackMs } from './hidden-units.ts'
import { holdRound, unholdRound } from './mass-zero-guard.ts'
import type { OfferReason, SendDecision } from './offer.ts'
import { baselineColumns, keepExplanations, keepOffers, type OfferRow } from './offer-store.ts'
import { computationOf, type Decided } from './plan-calls.ts'
import { listingKey } from './round-listings.ts'
import { stockStep } from './send-calls.ts'
import type { StockNeeds } from './stock-needs.ts'
import type { ComputedRound } from './stock-round.ts'

export interface RoundToKeep extends ComputedRound {
  readonly decided: readonly Decided[]
  readonly zeros: { readonly isHeld: boolean; readonly zeros: number; readonly nonZero: number }
  readonly startedAt: number
  readonly now: number
  readonly due: readonly string[]
}

/** Soon again, when only something outside has to work again. */
const soonMs = 30_000
const notShownMs = 300_000

/** Writes what a round read and decided, before anything is sent. Returns the explanations' ids by SKU. */
export async function keepRound(
  needs: StockNeeds,
  tx: StateTx,
  context: StepContext,
  round: RoundToKeep,
): Promise<ReadonlyMap<string, number>> {
  const { now } = round
  const before = await dueNow(tx, round)
  await keepJtl(tx, round)
  const after = await dueNow(tx, round)
  const decided = new Map(round.decided.map(each => [each.computed.listing.key, each]))
  const rows = round.observed.flatMap(({ listing, shown, base, hidden }): OfferRow[] => {
    const { row } = listing
    const mine = listing.mall === needs.mall ? decided.get(listing.key) : undefined
    if (shown === null && mine === undefined) return []
    // Marked due by someone else while the round read: it takes part in the next one.
    const markedAt = before.get(listing.key) ?? null
    const marked = markedAt !== null && markedAt > round.startedAt && markedAt !== row.due_at ? markedAt : null
    const read = shown === null ? {} : { ...baselineColumns(base), shown, shown_at: now, expected: null }
    const seen = {
      ...row,
      ...read,
      hidden,
      hidden_until: hidden > 0 ? (row.hidden_until ?? now + needs.orderLagMs) : null,
      computation: mine ? computationOf(row) : row.computation,
      due_at: after.get(listing.key) ?? null,
    }
    if (!mine) return [{ ...seen, due_at: dueElsewhere(decided.get(listing.key), seen.due_at, now) }]
    return [
      {
        ...seen,
        offer: mine.computed.offer.offer,
        computed_at: now,
        ...standing(mine, row, now),
        due_at: marked ?? dueAgain(needs, mine, base.knownAt, hidden, now),
      },
    ]
  })
  await keepOffers(tx, rows)
  await nothingLeftDue(tx, needs.mall, round, new Set(rows.map(row => listingKey(row.mall, row.sku_id))))
  const own = round.decided.filter(each => each.computed.listing.mall === needs.mall)
  await keepHeld(needs, tx, context, round, own)
  await forgetOldWaits(needs, tx, own, now)
  return keepExplanations(
    tx,
    own.filter(isNews).map(({ computed, send }) => ({
      mall: needs.mall,
      sku_id: computed.listing.skuId,
      at: now,
      run_id: context.runId,
      shown: computed.shown,
      offer: computed.offer.offer,
      explanation: JSON.stringify(computed.explain(send)),
      sent_at: null,
      read_back_at: null,
      read_back: null,
    })),
  )
}

async function keepJtl(tx: StateTx, { reading, now }: RoundToKeep): Promise<void> {
  if (!reading.isJtlFresh) return
  const changed = await keepArticles(tx, reading.stocks, reading.jtlReadAt)
  const sets = await keepComponents(tx, reading.setKeys, reading.components)
  // Other malls sell them too. What this round computes is written after this and wins.
  await dueByArticles(tx, [...changed, ...sets], now)
  await inPieces([...reading.gone], async keys => {
    await tx
      .updateTable('listing')
      .set({ mismatch: 'article-gone' })
      .where('article_key', 'in', keys)
      .where('mismatch', 'is', null)
      .execute()
    return []
  })
}

/** When each listing is due as of now: others may have marked it while the round read. */
async function dueNow(tx: StateTx, round: RoundToKeep): Promise<ReadonlyMap<string, number | null>> {
  const found = new Map<string, number | null>()
  for (const mall of new Set(round.observed.map(each => each.listing.mall))) {
    const rows = await inPieces(
      round.observed.filter(each => each.listing.mall === mall).map(each => each.listing.skuId as string),
      skus =>
        tx
          .selectFrom('offer')
          .select(['sku_id', 'due_at'])
          .where('mall', '=', mall)
          .where('sku_id', 'in', skus)
          .execute(),
    )
    for (const row of rows) found.set(listingKey(mall, row.sku_id), row.due_at)
  }
  return found
}

/** Another mall's share changed: its own round sends it. */
function dueElsewhere(decided: Decided | undefined, dueAt: number | null, now: number): number | null {
  if (!decided || decided.computed.offer.offer === null || decided.computed.offer.offer === decided.computed.shown)
    return dueAt
  return dueAt === null ? now : Math.min(dueAt, now)
}

function standing({ computed, send }: Decided, row: OfferRow, now: number): Pick<OfferRow, 'state' | 'confirmed_at'> {
  const before = { confirmed_at: row.confirmed_at }
  switch (send.kind) {
    case 'fall':
    case 'rise':
      return { ...before, state: 'sending' }
    case 'wait':
      return { ...before, state: send.because === 'round-held' ? 'held' : 'idle' }
    case 'nothing':
      if (send.because === 'equal') return { state: 'confirmed', confirmed_at: now }
      return { ...before, state: send.because === 'held' || isHeldReason(computed.offer.reason) ? 'held' : 'idle' }
  }
}

/** When the listing takes part again without anybody asking: never before what it waits for can be there. */
function dueAgain(
  needs: StockNeeds,
  { send }: Decided,
  knownAt: number | null,
  hidden: number,
  now: number,
): number | null {
  const hiddenAt = hidden > 0 ? now + needs.orderLagMs + clockSlackMs : null
  if (send.kind === 'fall' || send.kind === 'rise') return now + soonMs
  if (send.kind === 'wait') {
    if (send.because !== 'no-earlier-number') return now + soonMs
    // knownAt is TEMU's clock, which is close enough to say when to look again; whether it is time is asked then.
    const ripe = (knownAt ?? now) + needs.orderLagMs + 2 * clockSlackMs
    return Math.min(Math.max(ripe, now + clockSlackMs), now + needs.orderLagMs + 2 * clockSlackMs)
  }
  if (send.because === 'not-shown') return now + notShownMs
  if (send.because === 'held') return now + soonMs
  return hiddenAt
}

/** Whatever was due and is not computed (a mall switched off meanwhile): later, or the rounds would never end. */
async function nothingLeftDue(tx: StateTx, mall: MallId, round: RoundToKeep, kept: ReadonlySet<string>): Promise<void> {
  const left = round.due.filter(sku => !kept.has(listingKey(mall, sku)))
  await inPieces(left, async skus => {
    await tx
      .updateTable('offer')
      .set({ due_at: round.now + notShownMs })
      .where('mall', '=', mall)
      .where('sku_id', 'in', skus)
      .execute()
    return []
  })
}

const heldReasons: readonly OfferReason[] = ['stock-unmanaged', 'stock-unknown']
const isHeldReason = (reason: OfferReason): boolean => heldReasons.includes(reason)

async function keepHeld(
  needs: StockNeeds,
  tx: StateTx,
  context: StepContext,
  round: RoundToKeep,
  own: readonly Decided[],
): Promise<void> {
  const { now } = round
  if (round.zeros.isHeld) {
    await holdRound(tx, needs.mall, { zeros: round.zeros.zeros, nonZero: round.zeros.nonZero }, now, context.runId)
    context.log.error('stock-mass-zero', { zeros: round.zeros.zeros, nonZero: round.zeros.nonZero })
  } else await unholdRound(tx, needs.mall, now)
  const open = new Set(
    (
      await tx
        .selectFrom('held')
        .select(['subject', 'reason'])
        .where('mall', '=', needs.mall)
        .where('kind', '=', 'sku')
        .where('reason', 'in', heldReasons)
        .where('resolved_at', 'is', null)
        .execute()
    ).map(row => `${row.subject}/${row.reason}`),
  )
  for (const { computed } of own) {
    const { skuId, sellerSku } = computed.listing
    for (const reason of heldReasons) {
      const isOpen = open.has(`${skuId}/${reason}`)
      // JTL not read is no finding about the article.
      const holds = computed.offer.reason === reason && round.reading.isJtlFresh
      if (holds && !isOpen) {
        await openHeld(tx, {
          mall: needs.mall,
          kind: 'sku',
          subject: skuId,
          reason,
          params: { sku: sellerSku },
          now,
          runId: context.runId,
        })
        context.count('held')
      } else if (!holds && isOpen && round.reading.isJtlFresh)
        await closeHeld(tx, { mall: needs.mall, kind: 'sku', subject: skuId, reason, by: 'kontor', now })
    }
  }
}

/** Calls that were to be repeated and are not needed any more: the goods took part in this round without them. */
async function forgetOldWaits(needs: StockNeeds, tx: StateTx, own: readonly Decided[], now: number): Promise<void> {
  const old = await tx
    .selectFrom('waiting')
    .select('item')
    .where('mall', '=', needs.mall)
    .where('step', '=', stockStep)
    .where('next_at', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attempt')
            .select('attempt.id')
            .whereRef('attempt.mall', '=', 'waiting.mall')
            .whereRef('attempt.step', '=', 'waiting.step')
            .whereRef('attempt.item', '=', 'waiting.item')
            .where('attempt.state', '=', 'begun'),
        ),
      ),
    )
    .execute()
  if (old.length === 0) return
  const quiet = new Set<string>()
  const busy = new Set<string>()
  for (const { computed, send } of own) {
    const isSent = send.kind === 'fall' || send.kind === 'rise'
    for (const name of [`sku:${computed.listing.skuId}`, computed.listing.goodsId]) (isSent ? busy : quiet).add(name)
  }
  const nameOf = (item: string) => (item.startsWith('sku:') ? item : (item.split(':')[0] ?? ''))
  const over = old.map(row => row.item).filter(item => quiet.has(nameOf(item)) && !busy.has(nameOf(item)))
  await inPieces(over, async items => {
    await tx
      .deleteFrom('waiting')
      .where('mall', '=', needs.mall)
      .where('step', '=', stockStep)
      .where('item', 'in', items)
      .execute()
    return []
  })
}

/** An explanation is kept when there is something to explain: a new offer, or something to send or to wait for. */
const isNews = ({ computed, send }: Decided): boolean =>
  !isEqual(send) || computed.offer.offer !== computed.listing.row.offer

const isEqual = (send: SendDecision): boolean => send.kind === 'nothing' && send.because === 'equal'
