/** regionId → the English country name that regionName1 carries, and the currency of its site (documented list). */
const regions: Readonly<Record<number, readonly [name: string, currency: string, siteId: number]>> = {
  13: ['Austria', 'EUR', 143],
  20: ['Belgium', 'EUR', 142],
  32: ['Bulgaria', 'EUR', 141],
  50: ['Croatia', 'EUR', 146],
  52: ['Cyprus', 'EUR', 117],
  53: ['Czech Republic', 'CZK', 137],
  54: ['Denmark', 'DKK', 139],
  64: ['Estonia', 'EUR', 149],
  68: ['Finland', 'EUR', 144],
  69: ['France', 'EUR', 106],
  76: ['Germany', 'EUR', 105],
  79: ['Greece', 'EUR', 115],
  90: ['Hungary', 'HUF', 138],
  96: ['Ireland', 'EUR', 116],
  98: ['Italy', 'EUR', 107],
  108: ['Latvia', 'EUR', 150],
  113: ['Lithuania', 'EUR', 148],
  114: ['Luxembourg', 'EUR', 152],
  122: ['Malta', 'EUR', 105],
  141: ['Netherlands', 'EUR', 108],
  151: ['Norway', 'NOK', 124],
  162: ['Poland', 'PLN', 112],
  163: ['Portugal', 'EUR', 111],
  167: ['Romania', 'RON', 140],
  180: ['Slovakia', 'EUR', 145],
  181: ['Slovenia', 'EUR', 147],
  186: ['Spain', 'EUR', 109],
  191: ['Sweden', 'SEK', 113],
  192: ['Switzerland', 'CHF', 114],
  203: ['Turkey', 'TRY', 174],
  210: ['United Kingdom', 'GBP', 102],
  211: ['United States', 'USD', 100],
}

export const regionName = (regionId: number): string => regions[regionId]?.[0] ?? `Region ${regionId}`
export const regionCurrency = (regionId: number): string => regions[regionId]?.[1] ?? 'EUR'
export const regionSite = (regionId: number): number => regions[regionId]?.[2] ?? 105
