import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { mallId, temuOrderId } from '../lib/index.ts'
import { orderById } from './order-store.ts'
import { storeBatch } from './store-batch.ts'

const mall = mallId('main')
const orderSn = 'PO-076-10000000000000001'

interface Version {
  /** TEMU's clock, seconds. */
  readonly at: number
  readonly status: number
  readonly left: number
}

const page = ({ at, status, left }: Version): string =>
  JSON.stringify({
    totalItemNum: 1,
    pageItems: [
      {
        parentOrderMap: {
          parentOrderSn: orderSn,
          parentOrderStatus: status,
          parentOrderTime: 1_790_000_000,
          updateTime: 1_790_000_000 + at,
          regionId: 76,
          siteId: 105,
        },
        orderList: [
          {
            orderSn: '076-1',
            quantity: left,
            originalOrderQuantity: 9,
            canceledQuantityBeforeShipment: 9 - left,
            goodsId: 601,
            skuId: 175,
            orderStatus: status,
            productList: [{ productId: 1, productSkuId: 2, soldFactor: 1, extCode: 'A' }],
          },
        ],
      },
    ],
  })

/** An order's true course: its clock and its state only go on; several versions may share a second. */
const anyCourse = fc
  .array(fc.record({ wait: fc.nat({ max: 2 }), cancel: fc.nat({ max: 2 }), next: fc.boolean() }), {
    minLength: 1,
    maxLength: 7,
  })
  .map(steps => {
    const course: Version[] = []
    let version: Version = { at: 0, status: 1, left: 9 }
    for (const { wait, cancel, next } of steps) {
      const left = version.left - Math.min(cancel, version.left)
      const status = left === 0 ? 3 : next ? ({ 1: 2, 2: 4, 4: 5 }[version.status] ?? version.status) : version.status
      version = { at: version.at + wait, status, left }
      course.push(version)
    }
    return course
  })

test('INV-8: whatever order the versions of an order arrive in, and however often, the newest is kept', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyCourse.chain(course =>
        fc.record({
          course: fc.constant(course),
          // Every version at least once, in any order, some again.
          arrivals: fc
            .array(fc.nat({ max: course.length - 1 }), { maxLength: 5 })
            .chain(again =>
              fc.shuffledSubarray([...course.keys(), ...again], { minLength: course.length + again.length }),
            ),
          isOneBatch: fc.boolean(),
        }),
      ),
      async ({ course, arrivals, isOneBatch }) => {
        await using opened = await openTestState({ memory: true })
        const entries = arrivals.flatMap(at => {
          const version = course[at]
          return version ? [{ api: 'bg.order.list.v2.get', subject: 'page 1', body: page(version), receivedAt: 1 }] : []
        })
        const batches = isOneBatch ? [entries] : entries.map(entry => [entry])
        for (const batch of batches) await opened.state.transaction(tx => storeBatch(tx, batch, { mall, now: 1 }))
        const found = await orderById(opened.state.db, mall, temuOrderId(orderSn))
        const newest = course.at(-1)
        expect(found?.order.temuUpdatedAt).toBe((1_790_000_000 + (newest?.at ?? 0)) * 1000)
        expect([found?.order.temuStatus, found?.lines[0]?.quantity]).toEqual([
          newest?.status,
          newest?.status === 3 ? 0 : newest?.left,
        ])
      },
    ),
    { numRuns: 60 },
  )
})

test('the same answers again change nothing and write no history', async () => {
  await using opened = await openTestState({ memory: true })
  const entries = [
    { api: 'bg.order.list.v2.get', subject: 'page 1', body: page({ at: 0, status: 2, left: 3 }), receivedAt: 1 },
  ]
  const store = () => opened.state.transaction(tx => storeBatch(tx, entries, { mall, now: 1 }))
  expect(await store()).toMatchObject({ seen: 1, new: 1 })
  expect(await store()).toMatchObject({ seen: 1, new: 0, changed: 0, older: 1 })
  expect(await opened.state.db.selectFrom('order_event').selectAll().execute()).toHaveLength(1)
})
