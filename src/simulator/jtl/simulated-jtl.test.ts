import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { type Clock, seededRandom } from '../../lib/index.ts'
import { createSimulatedJtl } from './create-simulated-jtl.ts'
import type { SimulatedJtl, SimulatedJtlOptions } from './simulated-jtl.ts'

const noon = Date.UTC(2026, 10, 24, 11)
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-jtl-'))
  folders.push(folder)
  return folder
}

function newClock(): Clock & { set(at: number): void } {
  let now = noon
  return {
    now: () => now,
    elapsed: () => now,
    sleep: () => Promise.resolve(),
    deadline: () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => {} }),
    set: at => {
      now = at
    },
  }
}

function newJtl(options: Partial<SimulatedJtlOptions> = {}, dir?: string): SimulatedJtl {
  return createSimulatedJtl({
    clock: newClock(),
    random: seededRandom('jtl'),
    options,
    ...(dir === undefined ? {} : { dir }),
  })
}

interface Line {
  readonly articleNo: string
  readonly quantity?: number
  readonly gross?: string
}

function orderXml(number: string, lines: readonly Line[], change: (xml: string) => string = xml => xml): string {
  const positions = lines
    .map(
      line => `<twarenkorbpos><cName>Ding</cName><cArtNr>${line.articleNo}</cArtNr><cBarcode></cBarcode><cEinheit></cEinheit>
      <fPreisEinzelNetto>16.79832</fPreisEinzelNetto><fPreis>${line.gross ?? '19.99'}</fPreis><fMwSt>19.00</fMwSt>
      <fAnzahl>${line.quantity ?? 1}.00</fAnzahl><cPosTyp>standard</cPosTyp><fRabatt>0.00</fRabatt></twarenkorbpos>`,
    )
    .join('')
  return change(`<?xml version="1.0" encoding="ISO-8859-1"?>
<tBestellungen><tBestellung kFirma="1" kBenutzer="2"><cSprache>ger</cSprache><cWaehrung>EUR</cWaehrung><cBestellNr></cBestellNr>
<cExterneBestellNr>${number}</cExterneBestellNr><cVersandartName>DHL Paket</cVersandartName><cKommentar></cKommentar>
<dErstellt>2026-11-24</dErstellt><cZahlungsartName>TEMU</cZahlungsartName><dBezahltDatum>2026-11-24</dBezahltDatum>${positions}
<tkunde><cKundenNr></cKundenNr><cVorname>J\u00f6rg</cVorname><cNachname>M\u00fc&#322;ler &amp; S\u00f6hne</cNachname><cStrasse>Am Weg 1</cStrasse><cPLZ>12345</cPLZ>
<cOrt>K\u00f6ln</cOrt><cLand>Deutschland</cLand></tkunde></tBestellung></tBestellungen>`)
}

const queue = (jtl: SimulatedJtl, xml: string, platform: number | null = null): void => {
  jtl.database
    .prepare('insert into dbo.tXMLBestellImport (cText, nPlattform, nRechnung) values (?, ?, 0)')
    .run(xml, platform)
}

function shop(jtl: SimulatedJtl): SimulatedJtl {
  const plain = { priceCents: 1999, vatPercent: 19 } as const
  jtl.addArticle({ ...plain, articleNo: 'A', name: 'Becher', stock: 10, buffer: 1 })
  jtl.addArticle({ ...plain, articleNo: 'B', name: 'Löffel', stock: 9 })
  jtl.addArticle({ ...plain, articleNo: 'OVER', name: 'Karte', stock: 0, oversellAllowed: true })
  jtl.addSet({
    ...plain,
    articleNo: 'SET',
    name: 'Becher mit zwei Löffeln',
    components: [
      { articleNo: 'A', pieces: 1 },
      { articleNo: 'B', pieces: 2 },
      { articleNo: 'OVER', pieces: 1 },
    ],
  })
  return jtl
}

