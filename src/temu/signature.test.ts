import { describe, expect, it } from 'vitest'
import { Secret } from '../lib/index.ts'
import { signedBody, UnsignableText, unsignedBody } from './signature.ts'

// The sample of TEMU's partner documentation, "Signature Method for API Request" (last update 2025-01-26); the
// secret is the one that page tells its readers to assume.
const sampleSecret = new Secret('c7e0a1a63542be4de3cb5488f9fba8149e8fc290')
const sampleFields = {
  type: 'bg.logistics.shipment.confirm',
  app_key: 'f9d5cc9313893a20d5aa85c654e8f503',
  access_token: '2nifvmpyymvypwmcms5ct4uqqudrwgpmzbcnmkt1jzjkuaf3x56iixym',
  data_type: 'JSON',
  timestamp: 1711009072,
  sendType: 0,
  sendRequestList: [
    {
      orderSendInfoList: [
        {
          quantity: 1,
          orderSn: '211-21905473070712792',
          parentOrderSn: 'PO-211-21905452099192792',
          goodsId: 601099548666279,
          skuId: 17592352673534,
        },
      ],
      carrierId: '699272611',
      trackingNumber: '270324232756',
    },
  ],
}

describe('the signature', () => {
  it('is the one the documentation prints for its sample', () => {
    const body = JSON.parse(signedBody(sampleFields, sampleSecret)) as Record<string, unknown>
    expect(body).toEqual({ ...sampleFields, sign: '4CCF219942D4180C6DDA3CE36C1B838F' })
  })

  it('changes with the order of keys inside a value, because these are signed as sent', () => {
    const [parcel] = sampleFields.sendRequestList
    const { trackingNumber, ...rest } = parcel ?? { trackingNumber: '' }
    const body = signedBody({ ...sampleFields, sendRequestList: [{ trackingNumber, ...rest }] }, sampleSecret)
    expect(body).not.toContain('4CCF219942D4180C6DDA3CE36C1B838F')
    expect(body).toContain('[{"trackingNumber":"270324232756","orderSendInfoList"')
  })

  it('refuses top-level texts that TEMU signs in two ways, and names the field only', () => {
    for (const text of ['5" nail', 'back\\slash', 'two\nlines', '\u0001', '\ud800'])
      expect(() => signedBody({ searchText: text }, sampleSecret)).toThrow(UnsignableText)
    expect(() => signedBody({ searchText: 'private "value"' }, sampleSecret)).toThrow(/^(?!.*private).*searchText/)
    expect(signedBody({ list: ['5" nail'] }, sampleSecret)).toContain('["5\\" nail"]')
  })

  it('is absent from the body that people read', () => {
    expect(unsignedBody({ b: 1, a: 'x', none: undefined })).toBe('{"a":"x","b":1}')
  })
})
