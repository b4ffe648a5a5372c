import { describe, expect, it } from 'vitest'
import { Personal } from '../lib/index.ts'
import type { Jtl } from './jtl.ts'
import { insertOrder, type OrderOver, type UnderTest } from './jtl-test-world.testsuite.ts'

/** The one write. */
export function describeQueue(under: UnderTest): void {
  const order = (key: number, number: string, over: OrderOver = {}) => insertOrder(under, key, number, over)

  describe('the import queue', () => {
    const put = async (client: Jtl, orderNumber: string, mark: number, platform: number | null = null) =>
      client.putIntoQueue({
        orderNumber,
        xml: new Personal(`<x>${orderNumber}</x><n>Größe ł &#x1F389;</n>`),
        platform,
        invoice: false,
        mark,
      })

    it('takes an order once (INV-1)', async () => {
      const mark = await under.jtl.queueMark()
      const first = await put(under.jtl, 'PO-600', mark)
      expect(first.kind).toBe('put')
      expect(await put(under.jtl, 'PO-600', mark)).toEqual({ kind: 'already-there' })
      const key = first.kind === 'put' ? first.queueKey : 0
      expect(key).toBeGreaterThan(mark)
      expect(await under.jtl.lookIntoQueue({ by: 'keys', keys: [key, key + 1000] })).toEqual([key])
      expect(await under.jtl.lookIntoQueue({ by: 'number', orderNumber: 'PO-600', mark })).toEqual([key])
    })

    it('takes none that JTL has as an order already, cancelled or not', async () => {
      await order(610, 'PO-610')
      await order(611, 'PO-611', { cancelled: 1 })
      const mark = await under.jtl.queueMark()
      expect(await put(under.jtl, 'PO-610', mark)).toEqual({ kind: 'already-there' })
      expect(await put(under.jtl, 'PO-611', mark)).toEqual({ kind: 'already-there' })
    })

    it('does not take PO-620 for PO-6201, nor a row older than the mark for a younger one', async () => {
      const mark = await under.jtl.queueMark()
      expect((await put(under.jtl, 'PO-6201', mark)).kind).toBe('put')
      expect(await under.jtl.lookIntoQueue({ by: 'number', orderNumber: 'PO-620', mark })).toEqual([])
      const put620 = await put(under.jtl, 'PO-620', mark)
      expect(put620.kind).toBe('put')
      const key = put620.kind === 'put' ? put620.queueKey : 0
      expect(await under.jtl.lookIntoQueue({ by: 'number', orderNumber: 'PO-620', mark: key })).toEqual([])
    })

    it('takes each order once from two clients at the same time (INV-9)', async () => {
      const second = under.world.connect()
      try {
        const mark = await under.jtl.queueMark()
        const numbers = Array.from({ length: 20 }, (_, at) => `PO-63${at}x`)
        const results = await Promise.all(
          numbers.flatMap(number => [under.jtl, second, under.jtl, second].map(client => put(client, number, mark))),
        )
        expect(results.filter(one => one.kind === 'put')).toHaveLength(numbers.length)
        for (const number of numbers)
          expect(await under.jtl.lookIntoQueue({ by: 'number', orderNumber: number, mark })).toHaveLength(1)
      } finally {
        await second[Symbol.asyncDispose]()
      }
    })

    it.each(['', 'P'.repeat(51), 'PO<1'])('refuses the order number %j before asking', async number => {
      await expect(put(under.jtl, number, 0)).rejects.toMatchObject({ code: 'jtl.order-not-writable' })
    })

    it('holds an order whose platform does not fit, with nothing written', async () => {
      const mark = await under.jtl.queueMark()
      await expect(put(under.jtl, 'PO-640', mark, 20_000)).rejects.toMatchObject({
        code: 'jtl.data-refused',
        reaction: 'hold',
        effect: 'none',
      })
      expect(await under.jtl.lookIntoQueue({ by: 'number', orderNumber: 'PO-640', mark })).toEqual([])
    })

    it('shows how much waits', async () => {
      const { queue } = await under.jtl.health()
      expect(queue?.waiting).toBeGreaterThan(0)
      expect(queue?.firstKey).toBeLessThanOrEqual(queue?.lastKey ?? 0)
    })
  })
}