describe('the worker', () => {
  it('imports a row, reserves the pieces and deletes the row', () => {
    const jtl = shop(newJtl())
    queue(jtl, orderXml('PO-1', [{ articleNo: 'a', quantity: 2 }]))
    expect(jtl.truth.waiting().map(one => one.externalNumber)).toEqual(['PO-1'])
    const round = jtl.worker.tick()
    expect(round).toMatchObject({ imported: [{ externalNumber: 'PO-1', grossCents: 3998 }], refused: [], waiting: 0 })
    expect(jtl.truth.available('A')).toBe(10 - 1 - 2)
    const [order] = jtl.truth.ordersByExternalNumber('PO-1')
    expect(order).toMatchObject({ grossCents: 3998, cancelled: false, createdAt: noon })
    expect(jtl.truth.deliveryAddress(order?.orderKey ?? 0)).toMatchObject({
      cVorname: 'Jörg',
      cName: 'Müłler & Söhne',
      cISO: 'DE',
    })
  })

  it('does not notice that it has an order already', () => {
    const jtl = shop(newJtl())
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]))
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]))
    jtl.worker.tick()
    expect(jtl.truth.ordersByExternalNumber('PO-1')).toHaveLength(2)
  })

  it('explodes a set into lines below its own line, and what remains of the set is what its parts allow', () => {
    const jtl = shop(newJtl())
    expect(jtl.truth.available('SET')).toBe(4)
    queue(jtl, orderXml('PO-1', [{ articleNo: 'SET', quantity: 2 }]))
    jtl.worker.tick()
    const [order] = jtl.truth.ordersByExternalNumber('PO-1')
    const lines = jtl.truth.positions(order?.orderKey ?? 0)
    expect(lines.map(line => [line.articleNo, line.pieces, line.isComponent])).toEqual([
      ['SET', 2, false],
      ['A', 2, true],
      ['B', 4, true],
      ['OVER', 2, true],
    ])
    expect([jtl.truth.available('A'), jtl.truth.available('B'), jtl.truth.available('SET')]).toEqual([7, 5, 2])
  })

  it.each([
    ['an unknown article', (xml: string) => xml.replace('<cArtNr>A<', '<cArtNr>NO<'), 'does not exist'],
    ['an unknown shipping method', (xml: string) => xml.replace('DHL Paket', 'Brieftaube'), 'no active entry'],
    ['an unknown payment method', (xml: string) => xml.replace('>TEMU<', '>Muscheln<'), 'no active entry'],
    ['an unknown company', (xml: string) => xml.replace('kFirma="1"', 'kFirma="7"'), 'does not exist'],
    ['an unknown element', (xml: string) => xml.replace('<cSprache>', '<cFarbe>rot</cFarbe><cSprache>'), 'unknown'],
    [
      'an element at the wrong place',
      (xml: string) =>
        xml.replace('<cKommentar></cKommentar>', '').replace('<cSprache>', '<cKommentar></cKommentar><cSprache>'),
      'wrong place',
    ],
    ['another encoding', (xml: string) => xml.replace('ISO-8859-1', 'UTF-8'), 'does not begin'],
    ['a character beyond Latin-1', (xml: string) => xml.replace('Am Weg', 'Łąka'), 'not ISO-8859-1'],
    ['a bare ampersand', (xml: string) => xml.replace('Am Weg', 'Hin & Her'), ''],
    ['a comma as decimal point', (xml: string) => xml.replace('19.99', '19,99'), 'decimal point'],
    ['an unknown country', (xml: string) => xml.replace('Deutschland', 'Atlantis'), 'no country'],
    ['a name that is too long', (xml: string) => xml.replace('Am Weg 1', 'x'.repeat(256)), 'truncated'],
    [
      'a day that is not there',
      (xml: string) => xml.replace('<dErstellt>2026-11-24', '<dErstellt>2026-02-30'),
      'not a date',
    ],
    ['no customer', (xml: string) => xml.replace(/<tkunde>.*<\/tkunde>/s, ''), 'tkunde'],
  ])('refuses %s, writes it to the error log and reserves nothing', (_, change, reason) => {
    const jtl = shop(newJtl())
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }], change))
    const round = jtl.worker.tick()
    expect(round).toMatchObject({ imported: [], refused: [{ externalNumber: 'PO-1' }], waiting: 0 })
    expect(round.refused[0]?.refusedBecause).toContain(reason)
    expect(jtl.database.prepare('select cMeldung from Worker.tErrorlog').get()?.cMeldung).toContain(reason)
    expect(jtl.truth.available('A')).toBe(9)
    expect(jtl.truth.externalOrders().size).toBe(0)
  })

  it('can leave refused rows where they are, and still imports the next', () => {
    const jtl = shop(newJtl({ refusedRows: 'stay', importsPerTick: 1 }))
    queue(jtl, orderXml('PO-1', [{ articleNo: 'NO' }]))
    queue(jtl, orderXml('PO-2', [{ articleNo: 'A' }]))
    jtl.worker.tick()
    expect(jtl.worker.tick()).toMatchObject({ imported: [{ externalNumber: 'PO-2' }], refused: [], waiting: 1 })
  })

  it('takes files byte for byte as Latin-1, and moves them away', () => {
    const dropFolder = newFolder()
    const jtl = shop(newJtl({ dropFolder }))
    writeFileSync(join(dropFolder, 'a.xml'), Buffer.from(orderXml('PO-1', [{ articleNo: 'A' }]), 'latin1'))
    writeFileSync(join(dropFolder, 'b.xml.part'), 'half')
    writeFileSync(join(dropFolder, 'c.xml'), 'nonsense')
    expect(jtl.worker.tick()).toMatchObject({
      imported: [{ via: 'folder', source: 'a.xml' }],
      refused: [{ source: 'c.xml' }],
    })
    expect(readdirSync(join(dropFolder, 'done'))).toEqual(['a.xml'])
    expect(readdirSync(join(dropFolder, 'failed'))).toEqual(['c.xml'])
    const [order] = jtl.truth.ordersByExternalNumber('PO-1')
    expect(jtl.truth.deliveryAddress(order?.orderKey ?? 0)?.cOrt).toBe('Köln')
  })

  it('knows between which two looks an order was handed over', () => {
    const clock = newClock()
    const jtl = shop(createSimulatedJtl({ clock, random: seededRandom('x') }))
    clock.set(noon + 1000)
    jtl.worker.notice()
    clock.set(noon + 2000)
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]))
    jtl.worker.notice()
    clock.set(noon + 9000)
    expect(jtl.worker.tick().imported[0]).toMatchObject({
      notBefore: noon + 1000,
      noticedAt: noon + 2000,
      at: noon + 9000,
    })
  })

  it('refuses a platform key that no tinyint holds', () => {
    const jtl = shop(newJtl())
    expect(() => queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]), 20_000)).toThrow(/CHECK/)
  })
})

