import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Personal, seededRandom, systemClock } from '../lib/index.ts'
import { createSimulatedJtl, type SimulatedJtl } from '../simulator/index.ts'
import { connectSimulatedJtl } from './db/connect-sqlite.ts'
import type { HandOver } from './hand-over.ts'
import type { Jtl } from './jtl.ts'
import { createQueueHandOver } from './queue-hand-over.ts'
import { createDropFolder } from './xml/drop-folder.ts'
import { orderXml } from './xml/order-xml.ts'
import { defaultXmlSettings, type XmlAddress } from './xml/xml-order.ts'

let dropFolder: string
let simulated: SimulatedJtl
let jtl: Jtl
beforeEach(() => {
  dropFolder = mkdtempSync(join(tmpdir(), 'kontor-handover-'))
  simulated = createSimulatedJtl({ clock: systemClock, random: seededRandom('jtl'), options: { dropFolder } })
  simulated.addArticle({ articleNo: 'TASSE-BLAU', name: 'Tasse blau', priceCents: 1999, vatPercent: 19, stock: 10 })
  jtl = connectSimulatedJtl({
    source: { database: simulated.database },
    clock: systemClock,
    random: seededRandom('x'),
    timeZone: 'Europe/Berlin',
  })
})
afterEach(async () => {
  await jtl[Symbol.asyncDispose]()
  simulated.close()
  rmSync(dropFolder, { recursive: true, force: true })
})

const buyer: XmlAddress = {
  salutation: '',
  firstName: 'Łukasz',
  lastName: 'O’Brien-Größe & <Söhne> 🎉',
  company: '',
  street: 'Straße des 17. Juni 1',
  extra: '',
  postalCode: '01067',
  city: 'Θεσσαλονίκη',
  state: '',
  countryIso: 'AT',
  phone: '',
  mobile: '',
  email: 'order-1@example.invalid',
}
const xml = (externalNumber: string) =>
  orderXml(
    {
      externalNumber,
      currency: 'EUR',
      orderedAt: Date.parse('2026-11-24T10:00:00Z'),
      paidAt: Date.parse('2026-11-24T10:00:00Z'),
      deliverBy: null,
      comment: 'TEMU',
      positions: [
        {
          kind: 'article',
          articleNo: 'TASSE-BLAU',
          name: 'Tasse, blau',
          quantity: 2,
          grossCents: 1999,
          vatPercent: 19,
        },
        { kind: 'shipping', articleNo: '', name: 'Versand', quantity: 1, grossCents: 299, vatPercent: 19 },
      ],
      customer: new Personal({ ...buyer, customerNo: '', vatId: '' }),
      delivery: new Personal(buyer),
    },
    defaultXmlSettings,
  ).xml

const ways: readonly [name: string, make: () => HandOver, afterImport: 'absent' | 'taken'][] = [
  ['queue', () => createQueueHandOver({ jtl, platform: null, invoice: false }), 'absent'],
  ['folder', () => createDropFolder({ dir: dropFolder, random: seededRandom('drop') }), 'taken'],
]

describe.each(ways)('an order handed over by %s', (kind, make, afterImport) => {
  it('waits, is imported by JTL, and is found there with its money and its buyer', async () => {
    const handOver = make()
    expect(handOver.kind).toBe(kind)
    const mark = await handOver.mark()
    const order = { orderNumber: 'PO-1', xml: xml('PO-1'), mark }
    expect(await handOver.look(order)).toEqual({ kind: 'absent' })
    const put = await handOver.put(order)
    expect(put.kind).toBe('put')
    const receipt = put.kind === 'put' ? put.receipt : ''
    expect(await handOver.look(order)).toEqual({ kind: 'waiting', receipt })
    expect(await handOver.look({ ...order, receipt })).toEqual({ kind: 'waiting', receipt })

    while (simulated.worker.tick().waiting > 0);
    simulated.worker.tick()
    expect(simulated.history.imports.map(one => one.refusedBecause)).toEqual([undefined])
    expect((await handOver.look({ ...order, receipt })).kind).toBe(afterImport)
    expect(await handOver.put(order)).toEqual({ kind: 'already-there' })

    const [found] = await jtl.findOrders(['PO-1'])
    expect(found).toMatchObject({ externalNumber: 'PO-1', isCancelled: false, blocks: [] })
    const [inJtl] = simulated.truth.ordersByExternalNumber('PO-1')
    expect(inJtl?.grossCents).toBe(2 * 1999 + 299)
    expect(simulated.truth.deliveryAddress(inJtl?.orderKey ?? 0)).toMatchObject({
      cVorname: 'Lukasz',
      cName: "O'Brien-Größe & <Söhne> 🎉",
      cStrasse: 'Straße des 17. Juni 1',
      cPLZ: '01067',
      cOrt: 'Θεσσαλονίκη',
      cISO: 'AT',
    })
  })
})
