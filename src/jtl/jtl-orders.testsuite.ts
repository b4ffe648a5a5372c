import { describe, expect, it } from 'vitest'
import {
  type Cell,
  insertLine,
  insertOrder,
  type OrderOver,
  orderKeys,
  type UnderTest,
} from './jtl-test-world.testsuite.ts'

/** Orders by their external number, and their parcels. */
export function describeOrders(under: UnderTest): void {
  const order = (key: number, number: string, over: OrderOver = {}) => insertOrder(under, key, number, over)

  describe('orders', () => {
    it('are found by external number: living, cancelled, twice, and no offers', async () => {
      await order(400, 'PO-400')
      await order(401, 'PO-400', { cancelled: 1 })
      await order(402, 'PO-402')
      await order(403, 'PO-402')
      await order(404, 'PO-404', { isOffer: true })
      const visible = await under.jtl.visibleOrders(['po-400', 'PO-402', 'PO-404', 'PO-9'])
      expect(visible.map(one => [one.externalNumber, one.orderKey, one.isCancelled])).toEqual([
        ['po-400', 400, false],
        ['po-400', 401, true],
        ['PO-402', 402, false],
        ['PO-402', 403, false],
      ])
      expect((await under.jtl.findOrders(['PO-402'])).map(one => one.orderKey)).toEqual([402, 403])
    })

    it('say why JTL does not deliver them', async () => {
      await order(410, 'PO-410', { created: '2026-07-01T12:00:00' })
      await order(411, 'PO-411', { holdReason: 901, customer: 902, shippingMethod: 0, payment: 901, paid: null })
      await order(412, 'PO-412', { paid: null })
      expect(await under.jtl.findOrders(['PO-410', 'PO-411', 'PO-412'])).toMatchObject([
        {
          orderNo: 'AU410',
          createdAt: Date.parse('2026-07-01T10:00:00Z'),
          completion: 'open',
          companyKey: 901,
          blocks: [],
        },
        {
          blocks: [
            { kind: 'hold-reason', reason: 'Prüfen' },
            { kind: 'customer-blocked' },
            { kind: 'unpaid' },
            { kind: 'no-shipping-method' },
          ],
        },
        // its payment method ships before it is paid
        { blocks: [] },
      ])
    })

    it('have lines with what they are worth, sets and their parts told apart', async () => {
      await order(39_430, 'PO-39430')
      const line = (key: number, over: Readonly<Record<string, Cell>>) => {
        const isNew = under.shape === '1.6+'
        const {
          articleNo = 'T',
          quantity = '1',
          net = '0',
          vat = '19',
          discount = '0',
          type = 1,
          setLine = null,
        } = over
        return under.world.insert(
          isNew ? 'Verkauf.tAuftragPosition' : 'dbo.tbestellpos',
          isNew
            ? {
                kAuftragPosition: key,
                kAuftrag: 39_430,
                cArtNr: articleNo,
                fAnzahl: quantity,
                fVkNetto: net,
                fMwSt: vat,
                fRabatt: discount,
                nType: type,
                kAuftragStueckliste: setLine,
              }
            : {
                kBestellPos: key,
                tBestellung_kBestellung: 39_430,
                cArtNr: articleNo,
                nAnzahl: quantity,
                fVKNetto: net,
                fMwSt: vat,
                fRabatt: discount,
                nType: type,
                kBestellStueckliste: setLine ?? 0,
              },
        )
      }
      await line(394301, { articleNo: ' SET-1 ', quantity: '3', net: '16.80672', setLine: 394301 })
      await line(394302, { articleNo: 'PART', quantity: '6', setLine: 394301 })
      await line(394303, { articleNo: 'TEA', quantity: '2', net: '10', vat: '7', discount: '10' })
      await line(394304, { articleNo: '', net: '2.51261', type: 2 })
      const positions = await under.jtl.orderPositions(orderKeys(39_430, 999))
      expect(positions.map(({ orderKey: _, ...rest }) => rest)).toEqual([
        { lineKey: 394301, kind: 'article', articleNo: 'SET-1', quantity: 3, grossCents: 6000, isComponent: false },
        { lineKey: 394302, kind: 'article', articleNo: 'PART', quantity: 6, grossCents: 0, isComponent: true },
        { lineKey: 394303, kind: 'article', articleNo: 'TEA', quantity: 2, grossCents: 1926, isComponent: false },
        { lineKey: 394304, kind: 'shipping', articleNo: '', quantity: 1, grossCents: 299, isComponent: false },
      ])
    })

    it('that are cancelled are told, with what is known', async () => {
      await order(420, 'PO-420', { cancelled: 1 })
      await order(421, 'PO-421')
      await under.world.insert('dbo.tLieferschein', { kLieferschein: 420, kBestellung: 420, kBenutzer: 1 })
      if (under.shape === '1.6+')
        await under.world.insert('Verkauf.tAuftragStorno', {
          kAuftrag: 420,
          kBenutzer: 1,
          kAuftragStornogrund: 901,
          dStorniert: '2026-11-01T08:00:00',
        })
      expect(await under.jtl.cancelledOrders(orderKeys(420, 421))).toEqual([
        {
          orderKey: 420,
          externalNumber: 'PO-420',
          cancelledAt: under.shape === '1.6+' ? Date.parse('2026-11-01T07:00:00Z') : null,
          reason: under.shape === '1.6+' ? 'Kundenwunsch' : null,
          hasNotes: true,
        },
      ])
    })

    it('in thousands take a few statements', async () => {
      const numbers = Array.from({ length: 4100 }, (_, at) => `PO-many-${at}`)
      await order(430, 'PO-many-4099')
      expect(await under.jtl.visibleOrders(numbers)).toEqual([
        { externalNumber: 'PO-many-4099', orderKey: 430, isCancelled: false },
      ])
    })
  })

  describe('parcels', () => {
    const parcel = (key: number, note: number, over: Readonly<Record<string, Cell>> = {}) =>
      under.world.insert('dbo.tVersand', {
        kVersand: key,
        kLieferschein: note,
        kBenutzer: 1,
        dErstellt: '2026-11-01T08:00:00',
        ...over,
      })

    it('come each with its tracking number, method and times', async () => {
      await order(500, 'PO-500', { shippingMethod: 901 })
      await under.world.insert('dbo.tLieferschein', {
        kLieferschein: 500,
        kBestellung: 500,
        kBenutzer: 1,
        cLieferscheinNr: 'LS500',
      })
      await under.world.insert('dbo.tLieferscheinEckdaten', { kLieferschein: 500, kVersandArt: 902 })
      await parcel(500, 500, {
        cIdentCode: ' 003404 ',
        kVersandArt: 901,
        dVersendet: '2026-11-02T09:30:00',
        cLogistiker: 'DHL',
      })
      await parcel(501, 500, { cIdentCode: '', cShipmentId: 'S-1', kVersandArt: 0 })
      expect(await under.jtl.parcelsOf(orderKeys(500))).toEqual([
        {
          parcelKey: 500,
          noteKey: 500,
          noteNo: 'LS500',
          orderKey: 500,
          externalNumber: 'PO-500',
          tracking: '003404',
          shipmentId: null,
          packedAt: Date.parse('2026-11-01T07:00:00Z'),
          shippedAt: Date.parse('2026-11-02T08:30:00Z'),
          methodKey: 901,
          methodName: 'Kontor Paket',
          carrierText: 'DHL',
        },
        expect.objectContaining({
          parcelKey: 501,
          tracking: null,
          shipmentId: 'S-1',
          shippedAt: null,
          methodKey: 902,
          methodName: 'Kontor Spedition',
          carrierText: null,
        }),
      ])
    })

    it('written later or corrected come as changes, only of our orders', async () => {
      await order(510, 'PO-510')
      await order(511, 'Shop-511')
      for (const key of [510, 511])
        await under.world.insert('dbo.tLieferschein', { kLieferschein: key, kBestellung: key, kBenutzer: 1 })
      await parcel(510, 510)
      const { cursor } = await under.jtl.changedParcels(null, 'PO-')
      expect(await under.jtl.changedParcels(cursor, 'PO-')).toMatchObject({ kind: 'some', items: [] })
      await under.world.run("update dbo.tVersand set cIdentCode = 'late' where kVersand = 510")
      await parcel(511, 511)
      expect(await under.jtl.changedParcels(cursor, 'PO-')).toMatchObject({
        kind: 'some',
        items: [{ parcelKey: 510, tracking: 'late' }],
      })
      expect(await under.jtl.changedParcels(cursor, '')).toMatchObject({
        kind: 'some',
        items: [{ parcelKey: 510 }, { parcelKey: 511 }],
      })
    })

    it('come with what each note holds of each line, sets as one line', async () => {
      await order(520, 'PO-520')
      const line = (key: number, quantity: string, setLine: number | null) =>
        insertLine(under, { key, order: 520, quantity, setLine })
      await line(520, '3', null)
      await line(521, '2', 521)
      await line(522, '4', 521)
      for (const key of [520, 521])
        await under.world.insert('dbo.tLieferschein', { kLieferschein: key, kBestellung: 520, kBenutzer: 1 })
      for (const [kLieferschein, kBestellPos, fAnzahl] of [
        [520, 520, '1'],
        [521, 520, '2'],
        [520, 522, '2'],
      ] as const)
        await under.world.insert('dbo.tLieferscheinPos', { kLieferschein, kBestellPos, fAnzahl })
      expect(await under.jtl.deliveredLines(orderKeys(520))).toEqual([
        {
          orderKey: 520,
          lineKey: 520,
          articleKey: 100,
          articleNo: 'T',
          sort: 0,
          ordered: 3,
          delivered: [
            { noteKey: 520, quantity: 1 },
            { noteKey: 521, quantity: 2 },
          ],
        },
        {
          orderKey: 520,
          lineKey: 521,
          articleKey: 100,
          articleNo: 'T',
          sort: 0,
          ordered: 2,
          delivered: [{ noteKey: 520, quantity: 1 }],
        },
      ])
    })
  })
}
