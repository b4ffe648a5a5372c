export { connectSimulatedJtl } from './db/connect-sqlite.ts'
export { connectSqlServer } from './db/connect-sqlserver.ts'
export { parseSqlServerAddress } from './db/connection-string.ts'
export { grantScript } from './db/grant-script.ts'
export { objectsOf } from './db/shape.ts'
export type { HandOver } from './hand-over.ts'
export type {
  ArticleStock,
  CancelledOrder,
  FoundArticle,
  FoundByGtin,
  FoundOrder,
  Jtl,
  JtlMasterData,
  JtlParcel,
  OrderLineDelivery,
  OrderPosition,
  SetComponent,
  StockKind,
} from './jtl.ts'
export { type JtlFaultCode, jtlFaults } from './jtl-errors.ts'
export { createQueueHandOver } from './queue-hand-over.ts'
export { createDropFolder } from './xml/drop-folder.ts'
export { orderXml } from './xml/order-xml.ts'
export type { OrderXml, XmlAddress, XmlOrder, XmlPosition, XmlSettings } from './xml/xml-order.ts'
