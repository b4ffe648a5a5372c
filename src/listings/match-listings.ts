import type { FoundArticle, FoundByGtin } from '../jtl/index.ts'
import type { Mismatch } from './listing.ts'

/** What is matched: one TEMU SKU. */
export interface Unmatched {
  readonly skuId: string
  readonly sellerSku: string
  readonly siteId: number | null
}

export interface MatchResult {
  readonly articleKey: number | null
  readonly articleNo: string | null
  readonly match: 'number' | 'gtin' | null
  readonly mismatch: Mismatch | null
}

/** SQL Server compares article numbers without case and without spaces at the end. */
export const sameNumber = (number: string): string => number.trim().toLowerCase()

/** 8, 12, 13 or 14 digits whose last one is the check digit of the others. */
export function looksLikeGtin(text: string): boolean {
  const digits = text.trim()
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return false
  const sum = [...digits.slice(0, -1)]
    .reverse()
    .reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1))
}

/** Seller SKUs that more than one SKU of the same site carries: which one is meant is a person's decision. */
export function duplicateNumbers(skus: readonly Unmatched[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { sellerSku, siteId } of skus) {
    const key = siteAndNumber(siteId, sellerSku)
    if (sellerSku.trim() !== '' && seen.has(key)) twice.add(key)
    seen.add(key)
  }
  return twice
}

export const siteAndNumber = (siteId: number | null, sellerSku: string): string =>
  `${siteId ?? ''}/${sameNumber(sellerSku)}`

/** Which JTL article a SKU is: by article number, else by GTIN. Inactive and deleted articles are linked, so that their offer becomes 0. */
export function matchListing(
  sku: Unmatched,
  found: FoundArticle | undefined,
  byGtin: readonly FoundByGtin[],
  isDuplicate: boolean,
): MatchResult {
  if (sku.sellerSku.trim() === '') return none('sku-missing')
  if (isDuplicate) return none('duplicate-sku')
  if (found) {
    if (found.isParent) return none('parent')
    const mismatch = found.isDeleted ? 'deleted' : found.isActive ? null : 'inactive'
    return { articleKey: found.articleKey, articleNo: found.articleNo, match: 'number', mismatch }
  }
  if (byGtin.length === 0) return none('not-found')
  const usable = byGtin.filter(each => each.isActive && !each.isDeleted && !each.isParent)
  const pieces = usable.filter(each => each.units === 1)
  const [only] = pieces
  if (only && new Set(pieces.map(each => each.articleKey)).size === 1)
    return { articleKey: only.articleKey, articleNo: only.articleNo, match: 'gtin', mismatch: null }
  if (pieces.length > 1) return none('ambiguous')
  if (usable.length > 0) return none('packaging-unit')
  return none(byGtin.some(each => each.isParent) ? 'parent' : 'inactive')
}

const none = (mismatch: Mismatch): MatchResult => ({ articleKey: null, articleNo: null, match: null, mismatch })
