import { z } from 'zod'
import { Personal } from '../../lib/index.ts'
import { flagOrNull, orNull, textOrEmpty, whole } from './wire-value.ts'

// INV-10: everything about the buyer leaves this file wrapped, so that no log, error or dump can hold it by accident.
const personal = textOrEmpty.transform(text => new Personal(text))

/**
 * Result of `bg.order.shippinginfo.v2.get` and `bg.order.decryptshippinginfo.get`. Every text is Personal; '' inside
 * when TEMU sent nothing. TEMU may answer with an empty object when the address is not ready: then all are '' and
 * `isEmpty` is true.
 */
export const shippingInfoSchema = z
  .object({
    receiptName: personal,
    receiptAdditionalName: personal,
    addressExtra: orNull(
      z.object({
        firstName: personal,
        lastName: personal,
        additionalFirstName: personal,
        additionalLastName: personal,
      }),
    ),
    mobile: personal,
    backupMobile: personal,
    /** A relay address. */
    mail: personal,
    /** The country's English name; take the country from the order's regionId. */
    regionName1: personal,
    regionName2: personal,
    /** City. */
    regionName3: personal,
    regionName4: personal,
    addressLine1: personal,
    addressLine2: personal,
    addressLine3: personal,
    addressLineAll: personal,
    postCode: personal,
    taxCode: personal,
    warning: orNull(z.object({ isRestriction: flagOrNull, reason: orNull(whole) })),
  })
  .transform(info => {
    const read = (field: Personal): string => field.reveal('is it empty or masked')
    const fields = [info.receiptName, info.addressLine1, info.addressLineAll, info.regionName3, info.postCode].map(read)
    return {
      ...info,
      isEmpty: fields.every(text => text.trim() === ''),
      /** TEMU put stars in place of letters: ask `decryptShippingInfo`. */
      isMasked: fields.some(text => /\*{2,}/.test(text)),
    }
  })
export type ShippingInfo = z.output<typeof shippingInfoSchema>
