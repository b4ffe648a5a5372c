export interface SimulatedTemuOptions {
  /** Prefix of requestId: `eu`, `us`, `gl`. */
  readonly region: string
  /** Path of the router; anything else is 404. */
  readonly path: string
  /** `undefined`: unthrottled. See `documentedRateLimit`. */
  readonly rateLimit: RateLimit | undefined
  /** `effects` keeps no list of requests, only their number per API (long benchmarks). */
  readonly history: 'all' | 'effects'
  /** An unanswered cancellation request is approved after this; TEMU's 24 h by default. `undefined`: the world does it. */
  readonly cancellationAutoApproveMs: number | undefined
  /** Behaviour of malls that say nothing of their own. */
  readonly behaviour: Partial<TemuBehaviour>
}

export interface RateLimit {
  /** Calls per second and app key. */
  readonly perApp: number
  /** Calls per second, app key and API. */
  readonly perApi?: number
  /** `code`: HTTP 200 with 4000004. `http`: HTTP 429 with Retry-After. */
  readonly answer: 'code' | 'http'
}

/** How one mall behaves where the documentation is silent or contradicts itself, and what a bad day looks like. */
export interface TemuBehaviour {
  /** An order appears in the list only this long after it was placed; stock falls at once. */
  readonly orderListLagMs: number
  /** List rows (status, quantities, updateTime) show the order as it was this long ago. */
  readonly orderReadLagMs: number
  readonly detailReadLagMs: number
  /** Seen about 5 s: a written number becomes readable after this. */
  readonly stockReadLagMs: number
  readonly shipmentReadLagMs: number
  readonly cancellationReadLagMs: number
  /** 19 % is 1,900,000 (1e7, documentation) or 19,000,000 (1e8, seen). */
  readonly taxRateScale: 1e7 | 1e8
  /** Which of the two documented sets of V2 field names is spoken. */
  readonly amountNames: 'customer-total' | 'discounted'
  /** `false`: V2 answers 140020015 for this site. */
  readonly amountV2Open: boolean
  /** What an address that is not ready looks like. */
  readonly addressNotReady: 'business-error' | 'empty' | 'dpa-missing'
  /** shippinginfo.v2 shows `*`; the decrypt API shows the text. */
  readonly addressMasked: boolean
  readonly addressAfterShipping: 'readable' | 'refused'
  /** Successful reads per order and day; `undefined` is no limit. The old documentation says 6. */
  readonly addressReadsPerDay: number | undefined
  /** selfShippingWarehouseId is demanded (120015527). */
  readonly warehouseRequired: boolean
  /** shipment.v2.get without orderSn answers 3000000. */
  readonly shipmentGetNeedsLine: boolean
  /** The answer to a tracking number that is used already. */
  readonly trackingTakenCode: 120014003 | 120014004
  /** The answer to a confirm that repeats a shipped line with its own number. */
  readonly repeatedConfirmCode: 120012004 | 120014004
  /** One copy of the documentation: sendType 1 must carry every unshipped line of the parent. */
  readonly confirmNeedsWholeOrder: boolean
  /** The seller or the region may not ship with own numbers: the error code, or `undefined`. */
  readonly selfShippingRefusedCode: number | undefined
  /** `refused`: skuStockChangeList answers 150010001; this mall takes targets only. */
  readonly stockChanges: 'accepted' | 'refused'
  /** The SKU list carries multiSiteInfo for goods that have siblings. */
  readonly multiSiteInfo: boolean
  /** The SKU list carries crtTime (US and global do). */
  readonly skuCreateTime: boolean
  /** companies.get answers an array (documented) or `{items}` (one client expects it). */
  readonly companiesShape: 'array' | 'items'
  /** Rows per page at most, whatever is asked for; `undefined`: as asked. Makes many pages of a small shop. */
  readonly rowsPerPage: number | undefined
  /** Order lines carry productList (documented for semi-managed shops, seen for local ones too). */
  readonly productListInOrders: boolean
}
