import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { type Clock, type MallId, mallId, Personal, type Random, type TemuOrderId, temuOrderId } from '../lib/index.ts'
import type { Boxes, BoxKind, ErasedOrder, OpenedBox } from './boxes.ts'
import { appendDurably } from './durable-files.ts'
import type { Keyring } from './keyring.ts'
import { seal, unseal } from './seal.ts'
import type { StateTx } from './state.ts'
import type { Tables } from './tables.ts'

export interface BoxParts {
  readonly db: Kysely<Tables>
  readonly transaction: <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
  readonly dataDir: string
  readonly scrub: () => Promise<'erased' | 'busy'>
}

const batch = 500
/** A setting that is there from the delete until no byte is left: a crash or a busy file in between is not forgotten. */
const scrubMark = 'boxes.scrub-since'

const label = (mall: string, orderId: string, kind: BoxKind): string =>
  `kontor/1|personal.box|${mall}|${orderId}|${kind}`

export function openBoxes(parts: BoxParts): Boxes {
  const { db, keyring, clock, random } = parts

  const open = (row: Tables['personal.box']): OpenedBox | 'key-lost' => {
    const text = unseal(row.sealed, label(row.mall, row.order_id, row.kind), kid => keyring.find('personal', kid))
    if (text === undefined) return 'key-lost'
    const value: unknown = JSON.parse(text.toString('utf8'))
    return { value: new Personal(value), eraseAfter: row.erase_after, updatedAt: row.updated_at }
  }

  const getMany: Boxes['getMany'] = async (mall, orderIds, kind) => {
    const found = new Map<string, OpenedBox | 'key-lost'>()
    for (let at = 0; at < orderIds.length; at += batch) {
      const rows = await db
        .selectFrom('personal.box')
        .selectAll()
        .where('mall', '=', mall)
        .where('kind', '=', kind)
        .where('order_id', 'in', orderIds.slice(at, at + batch))
        .execute()
      for (const row of rows) found.set(row.order_id, open(row))
    }
    return found
  }

  /** The list first: after a crash in between it names an order too many, and the next sweep erases it. */
  const remove = async (orders: readonly ErasedOrder[], why: string, by: string): Promise<void> => {
    const at = clock.now()
    appendDurably(
      join(parts.dataDir, 'erasures.jsonl'),
      orders.map(order => `${JSON.stringify({ mall: order.mall, order: order.orderId, at, why, by })}\n`).join(''),
    )
    await parts.transaction(async tx => {
      for (const order of orders)
        await tx
          .deleteFrom('personal.box')
          .where('mall', '=', order.mall)
          .where('order_id', '=', order.orderId)
          .execute()
      await tx
        .insertInto('setting')
        .values({ name: scrubMark, value: String(at), updated_at: at })
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
    })
  }

  const scrub = async (): Promise<'erased' | 'busy'> => {
    const outcome = await parts.scrub()
    if (outcome === 'erased')
      await parts.transaction(async tx => {
        await tx.deleteFrom('setting').where('name', '=', scrubMark).execute()
      })
    return outcome
  }

  return {
    put: async (tx, box) => {
      const key = keyring.active('personal')
      // JSON of the value itself, not of its wrapper: that would seal the word "[personal]".
      const text = Buffer.from(JSON.stringify(box.value.reveal('seal a box')))
      const row = {
        kid: key.kid,
        sealed: seal(text, label(box.mall, box.orderId, box.kind), key, random),
        erase_after: box.eraseAfter,
        updated_at: clock.now(),
      }
      await tx
        .insertInto('personal.box')
        .values({ mall: box.mall, order_id: box.orderId, kind: box.kind, ...row })
        .onConflict(conflict => conflict.columns(['mall', 'order_id', 'kind']).doUpdateSet(row))
        .execute()
    },
    get: async (mall, orderId, kind) => (await getMany(mall, [orderId], kind)).get(orderId),
    getMany,
    eraseAfter: async (tx, mall, orderId, at) => {
      await tx
        .updateTable('personal.box')
        .set({ erase_after: at })
        .where('mall', '=', mall)
        .where('order_id', '=', orderId)
        .execute()
    },
    erase: async (orders, why, by) => {
      for (let at = 0; at < orders.length; at += batch) await remove(orders.slice(at, at + batch), why, by)
      return scrub()
    },
    sweep: async now => {
      const erased: ErasedOrder[] = []
      for (;;) {
        const due = await dueOrders(db, now)
        if (due.length === 0) break
        await remove(due, 'retention', 'kontor')
        erased.push(...due)
      }
      const marked = await db.selectFrom('setting').select('name').where('name', '=', scrubMark).executeTakeFirst()
      return { erased, scrub: marked === undefined ? 'nothing' : await scrub() }
    },
    scrub,
    scrubSince: async () => {
      const mark = await db.selectFrom('setting').select('value').where('name', '=', scrubMark).executeTakeFirst()
      return mark === undefined ? null : Number(mark.value)
    },
    reseal: () => reseal(parts, open),
  }
}

async function dueOrders(db: Kysely<Tables>, now: number): Promise<readonly ErasedOrder[]> {
  const rows = await db
    .selectFrom('personal.box')
    .select(['mall', 'order_id'])
    .where('erase_after', '<=', now)
    .distinct()
    .orderBy('mall')
    .orderBy('order_id')
    .limit(batch)
    .execute()
  return rows.map(row => ({ mall: mallId(row.mall), orderId: temuOrderId(row.order_id) }))
}

/** In batches, resumable: what already has the newest key is not touched. A box whose key is lost stays as it is. */
async function reseal(parts: BoxParts, open: (row: Tables['personal.box']) => OpenedBox | 'key-lost'): Promise<number> {
  const key = parts.keyring.active('personal')
  let resealed = 0
  let after: { readonly mall: MallId; readonly orderId: TemuOrderId } | undefined
  for (;;) {
    let query = parts.db
      .selectFrom('personal.box')
      .select(['mall', 'order_id'])
      .where('kid', '!=', key.kid)
      .distinct()
      .orderBy('mall')
      .orderBy('order_id')
      .limit(batch)
    const last = after
    if (last)
      query = query.where(({ eb, or, and }) =>
        or([eb('mall', '>', last.mall), and([eb('mall', '=', last.mall), eb('order_id', '>', last.orderId)])]),
      )
    const orders = await query.execute()
    const end = orders.at(-1)
    if (end === undefined) return resealed
    after = { mall: mallId(end.mall), orderId: temuOrderId(end.order_id) }
    await parts.transaction(async tx => {
      for (const order of orders) {
        const rows = await tx
          .selectFrom('personal.box')
          .selectAll()
          .where('mall', '=', order.mall)
          .where('order_id', '=', order.order_id)
          .where('kid', '!=', key.kid)
          .orderBy('kind')
          .execute()
        for (const row of rows) {
          const opened = open(row)
          if (opened === 'key-lost') continue
          const text = Buffer.from(JSON.stringify(opened.value.reveal('seal a box')))
          const sealed = seal(text, label(row.mall, row.order_id, row.kind), key, parts.random)
          await tx
            .updateTable('personal.box')
            .set({ kid: key.kid, sealed })
            .where('mall', '=', row.mall)
            .where('order_id', '=', row.order_id)
            .where('kind', '=', row.kind)
            .execute()
          resealed++
        }
      }
    })
  }
}
