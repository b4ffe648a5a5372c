import { type ApiHandler, type GatewayCall, orderFor } from './gateway-call.ts'
import { type LineMoney, moneyOf, type OrderMoney } from './order-money.ts'
import { requiredText } from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { OrderRecord, TemuState } from './temu-state.ts'

interface Amount {
  readonly amount: number
  readonly currency: string
}

function readyOrder(state: TemuState, call: GatewayCall): OrderRecord {
  const order = orderFor(state, call, requiredText(call.params, 'parentOrderSn'), 140020002)
  if (order.amountsReadyAt > call.at)
    throw new Refusal(140020008, 'Some amount fields are still undergoing system calculation. Please try again later.')
  call.servedOrders.push(order.parentOrderSn)
  return order
}

const inOrder = <Row>(order: OrderRecord, rows: readonly Row[]): readonly Row[] =>
  order.amountsReversed ? rows.toReversed() : rows
const rate = (call: GatewayCall, percent: number): number =>
  Math.round((percent * call.mall.behaviour.taxRateScale) / 100)
const warnings = (order: OrderRecord): readonly string[] =>
  order.refundsCents > 0 ? ['The amounts contain refunds.'] : []

/** `bg.order.amount.query` (V1). Formulas: the partner docs' page of this API. */
export const serveAmountV1: ApiHandler = (state, call) => {
  const order = readyOrder(state, call)
  const money = moneyOf(state, order)
  const m = (amount: number): Amount => ({ amount, currency: call.mall.currency })
  return {
    parentOrderMap: parentV1(money, m),
    orderList: inOrder(
      order,
      money.lines.map(line => lineV1(call, line, m)),
    ),
    warning: warnings(order),
  }
}

function parentV1({ total, refunds, offBy }: OrderMoney, m: (cents: number) => Amount) {
  const { base, goods, seller, temu, shipping, shippingTemu } = total
  const fromTemu = temu.gross + shippingTemu.gross
  const discount = seller.gross + fromTemu
  const tax = goods.tax + shipping.tax
  const temuTax = temu.tax + shippingTemu.tax
  const deduction = seller.net + refunds
  return {
    basePriceTotal: m(base),
    shippingAmountTotal: m(shipping.net),
    shipAmountTotalTaxIncl: m(shipping.gross),
    shipTaxAmount: m(shipping.tax),
    productTaxAmount: m(goods.tax),
    taxTotal: m(tax),
    taxTotalAfterDiscount: m(tax - seller.tax - temuTax),
    temuTaxTotal: m(temuTax),
    retailPriceTotal: m(goods.net),
    retailPriceTotalTaxExcl: m(goods.net),
    retailPriceTotalTaxIncl: m(goods.gross),
    discountFromSeller: m(seller.gross),
    discountFromTEMU: m(fromTemu),
    totalDiscount: m(discount),
    refundsTotal: m(refunds),
    estimatedRevenueDeduction: m(deduction),
    estimatedRevenue: m(base + shipping.net - deduction),
    customerPaid: m(goods.net + shipping.net + tax - refunds - discount + offBy),
    signOnDelivery: null,
  }
}

function lineV1(call: GatewayCall, money: LineMoney, m: (cents: number) => Amount) {
  const { line, goods, shipping } = money
  return {
    orderSn: line.orderSn,
    quantity: line.originalQuantity,
    basePrice: m(money.base),
    unitBasePrice: m(money.unitBase),
    unitRetailPrice: m(Math.round(goods.net / line.originalQuantity)),
    unitRetailPriceVatIncl: m(Math.round(goods.gross / line.originalQuantity)),
    unitRetailPriceVatExcl: m(Math.round(goods.net / line.originalQuantity)),
    retailPriceTotalTaxIncl: m(goods.gross),
    productTaxAmount: m(goods.tax),
    shipTaxAmount: m(shipping.tax),
    productTaxRate: rate(call, line.taxPercent),
    shipTaxRate: rate(call, line.taxPercent),
    shipAmountTotal: m(shipping.net),
    shipAmountTotalTaxIncl: m(shipping.gross),
    discountFromSeller: m(money.seller.gross),
    discountFromTEMU: m(money.temu.gross + money.shippingTemu.gross),
  }
}

/** `temu.order.amount.v2.query`. Formulas: the partner docs' "Guide of Order Amount Query". */
export const serveAmountV2: ApiHandler = (state, call) => {
  if (!call.mall.behaviour.amountV2Open)
    throw new Refusal(140020015, 'This API is currently not available for this site.')
  const order = readyOrder(state, call)
  const money = moneyOf(state, order)
  const m = (amount: number): Amount => ({ amount, currency: call.mall.currency })
  const isOldNames = call.mall.behaviour.amountNames === 'discounted'
  return {
    parentOrderMap: {
      parentOrderSn: order.parentOrderSn,
      salesProceeds: salesProceeds(money.total, money.refunds, isOldNames, m),
      customerPaid: customerPaid(money, isOldNames, m),
    },
    orderList: inOrder(
      order,
      money.lines.map(line => lineV2(call, line, isOldNames, m)),
    ),
    warning: warnings(order),
  }
}

