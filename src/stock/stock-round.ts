import { type Preview, type StepContext, sendStep } from '../engine/index.ts'
import type { StateTx } from '../state/index.ts'
import { changeMode, countChanges, usesTargets } from './change-mode.ts'
import { type Computed, computeRound } from './compute-round.ts'
import { dueListings } from './due-offers.ts'
import { keepRound } from './keep-round.ts'
import { isMassZero, isReleased, zerosAhead } from './mass-zero-guard.ts'
import { baselines, type Observed, observeAll } from './observe-listings.ts'
import { callsFor, type Decided, decide, riseWithin } from './plan-calls.ts'
import { blockedListings } from './round-blocks.ts'
import { roundListings, withSoldFactors } from './round-listings.ts'
import { type RoundReading, readRound } from './round-reading.ts'
import { openByArticle, recentSales, salesSince } from './sales-evidence.ts'
import { callStep, previewOf, type RoundTally } from './send-calls.ts'
import type { StockNeeds } from './stock-needs.ts'

/** SKUs in one round: few enough that what was read is still young when the last of it is sent. */
const roundSize = 1000

/** Another channel may sell meanwhile: a rise never leaves on a reading of JTL older than this. */
const youngMs = 20_000

/** One round over what is due since before `startedAt`. Returns false when nothing was. */
export async function runRound(needs: StockNeeds, context: StepContext, startedAt: number): Promise<boolean> {
  const due = await dueListings(needs.state.db, needs.mall, startedAt, needs.readLagMs, roundSize)
  if (due.length === 0) return false
  const round = await computed(needs, context, due)
  const { decided, zeros, mode } = await decideRound(needs, round, startedAt)
  const now = needs.clock.now()
  const explanations = await context.write(tx =>
    keepRound(needs, tx, context, { ...round, decided, zeros, startedAt, now, due: due.map(each => each.sku_id) }),
  )
  context.count('computed', decided.length)
  const tally: RoundTally = { landed: new Map(), accepted: 0, refused: 0 }
  const deps = { state: needs.state, random: needs.random, retry: needs.retry }
  const run = async (which: 'falls' | 'rises', what: readonly Decided[]) => {
    const calls = callsFor(what, which, mode)
    if (calls.length > 0 && !context.signal.aborted)
      await sendStep(callStep(needs, calls, tally, explanations), deps).run(context)
  }
  await run('falls', decided)
  // INV-3: what was read must be young when a number rises; the falls may have taken long. They are due again soon.
  if (needs.clock.now() - round.reading.jtlReadAt <= youngMs)
    await run('rises', risesAfterFalls(decided, round.offers, tally))
  await context.write(tx => noteMode(needs, tx, context, tally))
  return true
}

/** What the step would send now. The orders are those kept last, as a preview writes nothing. */
export async function previewRound(needs: StockNeeds, signal: AbortSignal): Promise<readonly Preview[]> {
  const now = needs.clock.now()
  const due = await dueListings(needs.state.db, needs.mall, now, needs.readLagMs, roundSize)
  if (due.length === 0) return []
  const round = await computed({ ...needs, refreshOrders: async () => {} }, { signal, log: silent }, due)
  const { decided, mode } = await decideRound(needs, round, now)
  const calls = [...callsFor(decided, 'falls', mode), ...callsFor(decided, 'rises', mode)]
  return await Promise.all(calls.map(call => previewOf(needs, call)))
}

export const silent: StepContext['log'] = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export interface ComputedRound {
  readonly reading: RoundReading
  readonly observed: readonly Observed[]
  readonly offers: readonly Computed[]
}

async function computed(
  needs: StockNeeds,
  context: Pick<StepContext, 'signal' | 'log'>,
  due: readonly { readonly article_key: number }[],
): Promise<ComputedRound> {
  const { db } = needs.state
  const articles = [...new Set(due.map(each => each.article_key))].sort((a, b) => a - b)
  const listed = await roundListings(db, articles)
  const { unclear } = await blockedListings(needs)
  // The one full context a round has; a preview has only these two parts, and hands in a refreshOrders that needs none.
  const reading = await readRound(needs, context as StepContext, listed, unclear)
  const round = await withSoldFactors(db, listed)
  const bases = baselines(round.listings, reading, needs.orderLagMs)
  const sales = await salesSince(
    db,
    round.listings.flatMap(({ key, mall, skuId }) => {
      const since = bases.get(key)?.knownAt
      return since === undefined || since === null ? [] : [{ key, mall, skuId, since }]
    }),
    needs.readLagMs,
  )
  const observed = observeAll(round.listings, reading, bases, sales, needs.orderLagMs)
  const numbers = new Map(
    [...reading.articles.values()].map(row => [row.articleNo.trim().toLowerCase(), row.articleKey]),
  )
  const shared = new Map<number, number>()
  for (const each of round.listings) shared.set(each.articleKey, (shared.get(each.articleKey) ?? 0) + 1)
  const ofSets = new Set<number>(reading.components.flatMap(part => [part.setKey, part.articleKey]))
  const offers = computeRound(round, reading, observed, {
    sales,
    open: await openByArticle(db, numbers),
    recentSales: await recentSales(
      db,
      round.listings.filter(each => (shared.get(each.articleKey) ?? 0) > 1 || ofSets.has(each.articleKey)),
      needs.clock.now(),
    ),
  })
  return { reading, observed, offers }
}

interface Zeros {
  readonly isHeld: boolean
  readonly zeros: number
  readonly nonZero: number
}

async function decideRound(
  needs: StockNeeds,
  { offers, observed }: ComputedRound,
  startedAt: number,
): Promise<{ readonly decided: readonly Decided[]; readonly zeros: Zeros; readonly mode: 'change' | 'target' }> {
  const { db } = needs.state
  const here = offers.filter(
    each => each.listing.mall === needs.mall && (each.shown ?? 0) > 0 && each.offer.offer === 0,
  )
  const ahead = await zerosAhead(db, needs.mall, startedAt, here.length)
  const zeros = Math.max(ahead.zeros, here.length)
  // First start: nothing is known of the mall but what this round read.
  const showing = observed.filter(each => each.listing.mall === needs.mall && (each.shown ?? 0) > 0).length
  const nonZero = Math.max(ahead.nonZero, showing)
  const isHeld = isMassZero(zeros, nonZero) && !(await isReleased(db, needs.mall, needs.clock.now()))
  const { blocked, stuck } = await blockedListings(needs)
  const stopped = new Set(blocked)
  for (const each of offers) if (each.listing.mall !== needs.mall) stopped.add(each.listing.key)
  const mode = usesTargets(await changeMode(db, needs.mall), needs.clock.now()) ? 'target' : 'change'
  return { decided: decide(offers, { isHeld, blocked: stopped, stuck }), zeros: { isHeld, zeros, nonZero }, mode }
}

/** Rises once more, by what the falls really came to. */
function risesAfterFalls(
  decided: readonly Decided[],
  offers: readonly Computed[],
  tally: RoundTally,
): readonly Decided[] {
  const uppers = new Map(offers.map(each => [each.listing.key, tally.landed.get(each.listing.key) ?? each.shown ?? 0]))
  return decided
    .filter(({ send }) => send.kind === 'rise')
    .map(({ computed: each }) => ({ computed: each, send: riseWithin(each, uppers) }))
}

async function noteMode(needs: StockNeeds, tx: StateTx, context: StepContext, tally: RoundTally): Promise<void> {
  if (await countChanges(tx, needs.mall, tally, needs.clock.now()))
    context.log.warn('stock.targets-used', { mall: needs.mall })
}
