import { describe, expect, it } from 'vitest'
import { jtlArticleKey } from '../lib/index.ts'
import { type Cell, insertArticle, keys, type UnderTest } from './jtl-test-world.testsuite.ts'

/** Articles, their stock and what changed of it. */
export function describeArticles(under: UnderTest): void {
  const article = (key: number, over: Readonly<Record<string, Cell>> = {}) => insertArticle(under, key, over)
  const stock = (key: number, available: string, over: Readonly<Record<string, Cell>> = {}) =>
    under.world.insert('dbo.tlagerbestand', {
      kArtikel: key,
      fVerfuegbar: available,
      fLagerbestand: available,
      fInAuftraegen: '0',
      ...over,
    })

  describe('articles', () => {
    it('are found by number whatever its case, in a list of any length, and never invented', async () => {
      await article(100, { cArtNr: 'Tasse-Blau' })
      await article(101, { cArtNr: 'Last-One', cAktiv: 'N', nDelete: 1, nIstVater: 1 })
      const asked = [
        'TASSE-blau',
        ...Array.from({ length: 4500 }, (_, at) => `none-${at}`),
        'Last-One',
        '',
        'x'.repeat(101),
      ]
      expect(await under.jtl.findArticlesByNumber(asked)).toMatchObject([
        {
          asked: 'TASSE-blau',
          articleKey: 100,
          articleNo: 'Tasse-Blau',
          isActive: true,
          isDeleted: false,
          isParent: false,
          isStockManaged: true,
        },
        { asked: 'Last-One', articleKey: 101, isActive: false, isDeleted: true, isParent: true },
      ])
      expect(await under.jtl.findArticlesByNumber([])).toEqual([])
    })

    it('are found by GTIN with or without leading zeros, as often as JTL has it, and by the code of a packaging unit', async () => {
      await article(110, { cBarcode: '4006381333931' })
      await article(111, { cBarcode: '04006381333931' })
      await article(112, { cBarcode: '' })
      await under.world.insert('dbo.tGebinde', { kArtikel: 112, fAnzahl: '6', cEAN: '4006381333948' })
      const found = await under.jtl.findArticlesByGtin(['4006381333931', '4006381333948', '', '0'])
      expect(found.map(one => [one.asked, one.articleKey, one.units]).sort()).toEqual([
        ['4006381333931', 110, 1],
        ['4006381333931', 111, 1],
        ['4006381333948', 112, 6],
      ])
    })

    it('have a net price as exact as JTL has it', async () => {
      await article(120, { fVKNetto: '16.7983193277311' })
      const [price] = await under.jtl.articlePrices([jtlArticleKey(120)])
      expect(Number(price?.net)).toBe(16.7983193277311)
    })

    it('as sets have their components', async () => {
      await article(130, { kStueckliste: 130 })
      await under.world.insert('dbo.tStueckliste', { kStueckliste: 130, kArtikel: 100, fAnzahl: '2' })
      await under.world.insert('dbo.tStueckliste', { kStueckliste: 130, kArtikel: 110, fAnzahl: '0.5' })
      expect(await under.jtl.setComponents(keys(100, 130))).toEqual([
        { setKey: 130, articleKey: 100, quantity: 2 },
        { setKey: 130, articleKey: 110, quantity: 0.5 },
      ])
    })
  })

  describe('stock', () => {
    it('is available minus buffer in whole pieces, never rounded up, and unknown where there is no row', async () => {
      await article(200, { nPuffer: 2 })
      await stock(200, '12', { fInAuftraegen: '1.5' })
      await article(201)
      await stock(201, '999.9999999999999')
      await article(202, { nPuffer: 1 })
      await stock(202, '0.5')
      await article(203)
      const found = await under.jtl.stockOf(keys(200, 201, 202, 203, 204))
      expect(found.map(one => [one.articleKey, one.available, one.inOrders])).toEqual([
        [200, 10, 1.5],
        [201, 999, 0],
        [202, -1, 0],
        [203, null, null],
      ])
      expect((await under.jtl.allStock()).filter(one => one.articleKey >= 200 && one.articleKey <= 204)).toHaveLength(4)
    })

    it('says of what kind it is', async () => {
      await article(210, { nIstVater: 1 })
      await article(211, { cLagerAktiv: 'N' })
      await article(212, { cLagerKleinerNull: 'Y' })
      await under.world.insert('dbo.tPlattformUeberverkaeufeMoeglich', { kArtikel: 212, nPlattform: 3 })
      await article(213, { cLagerKleinerNull: 'Y' })
      await article(214, { kStueckliste: 214 })
      await article(215, { cAktiv: 'N' })
      const found = await under.jtl.stockOf(keys(210, 211, 212, 213, 214, 215))
      expect(found.map(one => [one.kind, one.isUsable, one.mayGoBelowZero])).toEqual([
        ['parent', true, false],
        ['unmanaged', true, false],
        ['oversell', true, true],
        ['plain', true, true],
        ['set', true, false],
        ['plain', false, false],
      ])
    })

    it('of chosen warehouses is what lies there and is not locked', async () => {
      await article(220)
      for (const [kWarenlager, fBestand] of [
        [901, '5'],
        [902, '7'],
      ] as const)
        await under.world.insert('dbo.tlagerbestandProLagerLagerartikel', {
          kArtikel: 220,
          kWarenlager,
          fBestand,
          fVerfuegbarGesperrt: '1',
        })
      expect(await under.jtl.warehouseStock(keys(220, 221), [902])).toEqual([
        { articleKey: 220, warehouseKey: 902, quantity: 6 },
      ])
      expect(await under.jtl.warehouseStock(keys(220), [])).toEqual([])
    })
  })

  describe('changes of stock', () => {
    it('are everything at first, then only what was written', async () => {
      await article(300)
      await stock(300, '1')
      await article(301)
      const first = await under.jtl.changedArticles(null)
      expect(first.kind).toBe('all')
      expect(await under.jtl.changedArticles(first.cursor)).toMatchObject({ kind: 'some', items: [] })
      await under.world.run('update dbo.tlagerbestand set fVerfuegbar = 0 where kArtikel = 300')
      await under.world.run('update dbo.tArtikel set nPuffer = 1 where kArtikel = 301')
      const second = await under.jtl.changedArticles(first.cursor)
      expect(second).toMatchObject({ kind: 'some', items: [300, 301] })
      expect(await under.jtl.changedArticles(second.cursor)).toMatchObject({ kind: 'some', items: [] })
    })

    it('are everything when the cursor is of another or a restored database', async () => {
      const { cursor } = await under.jtl.changedArticles(null)
      expect((await under.jtl.changedArticles(cursor.replace(/@.*/, '@other'))).kind).toBe('all')
      expect((await under.jtl.changedArticles(cursor.replace(/^.{16}/, 'ffffffffffffffff'))).kind).toBe('all')
    })
  })
}
