import type { OrderPosition } from '../jtl/index.ts'
import { splitEvenly } from '../lib/index.ts'
import { flagsOf, type OrderAmounts } from '../orders/index.ts'
import { type Moment, unlessUnderWay } from './audit-findings.ts'
import type { Finding } from './difference.ts'
import { about } from './order-views.ts'
import type { OurLine, OurOrder } from './our-orders.ts'

const cooperative = 'fulfillByCooperativeWarehouse'

/** Articles, quantities and the sum of one order in JTL against what was sold. The sum is compared where the lines agree. */
export function compareContents(ours: OurOrder, positions: readonly OrderPosition[], at: Moment): readonly Finding[] {
  const needs = { side: 'jtl', changedAt: ours.row.in_jtl_at ?? ours.row.updated_at } as const
  const mine = soldArticles(ours.lines)
  const theirs = articlesInJtl(positions)
  if (mine !== undefined && !isSame(mine, theirs))
    return [unlessUnderWay(about(ours, 'lines-differ-in-jtl', mine, theirs), ours, at, needs)]
  const expected = expectedCents(ours)
  if (expected === undefined) return []
  const cents = positions.reduce((sum, line) => sum + line.grossCents, 0)
  if (cents === expected.cents) return []
  const found = about(
    ours,
    'amounts-differ-in-jtl',
    { cents: expected.cents, currency: expected.currency },
    { cents, currency: expected.currency },
  )
  return [unlessUnderWay(found, ours, at, needs)]
}

/** Units per article as they were sold and are left; undefined where an article is not known. */
function soldArticles(lines: readonly OurLine[]): Readonly<Record<string, number>> | undefined {
  const sold: Record<string, number> = {}
  for (const { row, articleNo } of lines) {
    if (row.quantity === 0 || row.fulfillment === cooperative) continue
    if (articleNo === null) return undefined
    const key = plain(articleNo)
    sold[key] = (sold[key] ?? 0) + row.quantity
  }
  return sold
}

function articlesInJtl(positions: readonly OrderPosition[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const line of positions) {
    if (line.kind !== 'article' || line.isComponent) continue
    const key = plain(line.articleNo)
    found[key] = (found[key] ?? 0) + line.quantity
  }
  return found
}

/** As SQL Server compares article numbers: blanks at the end and case do not count. */
const plain = (articleNo: string): string => articleNo.trim().toLowerCase()

const isSame = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value)

/**
 * INV-7: what the order is worth in JTL, by what TEMU said: the units that are left, after the seller's discount, and the
 * shipping. Undefined where JTL's own prices were used or TEMU gave none.
 */
export function expectedCents(ours: OurOrder): { readonly cents: number; readonly currency: string } | undefined {
  const { row, lines } = ours
  if (row.amounts === null || row.amounts_source === 'jtl' || flagsOf(row).includes('jtl-prices')) return undefined
  const amounts = JSON.parse(row.amounts) as OrderAmounts // written as such by store-batch
  let cents = amounts.shippingGrossCents
  for (const { row: line } of lines) {
    if (line.quantity === 0 || line.fulfillment === cooperative) continue
    const of = amounts.lines.find(each => each.lineId === line.line_id)
    if (!of) return undefined
    const units = splitEvenly(of.grossCents - of.sellerDiscountCents, line.original_quantity)
    cents += units.slice(0, line.quantity).reduce((sum, unit) => sum + unit, 0)
  }
  return { cents, currency: amounts.currency }
}
