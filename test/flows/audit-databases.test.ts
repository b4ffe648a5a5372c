import { expect, test } from 'vitest'
import { mallById } from '../../src/accounts/index.ts'
import { auditOfRun, createAudit, latestAudit, listDifferences } from '../../src/audit/index.ts'
import { runFlow } from '../../src/engine/index.ts'
import { connectSimulatedJtl } from '../../src/jtl/index.ts'
import { seededRandom } from '../../src/lib/index.ts'
import { type OrderShop, openOrderShop } from '../support/order-shop.ts'
import { stateKinds } from '../support/state-for-tests.ts'
import { blue } from '../support/temu-edge-shop.ts'

const random = seededRandom('audits')
const timeZone = 'Europe/Berlin'

async function audit(shop: OrderShop) {
  const { state, clock, mall } = shop
  const jtl =
    shop.needs.jtl && connectSimulatedJtl({ source: { database: shop.wawi.database }, clock, random, timeZone })
  const step = createAudit({
    mall: await mallById(state.db, mall),
    state,
    temu: shop.temu,
    jtl,
    orderLagMs: 0,
    readLagMs: 0,
    timeZone,
  })
  const run = await runFlow({
    flow: 'audit',
    mall,
    mode: 'full',
    steps: [step],
    trigger: 'test',
    holder: 'test',
    state,
    clock,
    random,
    signal: new AbortController().signal,
  })
  const differences = await listDifferences(state.db, { runId: run.runId })
  return {
    run,
    audit: await auditOfRun(state.db, run.runId),
    kinds: differences.map(each => `${each.kind} ${each.subject}`),
  }
}

for (const kind of await stateKinds())
  test.skipIf(!kind.isThere)(`an order’s way is compared at every stage, on ${kind.name}`, async () => {
    await using shop = await openOrderShop({ state: kind })
    const order = shop.order({ lines: [{ skuId: blue, quantity: 2 }] })
    const held = shop.order({ lines: [{ skuId: blue, quantity: 1, extCode: 'GIBT-ES-NICHT' }] })
    await shop.later(60_000)
    // Not fetched yet: the usual run would.
    const early = await audit(shop)
    expect(early.audit).toMatchObject({ verdict: 'agrees', counts: { temuOrders: 2, ourOrders: 0 } })
    expect(early.audit?.underWay.map(each => `${each.kind} ${each.state}`)).toEqual([
      'order-missing-here fresh',
      'order-missing-here fresh',
    ])
    await shop.sync(['fetch', 'store', 'send'])
    const handedOver = await audit(shop)
    expect(handedOver.kinds).toEqual([])
    expect(handedOver.audit?.underWay.map(each => [each.subject, each.state])).toEqual(
      expect.arrayContaining([
        [order, 'handed-over'],
        [held, 'held'],
      ]),
    )
    await shop.sync(['import', 'confirm'])
    expect((await audit(shop)).audit).toMatchObject({
      verdict: 'agrees',
      counts: { jtlOrders: 1, sums: 1 },
      underWayCount: 1,
    })

    // Kontor stands still for an hour: what nobody works on is a difference.
    const late = shop.order()
    await shop.later(3_600_000)
    expect((await audit(shop)).kinds).toEqual([`order-missing-here ${late}`])
    await shop.sync(['fetch', 'store'])
    await shop.later(3_600_000)
    expect((await audit(shop)).kinds).toEqual([`order-stuck ${late}`])
    await shop.sync()
    const end = await audit(shop)
    expect(end.run.state).toBe('done')
    expect(end.audit).toMatchObject({ verdict: 'agrees', differences: 0 })
    expect(await listDifferences(shop.state.db, { mall: shop.mall, only: 'gone' })).toHaveLength(2)
  })

test('without JTL’s database the audit never says that everything agrees, and its run has failed', async () => {
  await using shop = await openOrderShop({ withoutDatabase: true })
  shop.order()
  await shop.sync(['fetch', 'store', 'send'])
  const { run, audit: made } = await audit(shop)
  expect(run).toMatchObject({ state: 'failed', steps: [{ code: 'audit.could-not-read' }] })
  expect(made).toMatchObject({ verdict: 'incomplete', unread: [{ what: 'jtl', code: 'jtl-database-missing' }] })
  expect(await latestAudit(shop.state.db, shop.mall)).toMatchObject({ runId: run.runId })
})
