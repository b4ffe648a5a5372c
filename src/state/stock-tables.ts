import type { Generated } from 'kysely'

/** The link between one TEMU SKU and one JTL article. */
export interface ListingTable {
  mall: string
  sku_id: string
  goods_id: string
  seller_sku: string
  title: string
  spec: string
  site_id: number | null
  /** 2 active, 3 inactive (sold out lives here), as TEMU's list says. */
  temu_status: number
  temu_sub_status: number | null
  article_key: number | null
  article_no: string | null
  match: 'number' | 'gtin' | 'manual' | null
  /** Why there is no sound match: a `Mismatch` of `listings/listing.ts`. With an article (inactive, deleted): its offer is 0. */
  mismatch: string | null
  matched_at: number | null
  seen_at: number
  /** Set when a complete read no longer showed it. */
  gone_at: number | null
}

/** JTL's stock of one article, as last read. */
export interface ArticleStockTable {
  article_key: number
  article_no: string
  kind: string
  usable: number
  /** Whole pieces, may be negative; null = no stock row = unknown, which is not 0. */
  available: number | null
  physical: number | null
  in_orders: number | null
  buffer: number
  /** 1: JTL keeps stock of it. */
  managed: number
  /** 1: JTL may sell it below zero, so as a component it does not limit its set. */
  below_zero: number
  read_at: number
}

/** Components of a JTL set. `quantity` is a decimal as text. */
export interface SetComponentTable {
  set_key: number
  article_key: number
  quantity: string
}

/** Rules of the offer: per SKU, else per mall (`sku_id` ''), else the default (`mall` ''). Null = not said here. */
export interface StockRuleTable {
  mall: string
  sku_id: string
  buffer: number | null
  percent: number | null
  cap: number | null
  minimum: number | null
  fixed: number | null
  paused: number | null
  updated_at: number
}

/** What we let TEMU sell now, and what TEMU showed. */
export interface OfferTable {
  mall: string
  sku_id: string
  /** The newest computed offer. */
  offer: number | null
  computed_at: number | null
  /** Rises with every computation; an older one may never land after a newer one. */
  computation: number
  /** TEMU's number at the last reading, and when it was read. */
  shown: number | null
  shown_at: number | null
  /** What TEMU should show if nobody bought since: our last accepted change or target. Null: nothing sent since `shown`. */
  expected: number | null
  /**
   * The number from which TEMU's losses are counted ("sold but not listed yet"): a reading, moved along by our own
   * accepted changes. `known_at` is its instant on TEMU's clock. Null: no such number, so a rise waits one lag.
   */
  known: number | null
  known_at: number | null
  /** A younger reading that takes its place once it is one lag old. */
  next_known: number | null
  next_known_at: number | null
  /** Units TEMU's number lost that no order explains yet, and until when they stay subtracted. */
  hidden: number
  hidden_until: number | null
  /** `idle`, `sending` (outcome open), `sent` (not read back yet), `confirmed`, `held`. */
  state: string
  /** Takes part in the next round at or after this instant; null: nothing to do. */
  due_at: number | null
  sent_at: number | null
  confirmed_at: number | null
  mode: 'change' | 'target' | null
}

/** Every offer's explanation, kept 90 days. */
export interface OfferHistoryTable {
  id: Generated<number>
  mall: string
  sku_id: string
  at: number
  run_id: string | null
  shown: number | null
  /** Null: there was no number (unknown stock, a parent), TEMU's stayed. */
  offer: number | null
  /** JSON OfferExplanation: each input, the orders behind `open`, the rule that won. */
  explanation: string
  sent_at: number | null
  read_back_at: number | null
  read_back: number | null
}
