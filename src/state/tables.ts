import type { BoxTable, MallTable, SealedSecretTable, SettingTable } from './account-tables.ts'
import type {
  ArchiveTable,
  AttemptTable,
  CursorTable,
  HeldTable,
  JobTable,
  LeaseTable,
  PausedTable,
  RunLogTable,
  RunTable,
  WaitingTable,
} from './engine-tables.ts'
import type { CancellationTable, OrderEventTable, OrderLineTable, OrdersTable } from './order-tables.ts'
import type { CarrierMapTable, CarrierTable, ParcelLineTable, ParcelTable } from './parcel-tables.ts'
import type {
  ArticleStockTable,
  ListingTable,
  OfferHistoryTable,
  OfferTable,
  SetComponentTable,
  StockRuleTable,
} from './stock-tables.ts'

/** Our database, the same on SQLite and PostgreSQL. TEMU ids are text, instants are ms UTC, money is cents, flags are 0/1. */
export interface Tables {
  lease: LeaseTable
  cursor: CursorTable
  attempt: AttemptTable
  waiting: WaitingTable
  held: HeldTable
  paused: PausedTable
  run: RunTable
  run_log: RunLogTable
  job: JobTable
  archive: ArchiveTable
  orders: OrdersTable
  order_line: OrderLineTable
  order_event: OrderEventTable
  cancellation: CancellationTable
  parcel: ParcelTable
  parcel_line: ParcelLineTable
  carrier_map: CarrierMapTable
  carrier: CarrierTable
  listing: ListingTable
  article_stock: ArticleStockTable
  set_component: SetComponentTable
  stock_rule: StockRuleTable
  offer: OfferTable
  offer_history: OfferHistoryTable
  mall: MallTable
  sealed_secret: SealedSecretTable
  setting: SettingTable
  'personal.box': BoxTable
}
