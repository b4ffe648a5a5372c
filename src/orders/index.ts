export { alarmReasons, applyEvent, applyEvents } from './apply-event.ts'
export { confirmOrders } from './confirm-orders.ts'
export { fetchOrders } from './fetch-orders.ts'
export { openUnits } from './open-units.ts'
export type { Order } from './order.ts'
export { type OrderState, orderStates } from './order-life.ts'
export type { OrderNeeds } from './order-needs.ts'
export { noteErased, scheduleErasures } from './order-retention.ts'
export {
  countOrders,
  ignoreOrder,
  listOrders,
  orderById,
  orderHistory,
  retryOrder,
} from './order-store.ts'
export { refreshOrders } from './refresh-orders.ts'
export { storeFromArchive } from './replay-orders.ts'
export { sendOrders } from './send-orders.ts'
export { storeOrders } from './store-orders.ts'
