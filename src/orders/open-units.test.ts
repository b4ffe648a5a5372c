import { expect, test } from 'vitest'
import { newLine, newRow } from '../../test/support/order-rows-for-tests.ts'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import { openUnits } from './open-units.ts'
import { saveLines, saveOrders } from './order-rows.ts'

test('every unit TEMU sold and JTL’s stock does not count is open, whatever we think of its order', async () => {
  await using opened = await openTestState({ memory: true })
  const cases = [
    ['pending', { state: 'pending', temu_status: 1 }, {}, true],
    ['due', {}, {}, true],
    ['handed over, not seen', { state: 'handed-over', handed_over_at: 5 }, {}, true],
    ['in JTL', { state: 'in-jtl', handed_over_at: 5, in_jtl_at: 6 }, {}, false],
    ['held before', { state: 'held' }, {}, true],
    [
      'cancelled in JTL, open at TEMU',
      { state: 'held', handed_over_at: 5, jtl_order_key: 7, in_jtl_at: null },
      {},
      true,
    ],
    ['ignored by a person', { state: 'ignored' }, {}, true],
    ['ignored, shipped elsewhere', { state: 'ignored', temu_status: 4 }, { temu_status: 4 }, false],
    ['an unknown status', { state: 'held', temu_status: 7 }, { temu_status: 7 }, true],
    ['cancelled', { state: 'cancelled', temu_status: 3 }, { quantity: 0, temu_status: 3 }, false],
    ['a cancelled line of an open order', {}, { quantity: 0, temu_status: 3 }, false],
    ['packed by a cooperating warehouse', {}, { fulfillment: 'fulfillByCooperativeWarehouse' }, false],
    ['a pack of three', {}, { quantity: 2, sold_factor: 3 }, true],
  ] as const
  await opened.state.transaction(async tx => {
    await saveOrders(
      tx,
      cases.map(([name, order]) => newRow({ order_id: name, ...order })),
    )
    await saveLines(
      tx,
      cases.map(([name, , line]) => newLine({ order_id: name, line_id: name, ...line })),
    )
  })
  const [open, ...others] = await openUnits(opened.state.db)
  expect(others).toEqual([])
  const expected = cases.filter(([, , , isOpen]) => isOpen).map(([name]) => name)
  expect(open?.orders.map(({ orderId }) => orderId)).toEqual(expected.toSorted())
  expect(open?.units).toBe(expected.length + 1)
  expect(open?.pieces).toBe(expected.length - 1 + 6)
  expect(open?.orders.find(({ orderId }) => orderId === 'a pack of three')).toMatchObject({ units: 2, pieces: 6 })
  expect(await openUnits(opened.state.db, [mallId('other')])).toEqual([])
})
