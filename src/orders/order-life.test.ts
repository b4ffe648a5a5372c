import { describe, expect, test } from 'vitest'
import { nextState, type OrderFacts, orderEvents, orderLife, orderStates } from './order-life.ts'

const fresh: OrderFacts = {
  temuStatus: 2,
  isComplete: false,
  isHandedOver: false,
  isInJtl: false,
  isReported: false,
  isShipped: false,
  before: null,
}

describe('the life of an order', () => {
  test('every state decides every event', () => {
    expect(Object.keys(orderLife).sort()).toEqual([...orderStates].sort())
    for (const state of orderStates) expect(Object.keys(orderLife[state]).sort()).toEqual([...orderEvents].sort())
  })

  test.each([
    ['pending', 'opened', {}, 'incomplete'],
    ['pending', 'opened', { isComplete: true }, 'due'],
    ['pending', 'opened', { temuStatus: 1, isComplete: true }, 'pending'],
    ['incomplete', 'address-read', {}, 'incomplete'],
    ['incomplete', 'amounts-read', { isComplete: true }, 'due'],
    ['due', 'address-changed', {}, 'incomplete'],
    ['due', 'cancel-requested', {}, 'cancel-requested'],
    ['due', 'handed-over', { isComplete: true, isHandedOver: true }, 'handed-over'],
    ['due', 'shipped-at-temu', { temuStatus: 4, isComplete: true }, 'ignored'],
    ['handed-over', 'found-in-jtl', { isInJtl: true }, 'in-jtl'],
    ['handed-over', 'not-found-in-time', {}, 'held'],
    ['handed-over', 'found-twice', {}, 'held'],
    ['in-jtl', 'parcel-seen', {}, 'packed'],
    ['packed', 'parcel-gone', {}, 'in-jtl'],
    ['packed', 'cancel-requested', {}, 'cancel-requested'],
    ['packed', 'confirm-sent', {}, 'reported'],
    ['reported', 'read-back', {}, 'shipped'],
    ['shipped', 'delivered', {}, 'delivered'],
    ['shipped', 'cancelled', {}, 'cancelled'],
    // Held orders go back to where their facts say they stand.
    ['held', 'retry', {}, 'incomplete'],
    ['held', 'retry', { isComplete: true }, 'due'],
    ['held', 'retry', { isComplete: true, isHandedOver: true }, 'handed-over'],
    ['held', 'cure', { isHandedOver: true, isInJtl: true, before: 'packed' }, 'packed'],
    ['held', 'retry', { temuStatus: 3, isComplete: true }, 'cancelled'],
    ['held', 'retry', { temuStatus: 4, isComplete: true }, 'ignored'],
    ['held', 'found-in-jtl', { isHandedOver: true, isInJtl: true }, 'in-jtl'],
    ['held', 'shipped-at-temu', { temuStatus: 4 }, 'ignored'],
    ['cancel-requested', 'cancel-withdrawn', { isComplete: true }, 'due'],
    ['cancel-requested', 'cancelled', { temuStatus: 3 }, 'cancelled'],
    ['ignored', 'retry', { isComplete: true }, 'due'],
  ] as const)('%s, %s, %o → %s', (state, event, facts, after) => {
    expect(nextState(state, event, { ...fresh, ...facts })).toBe(after)
  })

  test('an order that TEMU already shows as shipped is not handed over by a retry', () => {
    for (const temuStatus of [4, 5, 51])
      expect(nextState('ignored', 'retry', { ...fresh, temuStatus, isComplete: true })).toBe('ignored')
  })
})
