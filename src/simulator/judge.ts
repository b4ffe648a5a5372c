import { type FindingNotes, judgeImports, judgeOrders } from './judge-orders.ts'
import { judgeParcels } from './judge-parcels.ts'
import type { World } from './world.ts'

/** What the product shows its user, as far as the judge must know. Nothing of the product's state is read. */
export interface Shown {
  /** TEMU order numbers shown as held or ignored, with a reason a person can read. */
  readonly held: ReadonlySet<string>
  /** The product has come to rest: what is still missing now is a failure, not "not yet". */
  readonly settled: boolean
  /** Shipping methods a person mapped by hand: tversandart.cName → TEMU carrier id. */
  readonly mappedMethods?: ReadonlyMap<string, string>
  /** What the product was asked to do; a part that ran and was not compared is `blind`. Both by default. */
  readonly ran?: { readonly orders: boolean; readonly stock: boolean }
}

export interface Verdict {
  /** Orders TEMU has. */
  readonly seen: number
  /** Orders JTL has been given (in JTL, or waiting in queue or folder). */
  readonly imported: number
  readonly inJtl: number
  /** Orders with at least one parcel confirmed at TEMU. */
  readonly reported: number
  /** Orders whose every remaining line is shipped at TEMU. */
  readonly shipped: number
  readonly cancelled: number
  readonly held: number
  readonly lost: number
  readonly duplicated: number
  readonly oversold: number
  readonly parcelsWrong: number
  readonly moneyWrong: number
  /** Orders in JTL with other articles or quantities than TEMU has. */
  readonly linesWrong: number
  readonly cancelledHandedOver: number
  /** What was compared; a zero where the world had something is `blind`. */
  readonly compared: Compared
  /** Comparisons that should have happened and did not. Not green. */
  readonly blind: readonly string[]
  /** The first 200 findings in words, with order numbers and SKUs, without personal data. */
  readonly details: readonly Finding[]
  readonly ok: boolean
}

export interface Compared {
  readonly orders: number
  readonly orderSums: number
  readonly stockWrites: number
  readonly articles: number
  readonly parcels: number
  readonly cancellations: number
}

export interface Finding {
  readonly promise: 'INV-1' | 'INV-2' | 'INV-3' | 'INV-5' | 'INV-6' | 'INV-7'
  readonly about: string
  readonly text: string
}

/** Compares the two outsides with each other and with what the world knows. */
export function judge(world: World, shown: Shown): Verdict {
  const details: Finding[] = []
  const note: FindingNotes = (promise, about, text) => {
    if (details.length < 200) details.push({ promise, about, text })
  }
  const orders = judgeOrders(world, shown, note)
  const imports = judgeImports(world, note)
  const parcels = judgeParcels(world, shown, note)
  const stock = judgeStock(world, shown, note)
  const compared: Compared = {
    orders: orders.seen,
    orderSums: imports.sums,
    stockWrites: world.ledger.comparedWrites,
    articles: stock.articles,
    parcels: parcels.compared,
    cancellations: imports.cancellations,
  }
  const wrong =
    orders.lost +
    orders.duplicated +
    stock.oversold +
    parcels.wrong +
    imports.moneyWrong +
    imports.linesWrong +
    imports.cancelledHandedOver
  const blind = blindSpots(world, shown, compared)
  const { seen, imported, inJtl, reported, shipped, cancelled, held, lost, duplicated } = orders
  return {
    seen,
    imported,
    inJtl,
    reported,
    shipped,
    cancelled,
    held,
    lost,
    duplicated,
    oversold: stock.oversold,
    parcelsWrong: parcels.wrong,
    moneyWrong: imports.moneyWrong,
    linesWrong: imports.linesWrong,
    cancelledHandedOver: imports.cancelledHandedOver,
    compared,
    blind,
    details,
    ok: wrong === 0 && blind.length === 0,
  }
}

/** INV-3: at every stock write (watched by the ledger) and at the end. */
function judgeStock(world: World, shown: Shown, note: FindingNotes): { oversold: number; articles: number } {
  const { ledger, jtl } = world
  for (const { skuId, articleNo, demand, supply } of ledger.oversells)
    note('INV-3', articleNo, `a write to SKU ${skuId} made ${demand} pieces shown or sold where there are ${supply}`)
  let oversold = ledger.oversells.length
  const articles = ledger.articles()
  for (const articleNo of articles) {
    const article = jtl.truth.article(articleNo)
    if (!article) continue
    const sold = ledger.soldNotInJtl(articleNo)
    if (article.available + article.buffer - sold < 0) {
      oversold++
      note(
        'INV-3',
        articleNo,
        `${sold} pieces sold that JTL does not know, ${article.available + article.buffer} there`,
      )
    } else if (
      shown.settled &&
      ledger.shown(articleNo) > Math.max(0, article.available - sold) &&
      !ledger.hasUntoldFactor(articleNo)
    ) {
      oversold++
      note('INV-3', articleNo, `TEMU still shows ${ledger.shown(articleNo)} of ${article.available - sold} pieces`)
    }
  }
  return { oversold, articles: articles.length }
}

/** Comparing nothing is not a good result. */
function blindSpots(world: World, shown: Shown, compared: Compared): readonly string[] {
  const ran = shown.ran ?? { orders: true, stock: true }
  const blind: string[] = []
  if (ran.orders && compared.orders === 0) blind.push('TEMU has no order')
  if (ran.orders && compared.orderSums === 0) blind.push('no order in JTL was compared with what TEMU says was paid')
  const hasParcels = [...world.jtl.truth.externalOrders().values()].some(orders =>
    orders.some(order => order.delivered === 1),
  )
  if (ran.orders && shown.settled && hasParcels && compared.parcels === 0)
    blind.push('JTL shipped parcels, TEMU has none to compare')
  if (ran.stock && compared.articles === 0) blind.push('no article is sold at TEMU and counted in JTL')
  if (ran.stock && compared.stockWrites === 0) blind.push('no rising stock write was seen')
  return blind
}
