import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import {
  crashAt,
  crashPoints,
  type Outcome,
  outsideEffects,
  problemsOf,
  runScenario,
} from '../../src/simulate/index.ts'
import { fastFolder } from './fast-folder.ts'
import { crashScenario } from './small-shop.ts'

export { fastFolder } from './fast-folder.ts'

const options = { scenario: crashScenario, seed: 'crash-anywhere' }
const isStock = /offer|article_stock|listing|goods|stock|changedArticles|setComponents/

/**
 * One test per site the flow passes, over its visits: stopped there, started again, nothing lost, doubled or oversold. Every
 * effect on an outside is stopped on both sides at every visit; of commits the first six visits of each kind, of reads and
 * bookkeeping fewer, since stopping there leaves what the commit before left. KONTOR_CRASH_SWEEP=thorough takes them all.
 */
export async function crashAnywhere(flow: 'orders' | 'stock'): Promise<void> {
  const folder = fastFolder(`sweep-${flow}`)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const clean = await runScenario(folder, options)
  const depth = process.env.KONTOR_CRASH_SWEEP === 'thorough' ? 'thorough' : 'usual'
  const bySite = Map.groupBy(
    crashPoints(clean.visits, depth).filter(({ site }) => isStock.test(site) === (flow === 'stock')),
    point => point.site,
  )

  test(`${flow}: without a crash everything comes to rest and is compared`, async () => {
    expect(problemsOf(clean)).toEqual([])
    expect(clean.verdict).toMatchObject(everythingShipped)
    const visited = outsideEffects.filter(site => isStock.test(site) === (flow === 'stock') && bySite.has(site))
    expect(visited).toEqual(
      flow === 'stock'
        ? ['temu bg.local.goods.stock.edit']
        : ['jtl putIntoQueue', 'temu bg.logistics.shipment.v2.confirm'],
    )
  })

  if (flow === 'orders')
    for (const when of ['before', 'after'] as const)
      test(`orders: stopped after a row is in the queue, and again ${when} looking for it: it is there once`, async () => {
        for (const visit of [1, 3, 5])
          expect(
            await crashAt(
              folder,
              options,
              [
                { site: 'jtl putIntoQueue', visit, when: 'after' },
                { site: 'jtl lookIntoQueue', visit: 1, when },
              ],
              missingOf,
            ),
            `visit ${visit}`,
          ).toEqual([])
      })

  for (const [site, points] of bySite)
    test(`${flow}: stopped at ${site} (${points.length} times) and started again, nothing is lost, doubled or oversold`, async () => {
      const found: Record<string, readonly string[]> = {}
      for (const point of points) {
        const problems = await crashAt(folder, options, [point], missingOf)
        if (problems.length > 0) found[`${point.when} visit ${point.visit}`] = problems
      }
      expect(found).toEqual({})
    }, 600_000)
}

/** Five orders; one is cancelled as a whole in the end, the others reach their buyers. */
const everythingShipped = { seen: 5, reported: 4, shipped: 4, cancelled: 1 } as const

function missingOf({ verdict }: Outcome): readonly string[] {
  return Object.entries(everythingShipped).flatMap(([name, wanted]) => {
    const got = verdict[name as keyof typeof everythingShipped] // the keys are the object's own
    return got === wanted ? [] : [`${name} is ${got} instead of ${wanted}`]
  })
}
