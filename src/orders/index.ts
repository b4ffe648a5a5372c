export { type BuyerAddress, buyerAddressSchema } from './address-from-temu.ts'
export {
  type AppliedEvent,
  alarmReasons,
  applyEvent,
  applyEvents,
  type HoldReason,
  type OrderChanges,
  type OrderEventInput,
} from './apply-event.ts'
export { confirmOrders } from './confirm-orders.ts'
export { fetchOrders } from './fetch-orders.ts'
export { type OpenUnits, openUnits, type PlacedUnits, unitsPlacedSince } from './open-units.ts'
export type { Order, OrderAmounts, OrderLine, OrderLineAmounts } from './order.ts'
export {
  isStopped,
  nextState,
  type OrderEvent,
  type OrderFacts,
  type OrderState,
  orderEvents,
  orderLife,
  orderStates,
} from './order-life.ts'
export type { OrderNeeds } from './order-needs.ts'
export { noteErased, scheduleErasures } from './order-retention.ts'
export {
  type ByPerson,
  countOrders,
  type HistoryEntry,
  ignoreOrder,
  listOrders,
  type OrderFilter,
  type OrderWithLines,
  orderById,
  orderHistory,
  type RetryResult,
  retryHeld,
  retryOrder,
} from './order-store.ts'
export { refreshOrders } from './refresh-orders.ts'
export { currencyOf, type Region, regionById, regionByIso } from './regions.ts'
export { type ReplayResult, storeFromArchive } from './replay-orders.ts'
export { sendOrders } from './send-orders.ts'
export { storeOrders } from './store-orders.ts'
