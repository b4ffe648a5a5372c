import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { seededRandom } from '../../src/lib/index.ts'
import { problemsOf, runScenario } from '../../src/simulate/index.ts'
import type { World } from '../../src/simulator/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { line, type SmallSku, skuOf, smallMall, smallOrder, smallShop } from '../support/small-shop.ts'

const folder = fastFolder('never-oversells')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const address = { name: 'Zoë Ñandú', street: 'Beispielweg 3', postCode: '20095', city: 'Hamburg' }
const sold: readonly SmallSku[] = ['becher', 'teller', 'tee', 'set']

/** Buyers come exactly when a call of ours is under way: before it is applied, and before its reply arrives. */
function buyersAtOurCalls(seed: string, eagerness: number) {
  const random = seededRandom(`${seed}/buyers`)
  let left = 14
  return ({ site }: { readonly site: string }, world: World): undefined => {
    if (left === 0 || !/temu .*(stock|order\.list)|jtl stockOf/.test(site) || random.fraction() > eagerness) return
    left--
    const sku = sold[Math.floor(random.fraction() * sold.length)] ?? 'tee'
    world.temu.placeOrder({
      mallId: smallMall,
      lines: [{ skuId: skuOf[sku], quantity: 1 + Math.floor(random.fraction() * 2) }],
      address,
      status: random.fraction() < 0.5 ? 'pending' : 'to-ship',
    })
  }
}

test('INV-3: whenever buyers come, whatever the lags and however scarce the goods, nothing is offered that is not there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer({ min: 1, max: 1_000_000 }),
        eagerness: fc.constantFrom(0.1, 0.4, 0.9),
        stock: fc.record({
          becher: fc.integer({ min: 2, max: 14 }),
          teller: fc.integer({ min: 1, max: 9 }),
          tee: fc.integer({ min: 1, max: 9 }),
        }),
        orderListLagMs: fc.constantFrom(0, 8000, 25_000),
        stockReadLagMs: fc.constantFrom(0, 5000),
        goodsInAfterMs: fc.integer({ min: 20_000, max: 240_000 }),
        fewer: fc.boolean(),
      }),
      async world => {
        const shop = smallShop(
          [smallOrder(1, 12_000, [line('becher', 1), line('tee', 1)]), smallOrder(2, 90_000, [line('set', 1)])],
          [{ kind: 'goods-in', atMs: world.goodsInAfterMs, articleNo: world.fewer ? 'TEE-1' : 'BECHER-1', pieces: 5 }],
          { ...world.stock, hasSet: true },
        )
        const outcome = await runScenario(folder, {
          scenario: shop,
          seed: String(world.seed),
          temu: { behaviour: { orderListLagMs: world.orderListLagMs, stockReadLagMs: world.stockReadLagMs } },
          onPort: buyersAtOurCalls(String(world.seed), world.eagerness),
          limitMs: 1_800_000,
        })
        // Pending orders of these buyers never end, so there is no rest to wait for; every write is judged as it happens.
        expect(problemsOf(outcome).filter(problem => problem.startsWith('INV-3'))).toEqual([])
        expect(outcome.verdict.compared.articles).toBeGreaterThan(0)
      },
    ),
    { numRuns: Number(process.env.KONTOR_PROPERTY_RUNS ?? 12) },
  )
}, 300_000)
