import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newRow } from '../../test/support/order-rows-for-tests.ts'
import { mallId, temuOrderId } from '../lib/index.ts'
import { advance, type OrderEventInput } from './apply-event.ts'
import type { OrderRow } from './order.ts'
import { type OrderState, orderEvents, orderStates } from './order-life.ts'

type Input = Omit<OrderEventInput, 'mall'>

/** Events as they come, with the facts they bring. */
const anyInput = fc
  .record({
    event: fc.constantFrom(...orderEvents),
    status: fc.constantFrom(1, 2, 3, 4, 41, 5, 51, 99),
    isAddressThere: fc.boolean(),
    areAmountsThere: fc.boolean(),
    isWithJtl: fc.boolean(),
  })
  .map(
    ({ event, status, isAddressThere, areAmountsThere, isWithJtl }): Input => ({
      event,
      orderId: temuOrderId('PO-076-1'),
      now: 1000,
      changes: {
        temu_status: event === 'cancelled' ? 3 : status,
        address_version: isAddressThere ? 1 : 0,
        amounts_source: areAmountsThere ? 'v2' : null,
        ...(event === 'handed-over' ? { handed_over_at: 1 } : {}),
        ...(event === 'found-in-jtl' && isWithJtl ? { handed_over_at: 1, jtl_order_key: 7, in_jtl_at: 2 } : {}),
      },
    }),
  )

const run = (row: OrderRow, inputs: readonly Input[]): readonly OrderRow[] => {
  const rows = [row]
  for (const input of inputs) rows.push(advance(rows.at(-1) ?? row, input).row)
  return rows
}

test('no sequence of events leaves an order without a state, or stopped without a state to go back to', () => {
  fc.assert(
    fc.property(fc.constantFrom(...orderStates), fc.array(anyInput, { maxLength: 40 }), (state, inputs) => {
      const isStopped = state === 'held' || state === 'cancel-requested'
      for (const row of run(newRow({ state, state_before_hold: isStopped ? 'due' : null }), inputs)) {
        expect(orderStates).toContain(row.state)
        const stopped = row.state === 'held' || row.state === 'cancel-requested'
        expect(row.state_before_hold !== null).toBe(stopped)
      }
    }),
  )
})

test('INV-6: a cancelled order never becomes due again, nor does anything else happen to its state', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 40 }), inputs => {
      const after = run(newRow({ state: 'cancelled', temu_status: 3 }), inputs)
      expect(new Set(after.map(row => row.state))).toEqual(new Set(['cancelled']))
    }),
  )
})

test('an order becomes due only with its address and its amounts', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 40 }), inputs => {
      const rows = run(newRow({ state: 'pending', temu_status: 1 }), inputs)
      rows.forEach((row, at) => {
        if (row.state !== 'due' || rows[at - 1]?.state === 'due') return
        expect([row.address_version, row.amounts_source]).toEqual([1, 'v2'])
      })
    }),
  )
})

test('every cancellation after the hand-over raises an alarm', () => {
  const handedOver: readonly OrderState[] = ['handed-over', 'in-jtl', 'packed', 'reported', 'held', 'cancel-requested']
  for (const state of handedOver) {
    const row = newRow({ state, handed_over_at: 1, jtl_order_key: 7, jtl_order_no: 'A-1' })
    const { opens, after } = advance(row, {
      event: 'cancelled',
      orderId: temuOrderId('PO-076-1'),
      now: 2,
      changes: { temu_status: 3 },
    })
    expect([state, after, opens]).toEqual([
      state,
      'cancelled',
      [{ reason: 'cancelled-after-hand-over', params: { jtlOrder: 'A-1' } }],
    ])
  }
  // The other way round: the hand-over got through after the order was cancelled.
  const { opens } = advance(newRow({ state: 'cancelled', temu_status: 3 }), {
    event: 'handed-over',
    orderId: temuOrderId('PO-076-1'),
    now: 3,
    changes: { handed_over_at: 3 },
  })
  expect(opens.map(({ reason }) => reason)).toEqual(['cancelled-after-hand-over'])
  expect(mallId('main')).toBe('main')
})
