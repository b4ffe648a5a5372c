import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Jtl, JtlShape } from './jtl.ts'
import { describeArticles } from './jtl-articles.testsuite.ts'
import { describeOrders } from './jtl-orders.testsuite.ts'
import { describeQueue } from './jtl-queue.testsuite.ts'
import { fillMaster, type JtlTestWorld, orderKeys, type UnderTest } from './jtl-test-world.testsuite.ts'

export interface JtlTestCase {
  readonly name: string
  readonly shape: JtlShape
  /** `platform`: whose oversell permission counts (3). */
  open(): Promise<JtlTestWorld>
}

/** What every database behind `Jtl` must do. Each test has keys of its own, since one world serves them all. */
export function describeJtl({ name, shape, open }: JtlTestCase): void {
  describe(`JTL ${shape} on ${name}`, () => {
    let world: JtlTestWorld
    let jtl: Jtl
    beforeAll(async () => {
      world = await open()
      jtl = world.jtl
      await fillMaster(world, shape)
    })
    afterAll(() => world?.[Symbol.asyncDispose]())

    const under: UnderTest = {
      shape,
      get world() {
        return world
      },
      get jtl() {
        return jtl
      },
    }

    describe('the database itself', () => {
      it('is recognised by its tables', async () => {
        expect(await jtl.inspect()).toMatchObject({ shape, hasQueue: true, hasOversell: true, missing: [] })
      })

      it('stops a question that is no longer wanted', async () => {
        const signal = AbortSignal.abort(new Error('stopped'))
        await expect(jtl.allStock({ signal })).rejects.toThrow()
        expect(await jtl.visibleOrders(['PO-none'])).toEqual([])
      })
    })

    describeArticles(under)
    describeOrders(under)
    describeQueue(under)

    it('knows the names settings are made from', async () => {
      const { shippingMethods, paymentMethods, companies, warehouses, platforms, users } = await jtl.masterData()
      expect(shippingMethods).toContainEqual({ key: 901, name: 'Kontor Paket', isActive: true, amazonCarrier: 'DHL' })
      expect(shippingMethods).toContainEqual({ key: 902, name: 'Kontor Spedition', isActive: false, amazonCarrier: '' })
      expect(paymentMethods).toContainEqual({ key: 902, name: 'Kontor TEMU', isActive: true, shipsUnpaid: true })
      expect(companies).toContainEqual({ key: 901, name: 'Kontor GmbH', countryIso: 'DE' })
      expect(warehouses).toContainEqual({
        key: 901,
        name: 'Lager Nord',
        shortName: 'N',
        isActive: true,
        isFulfillment: false,
      })
      expect([platforms.length > 0, users.length > 0]).toEqual([true, true])
    })

    // Last: these take tables away.
    describe('a shape that is not ours', () => {
      it('loses what an optional table gives, and says so', async () => {
        await world.run('drop table dbo.tGebinde')
        await world.run('drop table dbo.tXMLBestellImport')
        const facts = await jtl.inspect()
        expect(facts).toMatchObject({
          hasQueue: false,
          missing: [
            { object: 'dbo.tXMLBestellImport', without: 'queue' },
            { object: 'dbo.tGebinde', without: 'packaging-units' },
          ],
        })
        expect((await jtl.findArticlesByGtin(['4006381333931'])).map(one => one.articleKey)).toEqual([110, 111])
        await expect(jtl.queueMark()).rejects.toMatchObject({ code: 'jtl.permission', reaction: 'pause' })
        expect((await jtl.health()).queue).toBeNull()
      })

      it('is refused with the names that are missing', async () => {
        await world.run('drop table dbo.tLieferscheinPos')
        // Found out in the middle of work: the question fails, and the next one looks at the shape again.
        await expect(jtl.deliveredLines(orderKeys(520))).rejects.toMatchObject({ reaction: 'pause' })
        await expect(jtl.inspect()).rejects.toMatchObject({
          code: 'jtl.unknown-shape',
          reaction: 'pause',
          params: { missing: 'dbo.tLieferscheinPos' },
        })
        await expect(jtl.allStock()).rejects.toThrow(/missing or not granted: dbo\.tLieferscheinPos/)
      })
    })
  })
}
