import { findMall } from '../accounts/index.ts'
import type { Step, StepContext } from '../engine/index.ts'
import type { ArticleStock } from '../jtl/index.ts'
import { type JtlArticleKey, jtlArticleKey } from '../lib/index.ts'
import { componentsOf, inPieces, keepArticles, keepComponents, setsWith } from './article-store.ts'
import { beginOffers, dueByArticles } from './due-offers.ts'
import type { StockNeeds } from './stock-needs.ts'

type Needs = Pick<StockNeeds, 'mall' | 'state' | 'clock' | 'jtl'>

/** Above this many articles one read of everything is faster than lists of keys (measured: 10,000 keys 0.6 s, all 100,000 articles 0.7 s). */
const listLimit = 20_000

const cursorName = 'stock.fetch'

/** Step 3: JTL's stock of linked articles and of their components; only what changed, everything in full mode (nightly). */
export function fetchStock(needs: Needs): Step {
  return {
    name: 'stock.fetch',
    sides: ['jtl'],
    run: async context => {
      await context.write(async tx => {
        const begun = await beginOffers(tx, needs.clock.now())
        if (begun > 0) context.count('new', begun)
      })
      const cursor = await readCursor(needs)
      const changes = await needs.jtl.changedArticles(context.mode === 'full' ? null : cursor, {
        signal: context.signal,
      })
      if (changes.kind === 'all') await fetchAll(needs, context)
      else await fetchSome(needs, context, changes.items)
      // INV-8: the cursor moves after the stock of everything before it is kept.
      await context.write(async tx => {
        const row = { value: changes.cursor, updated_at: needs.clock.now() }
        await tx
          .insertInto('cursor')
          .values({ mall: needs.mall, name: cursorName, ...row })
          .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet(row))
          .execute()
      })
    },
  }
}

async function readCursor({ state, mall }: Needs): Promise<string | null> {
  const row = await state.db
    .selectFrom('cursor')
    .select('value')
    .where('mall', '=', mall)
    .where('name', '=', cursorName)
    .executeTakeFirst()
  return row?.value ?? null
}

async function fetchAll(needs: Needs, context: StepContext): Promise<void> {
  const rows = await needs.state.db
    .selectFrom('listing')
    .select('article_key')
    .distinct()
    .where('article_key', 'is not', null)
    .where('gone_at', 'is', null)
    .orderBy('article_key')
    .execute()
  const linked = rows.flatMap(row => (row.article_key === null ? [] : [jtlArticleKey(row.article_key)]))
  const readAt = needs.clock.now()
  const stocks = await read(needs, context, linked)
  await keep(needs, context, linked, stocks, readAt)
  const sets = stocks.filter(stock => stock.kind === 'set').map(stock => stock.articleKey)
  const components = await refreshComponents(needs, context, sets)
  const known = new Set<number>(linked)
  const further = components.filter(key => !known.has(key))
  const furtherAt = needs.clock.now()
  await keep(needs, context, further, await read(needs, context, further), furtherAt)
}

async function fetchSome(needs: Needs, context: StepContext, changed: readonly JtlArticleKey[]): Promise<void> {
  const ours = await tracked(needs, changed)
  if (ours.length === 0) return
  const readAt = needs.clock.now()
  const stocks = await read(needs, context, ours)
  await keep(needs, context, ours, stocks, readAt)
  await refreshComponents(
    needs,
    context,
    stocks.filter(stock => stock.kind === 'set').map(stock => stock.articleKey),
  )
}

/** Those of the articles that a listing or one of its sets sells. */
async function tracked({ state }: Needs, keys: readonly JtlArticleKey[]): Promise<readonly JtlArticleKey[]> {
  const linked = await inPieces(keys, some =>
    state.db
      .selectFrom('listing')
      .select('article_key')
      .distinct()
      .where('article_key', 'in', some)
      .where('gone_at', 'is', null)
      .execute(),
  )
  const inSets = await setsWith(state.db, keys)
  const wanted = new Set<number | null>([...linked.map(row => row.article_key), ...inSets.map(row => row.article_key)])
  return keys.filter(key => wanted.has(key))
}

async function read(
  needs: Needs,
  context: StepContext,
  keys: readonly JtlArticleKey[],
): Promise<readonly ArticleStock[]> {
  if (keys.length === 0) return []
  if (keys.length < listLimit) return needs.jtl.stockOf(keys, { signal: context.signal })
  const wanted = new Set<number>(keys)
  return (await needs.jtl.allStock({ signal: context.signal })).filter(stock => wanted.has(stock.articleKey))
}

async function keep(
  needs: Needs,
  context: StepContext,
  asked: readonly JtlArticleKey[],
  stocks: readonly ArticleStock[],
  readAt: number,
): Promise<void> {
  const mall = await findMall(needs.state.db, needs.mall)
  // Chosen warehouses: a transfer changes what the mall may sell and no total, so every touched article counts.
  const all = mall?.settings.stock.warehouses != null
  for (let at = 0; at < stocks.length; at += 5000) {
    const some = stocks.slice(at, at + 5000)
    await context.write(async tx => {
      const changed = await keepArticles(tx, some, readAt)
      await dueByArticles(tx, changed, readAt)
      if (all)
        await dueByArticles(
          tx,
          some.map(stock => stock.articleKey),
          readAt,
          needs.mall,
        )
      context.count('changed', changed.length)
    })
    context.count('read', some.length)
    context.progress(at + some.length, stocks.length)
  }
  const found = new Set<number>(stocks.map(stock => stock.articleKey))
  const gone = asked.filter(key => !found.has(key))
  // Deleted for good in JTL: the next round asks again itself, and offers 0 then.
  if (gone.length > 0) await context.write(tx => dueByArticles(tx, gone, readAt))
}

/** Reads what these sets consist of; JTL's table has no row version, so a changed list shows only when it is read. */
async function refreshComponents(
  needs: Needs,
  context: StepContext,
  sets: readonly JtlArticleKey[],
): Promise<readonly JtlArticleKey[]> {
  if (sets.length === 0) return []
  const components = await needs.jtl.setComponents(sets, { signal: context.signal })
  await context.write(async tx => {
    const changed = await keepComponents(tx, sets, components)
    await dueByArticles(tx, changed, needs.clock.now())
  })
  const rows = await componentsOf(needs.state.db, sets)
  return [...new Set(rows.map(row => row.article_key))].map(jtlArticleKey)
}
