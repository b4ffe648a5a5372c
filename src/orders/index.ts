export { alarmReasons, applyEvent, applyEvents } from './apply-event.ts'
export { confirmOrders } from './confirm-orders.ts'
export { fetchOrders } from './fetch-orders.ts'
export { countOrders, listOrders, positionOf } from './list-orders.ts'
export { type AddressView, maskedAddress, shownAddress } from './masked-address.ts'
export { openUnits } from './open-units.ts'
export { flagsOf, type Order, type OrderAmounts, type OrderLine } from './order.ts'
export { orderFromTemu, type SeenOrder } from './order-from-temu.ts'
export { type OrderState, orderStates } from './order-life.ts'
export type { OrderNeeds } from './order-needs.ts'
export { noteErased, scheduleErasures } from './order-retention.ts'
export {
  holdOrder,
  ignoreOrder,
  orderById,
  orderHistory,
  retryOrder,
} from './order-store.ts'
export { openWishes, wishOrders } from './order-wish.ts'
export { refreshOrders } from './refresh-orders.ts'
export { storeFromArchive } from './replay-orders.ts'
export { sendOrders } from './send-orders.ts'
export { storeOrders } from './store-orders.ts'
export { lineCounts, type WholeOrder, wholeOrder } from './whole-order.ts'