function salesProceeds(money: OrderMoney['total'], refunds: number, isOldNames: boolean, m: (cents: number) => Amount) {
  const { base, goods, seller, temu, shipping, shippingTemu } = money
  const discounted = base - seller.net
  // What the seller gets in goods VAT: the buyer's part after all discounts, and TEMU's part on its own discount.
  const productTax = goods.tax - seller.tax
  return {
    basePriceTotal: m(base),
    basePriceSellerDiscount: m(seller.net),
    basePriceOff: m(0),
    basePriceDiscountedTotal: m(discounted),
    shippingTotalTaxExcl: m(shipping.net),
    shippingCustomerTotalTaxExcl: m(shipping.net - shippingTemu.net),
    [isOldNames ? 'shippingTemuDiscountTotalTaxExcl' : 'shippingTemuTotalTaxExcl']: m(shippingTemu.net),
    productTax: m(productTax),
    productTaxCustomerDiscounted: m(productTax - temu.tax),
    productTaxTemu: m(temu.tax),
    shippingTax: m(shipping.tax),
    shippingTaxCustomerDiscounted: m(shipping.tax - shippingTemu.tax),
    shippingTaxTemu: m(shippingTemu.tax),
    // Documented for JP and KR only.
    taxTemuDiscount: null,
    estimatedDeduction: m(refunds),
    estimatedSettlementTotal: m(discounted + shipping.net + productTax + shipping.tax - refunds),
  }
}

function customerPaid({ total, refunds, offBy }: OrderMoney, isOldNames: boolean, m: (cents: number) => Amount) {
  const { goods, seller, temu, shipping, shippingTemu } = total
  const retail = goods.net - seller.net - temu.net
  const shippingNet = shipping.net - shippingTemu.net
  const productTax = goods.tax - seller.tax - temu.tax
  const shippingTax = shipping.tax - shippingTemu.tax
  return {
    retailPriceTotalTaxExcl: m(goods.net),
    retailPriceTotalTaxIncl: m(goods.gross),
    retailPriceSellerDiscountTaxExcl: m(seller.net),
    retailPriceTemuDiscountTaxExcl: m(temu.net),
    [isOldNames ? 'retailPriceDiscountedTotalTaxExcl' : 'retailPriceCustomerTotalTaxExcl']: m(retail),
    shippingTotalTaxExcl: m(shipping.net),
    shippingTotalTaxIncl: m(shipping.gross),
    [isOldNames ? 'shippingDiscountedTotalTaxExcl' : 'shippingCustomerTotalTaxExcl']: m(shippingNet),
    [isOldNames ? 'shippingTemuDiscountTotalTaxExcl' : 'shippingTemuTotalTaxExcl']: m(shippingTemu.net),
    shippingTax: m(shipping.tax),
    [isOldNames ? 'shippingTaxTemuDiscount' : 'shippingTaxTemuTotal']: m(shippingTemu.tax),
    [isOldNames ? 'shippingTaxDiscounted' : 'shippingTaxCustomerTotal']: m(shippingTax),
    [isOldNames ? 'productTaxDiscounted' : 'productTaxCustomerTotal']: m(productTax),
    productRefundsTotal: m(refunds),
    customerPaidTotal: m(retail + shippingNet + productTax + shippingTax - refunds + offBy),
  }
}

function lineV2(call: GatewayCall, money: LineMoney, isOldNames: boolean, m: (cents: number) => Amount) {
  const { line, goods, seller, temu, shipping } = money
  return {
    orderSn: line.orderSn,
    quantity: line.originalQuantity,
    productTaxRate: rate(call, line.taxPercent),
    shipTaxRate: rate(call, line.taxPercent),
    unitBasePrice: m(money.unitBase),
    unitRetailPriceTaxExcl: m(Math.round(goods.net / line.originalQuantity)),
    unitRetailPriceTaxIncl: m(Math.round(goods.gross / line.originalQuantity)),
    retailPriceTotalTaxExcl: m(goods.net),
    retailPriceTotalTaxIncl: m(goods.gross),
    retailPriceDiscountedTotalTaxExcl: m(goods.net - seller.net - temu.net),
    retailPriceTemuDiscountTaxExcl: m(temu.net),
    shippingTotalTaxIncl: m(shipping.gross),
    ...salesProceeds(money, 0, isOldNames, m),
  }
}
