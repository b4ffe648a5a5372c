import { expect, test } from 'vitest'
import { carrierByName, trackingNumber } from './carrier-match.ts'

const carriers = [
  { carrierId: '1', name: 'DHL', brand: 'DHL' },
  { carrierId: '2', name: 'DHL Express', brand: 'DHL Express' },
  { carrierId: '3', name: 'Hermes Germany', brand: 'Hermes' },
  { carrierId: '4', name: 'GLS', brand: 'GLS' },
  { carrierId: '5', name: 'GLS Italy', brand: 'GLS' },
  { carrierId: '6', name: 'Österreichische Post', brand: 'Österreichische Post' },
]

test.each([
  ['DHL Paket', '1'],
  ['dhl_paket klein', '1'],
  ['Hermes Päckchen', '3'],
  ['Osterreichische Post Standard', '6'],
  ['DHL Express', undefined],
  ['DHL oder Hermes', undefined],
  ['GLS Business', undefined],
  ['Dhlmann Logistik', undefined],
  ['Spedition Müller', undefined],
  ['', undefined],
])('the shipping method “%s” means carrier %s', (method, expected) => {
  expect(carrierByName(method, carriers)?.carrierId).toBe(expected)
})

test.each([
  ['00340 4341-6100', '0034043416100'],
  ['JJD0001#', 'JJD0001'],
  ['', null],
  [' - ', null],
  ['001, 002', null],
  [null, null],
])('the tracking number %j is sent as %j', (text, expected) => {
  expect(trackingNumber(text)).toBe(expected)
})
