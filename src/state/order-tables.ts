import type { Generated } from 'kysely'

/** One TEMU parent order. Nothing here is personal: that lies in `personal.box`. */
export interface OrdersTable {
  mall: string
  /** TEMU's parentOrderSn. */
  order_id: string
  /** A state of `orders/order-life.ts`. */
  state: string
  /** Where a held order goes back to when it is cured. */
  state_before_hold: string | null
  /** TEMU's parentOrderStatus as last seen; unknown values are kept and not acted upon. */
  temu_status: number
  region_id: number
  site_id: number | null
  country_iso: string | null
  ordered_at: number
  confirmed_at: number | null
  ship_by: number | null
  /** TEMU's updateTime (ms) of the newest version kept; older versions are ignored (INV-8). */
  temu_updated_at: number
  seen_at: number
  /** Version of the address in the box: 0 none yet; rises with every address kept. */
  address_version: number
  /** 1: TEMU says the address changed and it is not read again yet. */
  address_stale: number
  amounts_source: 'v2' | 'v1' | 'jtl' | null
  /** JSON OrderAmounts (cents), null until read. */
  amounts: string | null
  cancel_requested: number
  handed_over_at: number | null
  handed_over_by: 'queue' | 'folder' | null
  /** kXMLBestellImport or the file's name. */
  handed_over_ref: string | null
  /** JTL's kAuftrag and cAuftragsNr once found. */
  jtl_order_key: number | null
  jtl_order_no: string | null
  in_jtl_at: number | null
  reported_at: number | null
  shipped_at: number | null
  delivered_at: number | null
  /** JSON string[]: things a person should know that stop nothing (`jtl-prices`, `name-cut`, `cancelled-after-hand-over`). */
  flags: string
  created_at: number
  updated_at: number
}

/** One TEMU orderSn: one line, one SKU. */
export interface OrderLineTable {
  mall: string
  line_id: string
  order_id: string
  position: number
  sku_id: string
  goods_id: string
  /** extCode; empty when TEMU sent none. */
  seller_sku: string
  title: string
  spec: string
  /** Units left to ship = original − cancelled. */
  quantity: number
  original_quantity: number
  cancelled_quantity: number
  /** Pieces per sold unit. */
  sold_factor: number
  /** How many products TEMU lists for the line; more than one is held. */
  product_count: number
  temu_status: number
  fulfillment: string
  /** The JTL article number the line was handed over with; parcels are matched by it. */
  article_no: string | null
  /** When TEMU was told that the line left (INV-5: once, whole). */
  reported_at: number | null
  updated_at: number
}

/** What happened to an order, for ever: the time line a person reads. */
export interface OrderEventTable {
  id: Generated<number>
  mall: string
  order_id: string
  at: number
  /** An event of `orders/order-life.ts`. */
  event: string
  state_before: string
  state_after: string
  /** JSON, not personal. */
  detail: string
  run_id: string | null
}

/** A buyer's open or past wish to cancel a line. */
export interface CancellationTable {
  mall: string
  cancellation_id: string
  order_id: string
  line_id: string
  quantity: number
  state: 'requested' | 'approved' | 'rejected' | 'revoked' | 'gone'
  requested_at: number
  seen_at: number
}

/** A person asked for orders to be read from TEMU once more: one order, or all that changed in a time. Taken by the next fetch. */
export interface OrderWishTable {
  id: string
  mall: string
  /** One order; null: the time between `from_at` and `to_at`. */
  order_id: string | null
  from_at: number | null
  to_at: number | null
  /** A person's name. */
  asked_by: string
  asked_at: number
  done_at: number | null
  run_id: string | null
  /** How many orders TEMU showed. */
  orders: number | null
}
