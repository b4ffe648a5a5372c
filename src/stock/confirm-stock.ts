import { openHeld, type Step, type StepContext } from '../engine/index.ts'
import { temuSkuId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { observe, placedAfter } from './hidden-units.ts'
import { baselineColumns, baselineOf, type OfferRow } from './offer-store.ts'
import { listingKey } from './round-listings.ts'
import { temuNow } from './round-reading.ts'
import { salesSince } from './sales-evidence.ts'
import { skuItem, stockStep } from './send-calls.ts'
import type { StockNeeds } from './stock-needs.ts'

const skusPerQuery = 100
/** A lag longer than this is not waited for inside the step: the next run reads back. */
const longestWaitMs = 30_000
/** So many rounds in a row whose number TEMU then did not show: a person is told. */
const missesUntilHeld = 3

/**
 * Reads back what was sent, once TEMU's readings follow (documented about 5 s): the number we expect, or a lower one that
 * new orders explain, is confirmed; anything else begins a new round.
 */
export function confirmStock(needs: StockNeeds): Step {
  return {
    name: 'stock.confirm',
    sides: ['temu'],
    run: context =>
      // Rounds and read-backs write the same rows, so they take turns.
      context.withLease(stockStep, '*', async alone => {
        const sent = await needs.state.db
          .selectFrom('offer')
          .selectAll()
          .where('mall', '=', needs.mall)
          .where('state', '=', 'sent')
          .orderBy('sent_at')
          .orderBy('sku_id')
          .execute()
        const now = needs.clock.now()
        const readableAt = Math.max(0, ...sent.map(row => (row.sent_at ?? 0) + needs.readLagMs))
        if (readableAt > now && readableAt - now <= longestWaitMs)
          await needs.clock.sleep(readableAt - now, alone.signal)
        const ready = sent.filter(row => (row.sent_at ?? 0) + needs.readLagMs <= needs.clock.now())
        for (let at = 0; at < ready.length; at += skusPerQuery) {
          if (alone.signal.aborted) return
          await readBack(needs, alone, ready.slice(at, at + skusPerQuery))
          alone.progress(Math.min(at + skusPerQuery, ready.length), ready.length)
        }
      }),
  }
}

async function readBack(needs: StockNeeds, context: StepContext, rows: readonly OfferRow[]): Promise<void> {
  const temu = await needs.temuOf(needs.mall)
  const answer = await temu.skuStock({ skuIdList: rows.map(row => temuSkuId(row.sku_id)) }, { signal: context.signal })
  const readAt = temuNow(needs, temu)
  const shown = new Map(answer.value.map(stock => [stock.skuId as string, stock.selfOrdinaryStock]))
  const offset = temu.clockOffsetMs() ?? 0
  const sales = await salesSince(
    needs.state.db,
    rows.map(row => ({
      key: listingKey(row.mall, row.sku_id),
      mall: needs.mall,
      skuId: row.sku_id,
      // A sale in the very seconds of our call explains a lower number too; here being generous costs only a later look.
      since: (row.sent_at ?? 0) + offset - placedAfter(0),
    })),
    needs.readLagMs,
  )
  await context.write(async tx => {
    const through: OfferRow[] = []
    for (const row of rows) {
      const number = shown.get(row.sku_id)
      if (number === undefined || number === null) {
        await change(tx, row, { state: 'idle', due_at: needs.clock.now() + notShownMs })
        context.count('not-shown')
      } else {
        const { placed } = sales.get(listingKey(row.mall, row.sku_id)) ?? { placed: 0 }
        if (await judge(needs, tx, context, row, { shown: number, at: readAt, placed })) through.push(row)
      }
    }
    await forgetMisses(tx, needs.mall, through)
  })
}

const notShownMs = 300_000

/** True when TEMU shows what was sent. */
async function judge(
  needs: StockNeeds,
  tx: StateTx,
  context: StepContext,
  row: OfferRow,
  read: { readonly shown: number; readonly at: number; readonly placed: number },
): Promise<boolean> {
  const now = needs.clock.now()
  const expected = row.expected ?? row.shown ?? read.shown
  const seen = {
    ...baselineColumns(observe(baselineOf(row), read, null, needs.orderLagMs)),
    shown: read.shown,
    shown_at: now,
    expected: null,
  }
  await tx
    .updateTable('offer_history')
    .set({ read_back_at: now, read_back: read.shown })
    .where('id', '=', eb =>
      eb
        .selectFrom('offer_history as h')
        .select(({ fn }) => fn.max('h.id').as('id'))
        .where('h.mall', '=', row.mall)
        .where('h.sku_id', '=', row.sku_id)
        .where('h.sent_at', 'is not', null),
    )
    .execute()
  const lost = expected - read.shown
  if (lost >= 0 && lost <= read.placed) {
    await change(tx, row, { ...seen, state: 'confirmed', confirmed_at: now })
    context.count('confirmed')
    return true
  }
  // Lower than any order explains: sold and not listed yet, or a rise that did not land. Either way there is time.
  // Higher: units came back, or a fall did not land. That is looked into at once.
  context.log.info('stock.not-as-expected', { subject: row.sku_id, expected, shown: read.shown })
  const isMiss = lost < 0
  await change(tx, row, {
    ...seen,
    state: 'idle',
    due_at: isMiss ? now : Math.min(row.due_at ?? now + needs.orderLagMs, now + needs.orderLagMs),
  })
  context.count('differs')
  if (isMiss) await countMiss(needs, tx, context, row, { expected, shown: read.shown })
  return false
}

async function countMiss(
  needs: StockNeeds,
  tx: StateTx,
  context: StepContext,
  row: OfferRow,
  numbers: { readonly expected: number; readonly shown: number },
): Promise<void> {
  const now = needs.clock.now()
  const item = skuItem(row.sku_id)
  const before = await tx
    .selectFrom('waiting')
    .select(['tries', 'since'])
    .where('mall', '=', row.mall)
    .where('step', '=', confirmName)
    .where('item', '=', item)
    .executeTakeFirst()
  const tries = (before?.tries ?? 0) + 1
  if (tries >= missesUntilHeld) {
    await openHeld(tx, {
      mall: needs.mall,
      kind: 'sku',
      subject: row.sku_id,
      reason: 'stock-not-taken',
      params: { ...numbers, tries },
      now,
      runId: context.runId,
    })
    await forgetMisses(tx, needs.mall, [row])
    await change(tx, row, { state: 'held' })
    context.count('held')
    return
  }
  const values = {
    tries,
    next_at: now,
    since: before?.since ?? now,
    code: 'stock.not-as-expected',
    params: JSON.stringify(numbers),
  }
  await tx
    .insertInto('waiting')
    .values({ mall: row.mall, step: confirmName, item, ...values })
    .onConflict(conflict => conflict.columns(['mall', 'step', 'item']).doUpdateSet(values))
    .execute()
}

const confirmName = 'stock.confirm'

async function forgetMisses(tx: StateTx, mall: string, rows: readonly OfferRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .deleteFrom('waiting')
    .where('mall', '=', mall)
    .where('step', '=', confirmName)
    .where(
      'item',
      'in',
      rows.map(row => skuItem(row.sku_id)),
    )
    .execute()
}

async function change(tx: StateTx, row: OfferRow, changes: Partial<OfferRow>): Promise<void> {
  await tx
    .updateTable('offer')
    .set(changes)
    .where('mall', '=', row.mall)
    .where('sku_id', '=', row.sku_id)
    .where('computation', '=', row.computation)
    .execute()
}
