import { notWaiting, type Step, type StepContext, sendStep } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { dueByOrders } from './due-offers.ts'
import type { StockCall } from './plan-calls.ts'
import { callStep, type RoundTally, skusOfNote, stockStep } from './send-calls.ts'
import type { StockNeeds } from './stock-needs.ts'
import { previewRound, runRound } from './stock-round.ts'

/**
 * Step 4: rounds over what is due. One round at a time over all malls, as malls share articles. Each round reads TEMU's
 * numbers, the orders, JTL's view of them and JTL's stock, in this order, and then sends changes: falls first.
 */
export function sendStock(needs: StockNeeds): Step {
  return {
    name: stockStep,
    // JTL is read as well, but a round without it still lowers offers.
    sides: ['temu'],
    run: context =>
      context.withLease(stockStep, '*', async alone => {
        await recover(needs, alone)
        const touchedAt = needs.clock.now()
        await alone.write(tx => touchByOrders(needs, tx))
        await rounds(needs, alone)
        // The rounds read orders themselves; what came with them and was not computed since is computed in this run.
        const more = await alone.write(tx => dueByOrders(tx, touchedAt, needs.clock.now(), touchedAt))
        if (more > 0) await rounds(needs, alone)
      }),
    preview: signal => previewRound(needs, signal),
  }
}

async function rounds(needs: StockNeeds, context: StepContext): Promise<void> {
  const startedAt = needs.clock.now()
  while (!context.signal.aborted && (await runRound(needs, context, startedAt))) {
    // Every round settles what it took, so the next one takes others.
  }
}

/** Looks after calls whose reply was lost; their SKUs begin anew once TEMU's readings are current. */
async function recover(needs: StockNeeds, context: StepContext): Promise<void> {
  const rows = await needs.state.db
    .selectFrom('attempt')
    .select(['item', 'note'])
    .where('mall', '=', needs.mall)
    .where('step', '=', stockStep)
    .where('state', '=', 'begun')
    .where(notWaiting(stockStep, 'attempt.mall', 'attempt.item', needs.clock.now()))
    .orderBy('id')
    .execute()
  if (rows.length === 0) return
  const calls = rows.map(
    (row): StockCall => ({
      key: row.item,
      goodsId: row.item.split(':')[0] ?? '',
      kind: 'fall',
      mode: 'change',
      entries: skusOfNote(row.note).map(skuId => ({ listing: '', skuId, from: 0, to: 0, computation: null })),
    }),
  )
  const tally: RoundTally = { landed: new Map(), accepted: 0, refused: 0 }
  const looking = { ...callStep(needs, calls, tally, new Map()), send: notForSending }
  await sendStep(looking, needs).run(context)
}

/** `look` never answers `absent`, so nothing of an earlier round is ever sent again. */
function notForSending(): never {
  throw new Error('A stock change of an earlier round must not be sent again')
}

const everywhere = '*' as MallId // the cursor of all malls together
const ordersCursor = 'stock.orders'
/** A transaction may be committed a little after the time it wrote. */
const overlapMs = 60_000

async function touchByOrders({ clock }: StockNeeds, tx: StateTx): Promise<void> {
  const now = clock.now()
  const row = await tx
    .selectFrom('cursor')
    .select('value')
    .where('mall', '=', everywhere)
    .where('name', '=', ordersCursor)
    .executeTakeFirst()
  if (row) await dueByOrders(tx, Number(row.value) - overlapMs, now)
  const values = { value: String(now), updated_at: now }
  await tx
    .insertInto('cursor')
    .values({ mall: everywhere, name: ordersCursor, ...values })
    .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet(values))
    .execute()
}
