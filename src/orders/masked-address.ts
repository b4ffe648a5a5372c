import { type MallId, Personal, type TemuOrderId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { type BuyerAddress, buyerAddressSchema } from './address-from-temu.ts'

/** What anybody may see of a buyer: enough to tell two orders apart on the phone, too little to know who it is. */
export type AddressView =
  | { readonly kind: 'there'; readonly initials: string; readonly postcodeBegins: string }
  /** Not read yet, or erased after its time. */
  | { readonly kind: 'absent' }
  /** Sealed with a key that is not here (a restored backup). */
  | { readonly kind: 'key-lost' }

export async function maskedAddress(state: State, mall: MallId, orderId: TemuOrderId): Promise<AddressView> {
  const address = await shownAddress(state, mall, orderId)
  if (address === undefined) return { kind: 'absent' }
  if (address === 'key-lost') return { kind: 'key-lost' }
  const { firstName, lastName, postalCode } = address.reveal('initials and the first two digits of the postcode')
  const initials = [firstName, lastName].flatMap(name => {
    const [letter] = name.trim()
    return letter === undefined ? [] : [`${letter.toUpperCase()}.`]
  })
  return { kind: 'there', initials: initials.join(' '), postcodeBegins: postalCode.trim().slice(0, 2) }
}

/** The address in the order's box; undefined: none, or erased. Who shows it records that. */
export async function shownAddress(
  state: State,
  mall: MallId,
  orderId: TemuOrderId,
): Promise<Personal<BuyerAddress> | undefined | 'key-lost'> {
  const box = await state.boxes.get(mall, orderId, 'order')
  if (box === undefined || box === 'key-lost') return box
  return new Personal(buyerAddressSchema.parse(box.value.reveal('the address as it was kept')))
}
