import { z } from 'zod'
import { Personal } from '../lib/index.ts'
import type { ShippingInfo } from '../temu/index.ts'

const text = z.string().default('')

/** What an order's box holds. TEMU knows no company, no VAT id and no billing address for our countries. */
export const buyerAddressSchema = z.object({
  firstName: text,
  lastName: text,
  /** Second name line. */
  additional: text,
  street: text,
  extra: text,
  postalCode: text,
  city: text,
  state: text,
  /** TEMU's English name, only to notice a contradiction to the region. */
  country: text,
  phone: text,
  mobile: text,
  /** A relay address of TEMU. */
  email: text,
})
export type BuyerAddress = z.infer<typeof buyerAddressSchema>

/** TEMU's address answer in our words. Nothing is made up: what TEMU left out is empty here and told by `addressGaps`. */
export function addressFromTemu(info: ShippingInfo): Personal<BuyerAddress> {
  const read = (field: Personal | undefined): string =>
    clean(field?.reveal('translate the address for its sealed box') ?? '')
  const extra = info.addressExtra
  const whole = read(info.receiptName)
  const told = { firstName: read(extra?.firstName), lastName: read(extra?.lastName) }
  const name = told.lastName !== '' ? told : splitName(whole)
  const line1 = read(info.addressLine1)
  const second = joined([read(extra?.additionalFirstName), read(extra?.additionalLastName)], ' ')
  return new Personal({
    ...name,
    additional: second || read(info.receiptAdditionalName),
    street: line1 || read(info.addressLineAll),
    // addressLineAll already holds the other lines.
    extra: line1 ? joined([read(info.addressLine2), read(info.addressLine3)], ', ') : '',
    postalCode: read(info.postCode),
    city: read(info.regionName3) || read(info.regionName4),
    state: read(info.regionName2),
    country: read(info.regionName1),
    phone: read(info.mobile) || read(info.backupMobile),
    mobile: read(info.backupMobile),
    email: read(info.mail),
  })
}

/** Which parts a parcel cannot do without are missing: names of fields, never their content. */
export function addressGaps(address: BuyerAddress): readonly string[] {
  const needed = {
    name: address.lastName,
    street: address.street,
    postalCode: address.postalCode,
    city: address.city,
  }
  return Object.entries(needed).flatMap(([name, value]) => (value.trim() === '' ? [name] : []))
}

export const sameAddress = (a: BuyerAddress, b: BuyerAddress): boolean =>
  Object.keys(buyerAddressSchema.shape).every(name => Object.is(field(a, name), field(b, name)))

const field = (address: BuyerAddress, name: string): unknown =>
  Object.entries(address).find(([key]) => key === name)?.[1]

/** At the last blank: "Anna Maria Muster" → "Anna Maria", "Muster". One word is a last name. */
function splitName(whole: string): { readonly firstName: string; readonly lastName: string } {
  const at = whole.lastIndexOf(' ')
  return at < 0 ? { firstName: '', lastName: whole } : { firstName: whole.slice(0, at), lastName: whole.slice(at + 1) }
}

const clean = (value: string): string => value.replace(/\s+/g, ' ').trim()
const joined = (parts: readonly string[], by: string): string => parts.filter(part => part !== '').join(by)
