import { sql } from 'kysely'
import {
  closeHeld,
  type Held,
  type OpenAttempt,
  openHeld,
  type Preview,
  type SendStep,
  type StepContext,
} from '../engine/index.ts'
import { assertNever, ConnectorError, randomId, retryDelayMs, temuGoodsId, temuSkuId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import type { StockEdit, StockVerdict } from '../temu/index.ts'
import { effectBudgetMs } from '../temu/index.ts'
import { mayRefuseChanges } from './change-mode.ts'
import { stoppingReasons } from './due-offers.ts'
import { afterChange, afterTarget } from './hidden-units.ts'
import { baselineColumns, baselineOf, type OfferRow, offersOf } from './offer-store.ts'
import type { StockCall, StockEntry } from './plan-calls.ts'
import { temuNow } from './round-reading.ts'
import type { StockNeeds } from './stock-needs.ts'

/** What became of one stock call. */
export type StockReceipt =
  | {
      readonly kind: 'answered'
      readonly verdicts: ReadonlyMap<string, StockVerdict>
      readonly at: number
      readonly temuAt: number
    }
  /** TEMU refused a change in words that may mean "no changes here"; they do not say for certain that nothing happened. */
  | { readonly kind: 'changes-refused' }
  /** The reply was lost and TEMU's readings are current by now: these SKUs take part in a new round, from the start. */
  | { readonly kind: 'begin-anew' }

/** What the calls of one round came to. */
export interface RoundTally {
  /** Listing key → the number TEMU accepted. */
  readonly landed: Map<string, number>
  accepted: number
  refused: number
}

export const stockStep = 'stock.send'

interface CallNote {
  readonly requestUniqueKey: string
  readonly skus: readonly string[]
}

/** The SKUs an open attempt wrote, by its note. */
export const skusOfNote = (note: string | null): readonly string[] =>
  note === null ? [] : (JSON.parse(note) as CallNote).skus // written by `note` below only

/**
 * One round's calls as a SendStep: the request key is in the journal before the effect (INV-4); a lost reply is never
 * answered by sending again: after the read lag its SKUs begin a new round with a new key.
 */
export function callStep(
  needs: StockNeeds,
  calls: readonly StockCall[],
  tally: RoundTally,
  explanations: ReadonlyMap<string, number>,
): SendStep<StockCall, StockReceipt> {
  const { clock, random, readLagMs } = needs
  // One client for the whole round: asking for it reads the mall and opens its secrets.
  let client: ReturnType<StockNeeds['temuOf']> | undefined
  return {
    name: stockStep,
    sides: ['temu'],
    effectMs: effectBudgetMs,
    due: async () => calls,
    key: call => call.key,
    note: async call => {
      const note: CallNote = { requestUniqueKey: randomId(random), skus: call.entries.map(entry => entry.skuId) }
      return JSON.stringify(note)
    },
    send: async (call, note, signal) => {
      client ??= needs.temuOf(needs.mall)
      const temu = await client
      const { requestUniqueKey } = JSON.parse(note ?? '{}') as CallNote // written by `note` above
      try {
        const { value } = await temu.editStock(editOf(call, requestUniqueKey), { signal })
        const refusedAll = [...value.values()].every(
          verdict => typeof verdict === 'object' && mayRefuseChanges(verdict.temuCode),
        )
        if (call.mode === 'change' && refusedAll) return { kind: 'changes-refused' }
        return { kind: 'answered', verdicts: value, at: clock.now(), temuAt: temuNow(needs, temu) }
      } catch (error) {
        if (call.mode === 'change' && isRefusalOfChanges(error)) return { kind: 'changes-refused' }
        throw error
      }
    },
    // The request may still be under way until its own time is over; TEMU's readings follow after the read lag.
    look: async (_call, attempt: OpenAttempt) =>
      clock.now() - attempt.begunAt < effectBudgetMs + readLagMs ? 'unclear' : { kind: 'begin-anew' },
    settle: (tx, call, receipt, context) => settle(needs, tx, call, receipt, context, tally, explanations),
    hold: (tx, call, reason, context) => hold(needs, tx, call, reason, context),
    preview: async call => [await previewOf(needs, call)],
  }
}

export async function previewOf(needs: StockNeeds, call: StockCall): Promise<Preview> {
  const temu = await needs.temuOf(needs.mall)
  const body = temu.preview('editStock', editOf(call, '(made when it is sent)'))
  return { step: stockStep, item: call.key, kind: 'call', body }
}

function editOf(call: StockCall, requestUniqueKey: string): StockEdit {
  const base = { goodsId: temuGoodsId(call.goodsId), requestUniqueKey }
  return call.mode === 'target'
    ? { ...base, targets: call.entries.map(entry => ({ skuId: temuSkuId(entry.skuId), stock: entry.to })) }
    : { ...base, changes: call.entries.map(entry => ({ skuId: temuSkuId(entry.skuId), diff: entry.to - entry.from })) }
}

const isRefusalOfChanges = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  mayRefuseChanges('temuCode' in error && typeof error.temuCode === 'number' ? error.temuCode : null)

async function settle(
  needs: StockNeeds,
  tx: StateTx,
  call: StockCall,
  receipt: StockReceipt,
  context: StepContext,
  tally: RoundTally,
  explanations: ReadonlyMap<string, number>,
): Promise<void> {
  const now = needs.clock.now()
  const rows = new Map(
    (
      await offersOf(
        tx,
        needs.mall,
        call.entries.map(entry => entry.skuId),
      )
    ).map(row => [row.sku_id, row]),
  )
  if (receipt.kind === 'changes-refused') tally.refused++
  let accepted = 0
  for (const entry of call.entries) {
    const row = rows.get(entry.skuId)
    if (!row) continue
    if (receipt.kind === 'begin-anew') await write(tx, entry, row, { ...forgotten, state: 'idle', due_at: now })
    else if (receipt.kind === 'changes-refused')
      await write(tx, entry, row, { ...forgotten, state: 'idle', sent_at: now, due_at: now + againMs })
    else if (receipt.kind === 'answered') {
      const verdict = receipt.verdicts.get(entry.skuId) ?? 'unknown'
      if (verdict === 'done') {
        accepted++
        tally.landed.set(entry.listing, entry.to)
        await accept(needs, tx, call, entry, row, receipt)
        const id = explanations.get(entry.skuId)
        if (id !== undefined)
          await tx.updateTable('offer_history').set({ sent_at: receipt.at }).where('id', '=', id).execute()
      } else if (verdict === 'unknown') {
        context.log.warn('stock.verdict-missing', { subject: entry.skuId, goods: call.goodsId })
        // sent_at keeps the next reading from being older than what may have happened.
        await write(tx, entry, row, { ...forgotten, state: 'idle', sent_at: receipt.at, due_at: now + needs.readLagMs })
      } else if (entry.to < entry.from && verdict.temuCode === outOfRange) {
        // A buyer was faster: less was left than the change takes away. Nothing happened; the next round sees it.
        await write(tx, entry, row, { state: 'idle', due_at: now + needs.readLagMs })
      } else await refuse(needs, tx, call, entry, row, verdict, context)
    } else assertNever(receipt)
  }
  if (receipt.kind === 'answered') {
    if (accepted > 0 && call.mode === 'change') tally.accepted++
    context.count('skus', accepted)
  }
}

/** No number to count losses from: the next reading begins one, and a rise waits one lag. */
const forgotten = { known: null, known_at: null, next_known: null, next_known_at: null, expected: null } as const

/** After a refusal that may be of changes as such: soon again, perhaps with targets. */
const againMs = 30_000

async function accept(
  needs: StockNeeds,
  tx: StateTx,
  call: StockCall,
  entry: StockEntry,
  row: OfferRow,
  receipt: Extract<StockReceipt, { kind: 'answered' }>,
): Promise<void> {
  const base =
    call.mode === 'target' ? afterTarget(entry.to, receipt.temuAt) : afterChange(baselineOf(row), entry.to - entry.from)
  await write(tx, entry, row, {
    ...baselineColumns(base),
    expected: call.mode === 'target' ? entry.to : (row.expected ?? row.shown ?? entry.from) + entry.to - entry.from,
    state: 'sent',
    mode: call.mode,
    sent_at: receipt.at,
    // A rise that found less room than it wanted, or units that may yet turn out unsold, come back by themselves.
    due_at: entry.to !== row.offer ? receipt.at + againMs : row.hidden > 0 ? receipt.at + needs.orderLagMs : null,
  })
  await closeHeld(tx, {
    mall: needs.mall,
    kind: 'sku',
    subject: entry.skuId,
    reason: stoppingReasons[0],
    by: 'kontor',
    now: receipt.at,
  })
  await tx
    .deleteFrom('waiting')
    .where('mall', '=', needs.mall)
    .where('step', '=', stockStep)
    .where('item', '=', skuItem(entry.skuId))
    .execute()
}

/** The item of a SKU that is retried by itself, beside the calls' own keys. */
export const skuItem = (skuId: string): string => `sku:${skuId}`

/** TEMU refused one SKU of an otherwise good call: retried with growing delays, then held. */
async function refuse(
  needs: StockNeeds,
  tx: StateTx,
  call: StockCall,
  entry: StockEntry,
  row: OfferRow,
  verdict: Exclude<StockVerdict, string>,
  context: StepContext,
): Promise<void> {
  const now = needs.clock.now()
  const item = skuItem(entry.skuId)
  const before = await tx
    .selectFrom('waiting')
    .select(['tries', 'since'])
    .where('mall', '=', needs.mall)
    .where('step', '=', stockStep)
    .where('item', '=', item)
    .executeTakeFirst()
  const tries = (before?.tries ?? 0) + 1
  const params = {
    goods: call.goodsId,
    code: verdict.refused,
    ...(verdict.temuCode === null ? {} : { temuCode: verdict.temuCode }),
  }
  context.log.warn('stock.sku-refused', { subject: entry.skuId, ...params })
  if (tries >= Math.min(needs.retry.maxTries, refusalsUntilHeld)) {
    await openHeld(tx, {
      mall: needs.mall,
      kind: 'sku',
      subject: entry.skuId,
      reason: 'stock-refused',
      params: { ...params, tries },
      now,
      runId: context.runId,
    })
    await tx
      .deleteFrom('waiting')
      .where('mall', '=', needs.mall)
      .where('step', '=', stockStep)
      .where('item', '=', item)
      .execute()
    await write(tx, entry, row, { state: 'held', due_at: now })
    await othersMakeRoom(tx, needs, entry, now)
    context.count('held')
    return
  }
  const nextAt = now + retryDelayMs(needs.retry, tries, needs.random)
  const values = {
    tries,
    next_at: nextAt,
    since: before?.since ?? now,
    code: verdict.refused,
    params: JSON.stringify(params),
  }
  await tx
    .insertInto('waiting')
    .values({ mall: needs.mall, step: stockStep, item, ...values })
    .onConflict(conflict => conflict.columns(['mall', 'step', 'item']).doUpdateSet(values))
    .execute()
  await write(tx, entry, row, { state: 'idle', due_at: nextAt })
  context.count('retrying')
}

const refusalsUntilHeld = 5
/** Documented: stock must be 0 … 1,000,000. */
const outOfRange = 150013002

async function hold(
  needs: StockNeeds,
  tx: StateTx,
  call: StockCall,
  reason: Held,
  context: StepContext,
): Promise<void> {
  const now = needs.clock.now()
  for (const entry of call.entries) {
    await openHeld(tx, {
      mall: needs.mall,
      kind: 'sku',
      subject: entry.skuId,
      reason: 'stock-refused',
      params: { goods: call.goodsId, code: reason.reason, ...reason.params },
      now,
      runId: context.runId,
    })
    // Stays due: once a person resolved it, the next round takes it.
    await tx
      .updateTable('offer')
      .set({ state: 'held', due_at: now })
      .where('mall', '=', needs.mall)
      .where('sku_id', '=', entry.skuId)
      .execute()
    await othersMakeRoom(tx, needs, entry, now)
  }
}

/** INV-3: a held SKU keeps what it shows, so the other listings of its article are decided anew (`PlanLimits.stuck`). */
async function othersMakeRoom(tx: StateTx, { mall }: StockNeeds, { skuId }: StockEntry, now: number): Promise<void> {
  await sql`update offer set due_at = ${now} where (mall, sku_id) in
    (select l.mall, l.sku_id from listing l where l.gone_at is null and l.article_key =
      (select h.article_key from listing h where h.mall = ${mall} and h.sku_id = ${skuId}))`.execute(tx)
}

async function write(tx: StateTx, entry: StockEntry, row: OfferRow, changes: Partial<OfferRow>): Promise<void> {
  // An older computation never lands after a newer one.
  if (entry.computation !== null && entry.computation !== row.computation) return
  await tx.updateTable('offer').set(changes).where('mall', '=', row.mall).where('sku_id', '=', row.sku_id).execute()
}
