import { expect, it } from 'vitest'
import type { FoundArticle } from '../jtl/index.ts'
import { jtlArticleKey } from '../lib/index.ts'
import { duplicateNumbers, looksLikeGtin, matchListing } from './match-listings.ts'

const article = (key: number, changes: Partial<FoundArticle> = {}): FoundArticle => ({
  asked: 'A-1',
  articleKey: jtlArticleKey(key),
  articleNo: `A-${key}`,
  gtin: '',
  isActive: true,
  isDeleted: false,
  isParent: false,
  parentKey: null,
  isSet: false,
  isStockManaged: true,
  ...changes,
})
const sku = (sellerSku: string, siteId: number | null = null) => ({ skuId: '1', sellerSku, siteId })
const piece = (key: number, units = 1, changes: Partial<FoundArticle> = {}) => ({ ...article(key, changes), units })

it.each([
  ['its number', article(1), [], false, { articleKey: 1, match: 'number', mismatch: null }],
  [
    'its number, inactive: linked, so that the offer becomes 0',
    article(1, { isActive: false }),
    [],
    false,
    { articleKey: 1, mismatch: 'inactive' },
  ],
  ['its number, deleted', article(1, { isDeleted: true }), [], false, { articleKey: 1, mismatch: 'deleted' }],
  ['a parent', article(1, { isParent: true }), [], false, { articleKey: null, mismatch: 'parent' }],
  ['nothing', undefined, [], false, { articleKey: null, mismatch: 'not-found' }],
  ['one GTIN', undefined, [piece(2)], false, { articleKey: 2, match: 'gtin' }],
  [
    'one usable GTIN among dead ones',
    undefined,
    [piece(2), piece(3, 1, { isActive: false })],
    false,
    { articleKey: 2 },
  ],
  ['two GTINs', undefined, [piece(2), piece(3)], false, { articleKey: null, mismatch: 'ambiguous' }],
  ['a packaging unit', undefined, [piece(2, 6)], false, { articleKey: null, mismatch: 'packaging-unit' }],
  ['a number that is there twice at TEMU', article(1), [], true, { articleKey: null, mismatch: 'duplicate-sku' }],
])('a SKU with %s', (_, found, byGtin, isDuplicate, expected) => {
  expect(matchListing(sku('A-1'), found, byGtin, isDuplicate)).toMatchObject(expected)
})

it('the same number on another country site is no duplicate, another spelling on the same site is', () => {
  expect([...duplicateNumbers([sku('A-1', 105), sku('A-1', 143)])]).toEqual([])
  expect([...duplicateNumbers([sku('A-1 ', 105), sku('a-1', 105), sku('', 105), sku('', 105)])]).toEqual(['105/a-1'])
})

it('a GTIN is known by its check digit', () => {
  expect(['4006381333931', '96385074', '04006381333931'].map(looksLikeGtin)).toEqual([true, true, true])
  expect(['4006381333932', '1000', 'A-1', '12345678901'].map(looksLikeGtin)).toEqual([false, false, false, false])
})