describe('the warehouse', () => {
  function imported(lines: readonly Line[], options: Partial<SimulatedJtlOptions> = {}) {
    const jtl = shop(newJtl(options))
    queue(jtl, orderXml('PO-1', lines))
    jtl.worker.tick()
    return { jtl, orderKey: jtl.truth.ordersByExternalNumber('PO-1')[0]?.orderKey ?? 0 }
  }

  it('ships without changing what is available: the pieces were reserved', () => {
    const { jtl, orderKey } = imported([{ articleNo: 'A', quantity: 2 }])
    const moves: number[] = []
    jtl.history.onStock(change => moves.push(change.after))
    const note = jtl.warehouse.pack(orderKey, {
      parcels: [{ trackingNumber: '111' }, { shipmentId: 'S2', shippingMethod: 'Spedition Müller' }],
    })
    for (const key of note.parcelKeys) jtl.warehouse.ship(key)
    expect(jtl.truth.available('A')).toBe(7)
    expect(moves).toEqual([])
    expect(
      jtl.database.prepare('select fLagerbestand, fInAuftraegen from dbo.tlagerbestand where kArtikel = 1').get(),
    ).toMatchObject({ fLagerbestand: 8, fInAuftraegen: 0 })
    expect(jtl.truth.parcels('PO-1')).toMatchObject([
      { trackingNumber: '111', shippingMethod: 'DHL Paket', shippedAt: noon },
      { trackingNumber: '', shipmentId: 'S2', shippingMethod: 'Spedition Müller' },
    ])
    expect(jtl.truth.order(orderKey)?.delivered).toBe(1)
  })

  it('ships a set by its components', () => {
    const { jtl, orderKey } = imported([{ articleNo: 'SET' }])
    jtl.setStock('OVER', 1)
    jtl.warehouse.pack(orderKey)
    expect([jtl.truth.available('A'), jtl.truth.available('B'), jtl.truth.available('SET')]).toEqual([8, 7, 3])
    expect(jtl.database.prepare('select count(*) as n from dbo.tLieferscheinPos').get()?.n).toBe(4)
  })

  it('takes a deleted note back as if it had never been, and remembers its parcels for the judge only', () => {
    const { jtl, orderKey } = imported([{ articleNo: 'A', quantity: 2 }])
    const note = jtl.warehouse.pack(orderKey, { parcels: [{ trackingNumber: '111' }] })
    jtl.warehouse.deleteNote(note.noteKey)
    expect(jtl.truth.parcels('PO-1')).toEqual([])
    expect(jtl.truth.deletedParcels()).toMatchObject([{ trackingNumber: '111' }])
    expect(jtl.truth.order(orderKey)?.delivered).toBe(0)
    const again = jtl.warehouse.pack(orderKey)
    expect(again.parcelKeys[0]).toBeGreaterThan(note.parcelKeys[0] ?? 0)
    expect(jtl.truth.available('A')).toBe(7)
  })

  it('gives reserved pieces back when the order is cancelled or a line reduced', () => {
    const { jtl, orderKey } = imported([{ articleNo: 'A', quantity: 3 }, { articleNo: 'SET' }])
    expect(jtl.truth.available('A')).toBe(5)
    const line = jtl.truth.positions(orderKey)[0]
    jtl.warehouse.reduceLine(line?.positionKey ?? 0, 1)
    expect(jtl.truth.available('A')).toBe(6)
    jtl.warehouse.cancelOrder(orderKey)
    expect([jtl.truth.available('A'), jtl.truth.available('B')]).toEqual([9, 9])
    expect(jtl.database.prepare('select count(*) as n from Verkauf.tAuftragStorno').get()?.n).toBe(1)
  })

  it('keeps orders of before 1.6 in dbo.tBestellung', () => {
    const { jtl, orderKey } = imported([{ articleNo: 'SET' }], { shape: '1.5' })
    const names = jtl.database
      .prepare('pragma database_list')
      .all()
      .map(row => row.name)
    expect(names).not.toContain('Verkauf')
    expect(
      jtl.database.prepare('select cType, cInetBestellNr, nStorno, tKunde_kKunde from dbo.tBestellung').get(),
    ).toMatchObject({ cType: 'B', cInetBestellNr: 'PO-1', nStorno: 0 })
    expect(
      jtl.database
        .prepare('select nAnzahl, kBestellStueckliste as p from dbo.tbestellpos order by kBestellPos')
        .all()
        .map(row => [row.nAnzahl, Number(row.p) > 0]),
    ).toEqual([
      [1, true],
      [1, true],
      [2, true],
      [1, true],
    ])
    jtl.warehouse.cancelOrder(orderKey)
    expect(jtl.database.prepare('select nStorno from dbo.tBestellung').get()?.nStorno).toBe(1)
  })
})

