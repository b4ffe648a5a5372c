import { orderStatus } from './buyer-order.ts'
import { type ApiHandler, type GatewayCall, orderFor } from './gateway-call.ts'
import { regionName } from './gateway-regions.ts'
import { requiredText } from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { BuyerAddress } from './simulated-temu.ts'
import type { OrderRecord, TemuState } from './temu-state.ts'

/** `bg.order.shippinginfo.v2.get`. */
export const serveAddress: ApiHandler = (state, call) => {
  const order = readableOrder(state, call)
  if (order === 'empty') return {}
  const { behaviour } = call.mall
  const restricted = behaviour.selfShippingRefusedCode !== undefined
  const fields = addressFields(order, order.address)
  return {
    ...(behaviour.addressMasked || order.addressMasked ? masked(fields) : fields),
    warning: restricted ? { isRestriction: true, reason: 2 } : { isRestriction: false },
  }
}

/** `bg.order.decryptshippinginfo.get`: in clear, without `warning`, only while the order is open. */
export const serveDecryptedAddress: ApiHandler = (state, call) => {
  const order = readableOrder(state, call)
  if (order === 'empty') return {}
  if (order.status !== orderStatus.toShip && order.status !== orderStatus.partlyShipped)
    throw new Refusal(180020004, 'Invalid business type: the order is closed')
  return addressFields(order, order.address)
}

function readableOrder(state: TemuState, call: GatewayCall): OrderRecord | 'empty' {
  const order = orderFor(state, call, requiredText(call.params, 'parentOrderSn'), 180020003)
  const { behaviour } = call.mall
  if (order.status === orderStatus.cancelled) throw new Refusal(180020003, 'Invalid param: the order is cancelled')
  if (order.status === orderStatus.pending || order.addressReadyAt > call.at) {
    switch (behaviour.addressNotReady) {
      case 'empty':
        return 'empty'
      case 'dpa-missing':
        throw new Refusal(180020008, 'Please sign on DPA agreement first')
      case 'business-error':
        throw new Refusal(7000000, 'Business service error')
    }
  }
  const isShipped = order.status !== orderStatus.toShip && order.status !== orderStatus.partlyShipped
  if (isShipped && behaviour.addressAfterShipping === 'refused')
    throw new Refusal(180020004, 'Invalid business type: the order is shipped')
  countRead(order, call.at, behaviour.addressReadsPerDay)
  call.servedOrders.push(order.parentOrderSn)
  return order
}

/** Old documentation: six successful reads per order and day. Its error code is not documented; 2000000 is taken. */
function countRead(order: OrderRecord, at: number, limit: number | undefined): void {
  const day = Math.floor(at / 86_400_000)
  if (order.addressReads.day !== day) order.addressReads = { day, count: 0 }
  if (limit !== undefined && order.addressReads.count >= limit)
    throw new Refusal(2000000, `The address was read ${limit} times today`)
  order.addressReads.count++
}

function addressFields(order: OrderRecord, address: BuyerAddress) {
  const blank = address.name.lastIndexOf(' ')
  const lines = [address.street, address.street2 ?? '', address.street3 ?? '']
  return {
    receiptName: address.name,
    receiptAdditionalName: address.additionalName ?? '',
    addressExtra: {
      firstName: address.firstName ?? (blank > 0 ? address.name.slice(0, blank) : ''),
      lastName: address.lastName ?? address.name.slice(blank + 1),
    },
    mobile: address.phone ?? '',
    backupMobile: '',
    mail: address.mail ?? '',
    regionName1: regionName(order.regionId),
    regionName2: address.state ?? '',
    regionName3: address.city,
    regionName4: '',
    addressLine1: lines[0] ?? '',
    addressLine2: lines[1] ?? '',
    addressLine3: lines[2] ?? '',
    addressLineAll: lines.filter(line => line !== '').join(' '),
    postCode: address.postCode,
  }
}

type AddressFields = ReturnType<typeof addressFields>

/** Country, region and city stay readable; the person does not. */
function masked(fields: AddressFields): AddressFields {
  return {
    ...fields,
    receiptName: stars(fields.receiptName),
    receiptAdditionalName: stars(fields.receiptAdditionalName),
    addressExtra: { firstName: stars(fields.addressExtra.firstName), lastName: stars(fields.addressExtra.lastName) },
    mobile: stars(fields.mobile),
    mail: stars(fields.mail),
    addressLine1: stars(fields.addressLine1),
    addressLine2: stars(fields.addressLine2),
    addressLine3: stars(fields.addressLine3),
    addressLineAll: stars(fields.addressLineAll),
    postCode: stars(fields.postCode),
  }
}

const stars = (value: string): string => (value === '' ? '' : `${[...value][0] ?? ''}***`)
