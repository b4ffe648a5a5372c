import type { BoxTable, MallTable, SealedSecretTable, SettingTable } from './account-tables.ts'
import type { AuditDifferenceTable, AuditRunTable } from './audit-tables.ts'
import type {
  ArchiveTable,
  AttemptTable,
  CursorTable,
  HeldTable,
  LeaseTable,
  PausedTable,
  RunLogTable,
  RunTable,
  WaitingTable,
} from './engine-tables.ts'
import type { JobTable, RunAskTable } from './job-tables.ts'
import type { RunEventTable, RunLogCountTable, RunProgressTable } from './live-tables.ts'
import type { CancellationTable, OrderEventTable, OrderLineTable, OrdersTable, OrderWishTable } from './order-tables.ts'
import type { CarrierMapTable, CarrierTable, ParcelLineTable, ParcelTable } from './parcel-tables.ts'
import type {
  ApiKeyTable,
  AuditTrailCutTable,
  AuditTrailTable,
  LoginDelayTable,
  PersonChallengeTable,
  PersonLinkTable,
  PersonLoginTable,
  PersonPasswordTable,
  PersonRateLimitTable,
  PersonSecondFactorTable,
  PersonSessionTable,
  PersonTable,
} from './people-tables.ts'
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
  run_log_count: RunLogCountTable
  run_event: RunEventTable
  run_progress: RunProgressTable
  job: JobTable
  run_ask: RunAskTable
  archive: ArchiveTable
  orders: OrdersTable
  order_line: OrderLineTable
  order_event: OrderEventTable
  cancellation: CancellationTable
  order_wish: OrderWishTable
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
  audit_run: AuditRunTable
  audit_difference: AuditDifferenceTable
  person: PersonTable
  person_session: PersonSessionTable
  person_login: PersonLoginTable
  person_challenge: PersonChallengeTable
  person_second_factor: PersonSecondFactorTable
  person_rate_limit: PersonRateLimitTable
  person_password: PersonPasswordTable
  login_delay: LoginDelayTable
  person_link: PersonLinkTable
  api_key: ApiKeyTable
  audit_trail: AuditTrailTable
  audit_trail_cut: AuditTrailCutTable
  'personal.box': BoxTable
}