describe('the database', () => {
  it('gives every write a new rowversion, and only real changes of stock count as writes', () => {
    const jtl = shop(newJtl())
    const counter = (): number => Number(jtl.database.prepare('select nNext from dbo.tRowversionCounter').get()?.nNext)
    const hex = (n: number): Buffer => Buffer.from(n.toString(16).padStart(16, '0'), 'hex')
    const cursor = counter()
    const changed = (): unknown[] =>
      jtl.database
        .prepare('select kArtikel from dbo.tlagerbestand where bRowversion >= ? order by 1')
        .all(hex(cursor))
        .map(row => row.kArtikel)
    jtl.setStock('B', 9)
    expect(changed()).toEqual([])
    jtl.setStock('B', 11)
    expect(changed()).toEqual([2, 4])
    jtl.warehouse.setTracking(0, 'x')
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]))
    jtl.worker.tick()
    expect(
      jtl.database.prepare('select count(*) as n from Verkauf.tAuftrag where bRowversion >= ?').get(hex(cursor))?.n,
    ).toBe(1)
  })

  it('is four files that another connection reads and puts rows into', () => {
    const dir = newFolder()
    const jtl = shop(newJtl({}, dir))
    const other = new DatabaseSync(':memory:')
    for (const name of ['dbo', 'Verkauf', 'Rechnung', 'Worker']) other.exec(`attach '${join(dir, name)}.db' as ${name}`)
    other.prepare('insert into dbo.tXMLBestellImport (cText) values (?)').run(orderXml('PO-1', [{ articleNo: 'A' }]))
    jtl.worker.tick()
    expect(other.prepare('select cExterneAuftragsnummer as n from Verkauf.tAuftrag').all()).toMatchObject([
      { n: 'PO-1' },
    ])
    other.close()
    jtl.close()
    const again = newJtl({}, dir)
    expect(again.truth.ordersByExternalNumber('PO-1')).toHaveLength(1)
    again.close()
  })

  it('tells nobody of stock that a refused order had moved', () => {
    const jtl = shop(newJtl())
    const moves: number[] = []
    jtl.history.onStock(change => moves.push(change.after))
    const two =
      orderXml('PO-1', [{ articleNo: 'A' }]).replace('</tBestellungen>', '') +
      orderXml('PO-2', [{ articleNo: 'A' }])
        .replace(/^.*<tBestellungen>/s, '')
        .replace('Am Weg 1', 'x'.repeat(300))
    queue(jtl, two)
    expect(jtl.worker.tick().refused.map(record => record.externalNumber)).toEqual(['PO-1', 'PO-2'])
    expect(moves).toEqual([])
    expect(jtl.truth.available('A')).toBe(9)
  })

  it('loses a table or a column on request', () => {
    const jtl = shop(newJtl())
    jtl.drop('dbo.tVersand.cIdentCode')
    jtl.drop('Verkauf.tAuftrag')
    expect(() => jtl.database.prepare('select cIdentCode from dbo.tVersand')).toThrow()
    expect(() => jtl.database.prepare('select 1 from Verkauf.tAuftrag')).toThrow()
  })

  it('writes local wall clock times, also across the change of the hour', () => {
    const clock = newClock()
    clock.set(Date.UTC(2026, 9, 24, 23, 30))
    const jtl = shop(createSimulatedJtl({ clock, random: seededRandom('x') }))
    queue(jtl, orderXml('PO-1', [{ articleNo: 'A' }]))
    jtl.worker.tick()
    expect(jtl.database.prepare('select dErstelltWawi as d from Verkauf.tAuftrag').get()?.d).toBe('2026-10-25T01:30:00')
    expect(jtl.truth.ordersByExternalNumber('PO-1')[0]?.createdAt).toBe(clock.now())
  })
})
