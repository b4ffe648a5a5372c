export { connectSimulatedJtl, type SimulatedJtlOptions } from './db/connect-sqlite.ts'
export { connectSqlServer, type SqlServerOptions } from './db/connect-sqlserver.ts'
export { parseSqlServerAddress, type SqlServerAddress, type SqlServerAddressResult } from './db/connection-string.ts'
export { type GrantScriptOptions, grantScript } from './db/grant-script.ts'
export { gtinForms } from './db/gtin.ts'
export { objectsOf } from './db/shape.ts'
export type { HandOver, HandOverLook, HandOverOrder, LookResult, PutResult } from './hand-over.ts'
export type {
  Article,
  ArticlePrice,
  ArticleStock,
  CallOptions,
  CancelledOrder,
  Changes,
  DeliveryBlock,
  FoundArticle,
  FoundByGtin,
  FoundOrder,
  Jtl,
  JtlFacts,
  JtlHealth,
  JtlMasterData,
  JtlParcel,
  JtlShape,
  MissingObject,
  OrderLineDelivery,
  PaymentMethod,
  PutIntoQueueResult,
  QueueLook,
  QueueOrder,
  SetComponent,
  ShippingMethod,
  StockKind,
  VisibleOrder,
  Warehouse,
  WarehouseStock,
} from './jtl.ts'
export { JtlError, type JtlFaultCode, jtlFaults } from './jtl-errors.ts'
export { instantFromLocal, localDay, offsetMs } from './local-time.ts'
export { createQueueHandOver, type QueueHandOverOptions } from './queue-hand-over.ts'
export { createDropFolder, type DropFolderOptions } from './xml/drop-folder.ts'
export { latin1Bytes } from './xml/latin1-text.ts'
export { orderXml } from './xml/order-xml.ts'
export type {
  CutField,
  OrderXml,
  XmlAddress,
  XmlCustomer,
  XmlOrder,
  XmlPosition,
  XmlSettings,
} from './xml/xml-order.ts'
export { defaultXmlSettings } from './xml/xml-order.ts'
