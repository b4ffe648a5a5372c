export { type RetryPlan, retryDelayMs } from './backoff.ts'
export { type Clock, systemClock } from './clock.ts'
export { assertNever, ConnectorError, type ConnectorErrorOptions, describeForeign, type Reaction } from './errors.ts'
export {
  type JtlArticleKey,
  type JtlOrderKey,
  jtlArticleKey,
  jtlOrderKey,
  type MallId,
  mallId,
  type SellerSku,
  sellerSku,
  type TemuGoodsId,
  type TemuLineId,
  type TemuOrderId,
  type TemuSkuId,
  temuGoodsId,
  temuLineId,
  temuOrderId,
  temuSkuId,
} from './ids.ts'
export { createLog, type Log, type LogFields } from './log.ts'
export { centsToDecimal, splitByWeight, splitEvenly } from './money.ts'
export { type Random, randomId, seededRandom, systemRandom } from './random.ts'
export { Personal, Secret } from './secret.ts'
export { keepHeapSmall } from './small-heap.ts'
