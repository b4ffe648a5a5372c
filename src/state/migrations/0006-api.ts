import type { SqlWords } from './0001-first-schema.ts'

/** What a person in the dashboard looks for and asks for. Column comments are in the `*-tables.ts` files. */
export const apiSchema = ({ int, end }: SqlWords): readonly string[] => [
  // Any number someone has in hand leads to its order, over all malls.
  `create index order_line_id on order_line (line_id)`,
  `create index order_line_sku_id on order_line (sku_id)`,
  `create index order_line_seller_sku on order_line (seller_sku)`,
  `create index order_line_article on order_line (article_no) where article_no is not null`,
  `create index parcel_tracking on parcel (tracking) where tracking is not null`,
  `create index parcel_note on parcel (note_no) where note_no is not null`,
  // What is due first, in one mall and in all.
  `create index orders_ship_by on orders (mall, state, ship_by, order_id)`,
  `create index orders_all_ship_by on orders (state, ship_by, order_id)`,
  `create index parcel_seen on parcel (mall, first_seen_at, parcel_id)`,
  `create index parcel_all_seen on parcel (first_seen_at, parcel_id)`,
  `create index parcel_state_seen on parcel (mall, state, first_seen_at, parcel_id)`,
  `create index parcel_all_state_seen on parcel (state, first_seen_at, parcel_id)`,
  `create index archive_api on archive (mall, api, id)`,
  `create index held_open_reason on held (reason, id) where resolved_at is null`,
  `create table order_wish (id text not null primary key, mall text not null, order_id text, from_at ${int}, to_at ${int},
     asked_by text not null, asked_at ${int} not null, done_at ${int}, run_id text, orders ${int})${end}`,
  `create index order_wish_open on order_wish (mall, asked_at) where done_at is null`,
]
