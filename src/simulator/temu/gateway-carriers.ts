import type { Carrier } from './temu-views.ts'

/**
 * Carriers by region as companies.get lists them. DHL, UPS, FedEx, GLS and DPD carry the ids that were seen
 * (docs/reference/temu-orders.md); the others' ids are made up, only their shape is true.
 */
const everywhere: readonly Carrier[] = [
  { id: '141252268', name: 'DHL', brand: 'DHL' },
  { id: '314439762', name: 'UPS', brand: 'UPS' },
  { id: '699272611', name: 'FedEx', brand: 'FedEx' },
  { id: '547987123', name: 'GLS', brand: 'GLS' },
]
const national: Readonly<Record<number, readonly Carrier[]>> = {
  13: [
    { id: '998261301', name: 'Österreichische Post', brand: 'Post AT' },
    { id: '998261302', name: 'DPD Austria', brand: 'DPD' },
  ],
  69: [
    { id: '998266901', name: 'Colissimo', brand: 'Colissimo' },
    { id: '998266902', name: 'Chronopost', brand: 'Chronopost' },
    { id: '998266903', name: 'Mondial Relay', brand: 'Mondial Relay' },
  ],
  76: [
    { id: '998264853', name: 'DPD (DE)', brand: 'DPD' },
    { id: '998267601', name: 'Hermes', brand: 'Hermes' },
    { id: '998267602', name: 'Deutsche Post', brand: 'Deutsche Post' },
    { id: '998267603', name: 'Amazon Shipping DE', brand: 'Amazon Shipping' },
    { id: '998267604', name: 'GO! Express & Logistics', brand: 'GO!' },
    { id: '998267605', name: 'trans-o-flex', brand: 'trans-o-flex' },
    { id: '998267606', name: 'TNT', brand: 'TNT' },
    { id: '998267607', name: 'DACHSER', brand: 'DACHSER' },
    { id: '998267608', name: 'DB Schenker', brand: 'DB Schenker' },
    { id: '998267609', name: 'Rhenus', brand: 'Rhenus' },
  ],
  98: [
    { id: '998264994', name: 'BRT Bartolini (DPD)', brand: 'BRT' },
    { id: '784213879', name: 'Poste Italiane', brand: 'Poste Italiane' },
    { id: '998265084', name: 'SDA', brand: 'SDA' },
  ],
}

/** An unknown region has none. */
export function carriersOf(regionId: number): readonly Carrier[] {
  return regionId > 0 ? [...everywhere, ...(national[regionId] ?? [])] : []
}
