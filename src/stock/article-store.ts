import type { Kysely } from 'kysely'
import type { ArticleStock, SetComponent } from '../jtl/index.ts'
import type { NewRow, Row, StateTx, Tables } from '../state/index.ts'

export type ArticleRow = Row<'article_stock'>

const articleRow = (stock: ArticleStock, readAt: number): NewRow<'article_stock'> => ({
  article_key: stock.articleKey,
  article_no: stock.articleNo,
  kind: stock.kind,
  usable: stock.isUsable ? 1 : 0,
  available: stock.available,
  physical: stock.physical,
  in_orders: stock.inOrders,
  buffer: stock.buffer,
  managed: stock.isStockManaged ? 1 : 0,
  below_zero: stock.mayGoBelowZero ? 1 : 0,
  read_at: readAt,
})

/** Keeps what JTL said, newer wins (INV-8). Returns the keys of articles whose number for us changed. */
export async function keepArticles(
  tx: StateTx,
  stocks: readonly ArticleStock[],
  readAt: number,
): Promise<readonly number[]> {
  const changed: number[] = []
  for (let at = 0; at < stocks.length; at += 1000) {
    const some = stocks.slice(at, at + 1000)
    const before = new Map(
      (
        await tx
          .selectFrom('article_stock')
          .selectAll()
          .where(
            'article_key',
            'in',
            some.map(stock => stock.articleKey),
          )
          .execute()
      ).map(row => [row.article_key, row]),
    )
    for (const stock of some) if (differs(before.get(stock.articleKey), stock)) changed.push(stock.articleKey)
    await tx
      .insertInto('article_stock')
      .values(some.map(stock => articleRow(stock, readAt)))
      .onConflict(conflict =>
        conflict
          .column('article_key')
          .doUpdateSet(({ ref }) => ({
            article_no: ref('excluded.article_no'),
            kind: ref('excluded.kind'),
            usable: ref('excluded.usable'),
            available: ref('excluded.available'),
            physical: ref('excluded.physical'),
            in_orders: ref('excluded.in_orders'),
            buffer: ref('excluded.buffer'),
            managed: ref('excluded.managed'),
            below_zero: ref('excluded.below_zero'),
            read_at: ref('excluded.read_at'),
          }))
          .whereRef('article_stock.read_at', '<=', 'excluded.read_at'),
      )
      .execute()
  }
  return changed
}

const differs = (before: ArticleRow | undefined, now: ArticleStock): boolean =>
  before === undefined ||
  before.available !== now.available ||
  before.kind !== now.kind ||
  before.usable !== (now.isUsable ? 1 : 0) ||
  before.managed !== (now.isStockManaged ? 1 : 0) ||
  before.below_zero !== (now.mayGoBelowZero ? 1 : 0)

/** Replaces what these sets consist of. Returns the sets whose components changed. */
export async function keepComponents(
  tx: StateTx,
  sets: readonly number[],
  components: readonly SetComponent[],
): Promise<readonly number[]> {
  const wanted = new Map<number, string[]>()
  for (const each of components)
    wanted.set(each.setKey, [...(wanted.get(each.setKey) ?? []), partOf(each.articleKey, each.quantity)])
  const changed: number[] = []
  for (let at = 0; at < sets.length; at += 1000) {
    const some = sets.slice(at, at + 1000)
    const rows = await componentsOf(tx, some)
    const before = new Map<number, string[]>()
    for (const row of rows)
      before.set(row.set_key, [...(before.get(row.set_key) ?? []), `${row.article_key}×${row.quantity}`])
    const other = some.filter(set => same(before.get(set), wanted.get(set)) === false)
    if (other.length === 0) continue
    changed.push(...other)
    await tx.deleteFrom('set_component').where('set_key', 'in', other).execute()
    const fresh = components.filter(each => other.includes(each.setKey))
    for (let from = 0; from < fresh.length; from += 1000)
      await tx
        .insertInto('set_component')
        .values(
          fresh
            .slice(from, from + 1000)
            .map(each => ({ set_key: each.setKey, article_key: each.articleKey, quantity: String(each.quantity) })),
        )
        .execute()
  }
  return changed
}

const partOf = (article: number, quantity: number): string => `${article}×${quantity}`

const same = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && [...a].sort().join() === [...b].sort().join()

export async function componentsOf(
  db: Kysely<Tables>,
  sets: readonly number[],
): Promise<readonly Row<'set_component'>[]> {
  return inPieces(sets, keys =>
    db
      .selectFrom('set_component')
      .selectAll()
      .where('set_key', 'in', keys)
      .orderBy('set_key')
      .orderBy('article_key')
      .execute(),
  )
}

/** Sets that contain one of these articles, with the line that says so. */
export async function setsWith(
  db: Kysely<Tables>,
  articles: readonly number[],
): Promise<readonly Row<'set_component'>[]> {
  return inPieces(articles, keys =>
    db
      .selectFrom('set_component')
      .selectAll()
      .where('article_key', 'in', keys)
      .orderBy('set_key')
      .orderBy('article_key')
      .execute(),
  )
}

export async function articlesByKey(
  db: Kysely<Tables>,
  keys: readonly number[],
): Promise<ReadonlyMap<number, ArticleRow>> {
  const rows = await inPieces(keys, some =>
    db.selectFrom('article_stock').selectAll().where('article_key', 'in', some).orderBy('article_key').execute(),
  )
  return new Map(rows.map(row => [row.article_key, row]))
}

/** Long lists in pieces, as every database limits a statement's parameters. */
export async function inPieces<Key, Found>(
  keys: readonly Key[],
  read: (some: readonly Key[]) => Promise<readonly Found[]>,
  size = 1000,
): Promise<Found[]> {
  const found: Found[] = []
  for (let at = 0; at < keys.length; at += size) found.push(...(await read(keys.slice(at, at + size))))
  return found
}
