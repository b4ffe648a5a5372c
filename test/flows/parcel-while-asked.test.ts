import { expect, test } from 'vitest'
import { openMerchant } from '../support/merchant.ts'

test('a parcel that left while a buyer’s wish to cancel was open is reported once the wish is taken back', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  await merchant.sync('orders')
  merchant.imported(order)
  await merchant.sync('orders')
  const line = merchant.temu.order(order)?.lines[0]?.orderSn ?? ''
  const wish = merchant.temu.requestCancellation(order, line, 1)
  merchant.ship(order, 'DHL Paket')
  await merchant.sync('orders')
  expect(merchant.temu.packages(order)).toEqual([])
  merchant.temu.revokeCancellation(wish)
  for (let round = 0; round < 3; round++) await merchant.sync('orders')
  expect(merchant.temu.packages(order)).toHaveLength(1)
})
