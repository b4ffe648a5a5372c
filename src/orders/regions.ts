/** A country TEMU sells in, in our words. */
export interface Region {
  readonly regionId: number
  /** ISO 3166-1 alpha-2. */
  readonly iso: string
  readonly german: string
  /** As TEMU writes it in `regionName1`. */
  readonly english: string
}

/** TEMU's region ids (documented list; Germany's was seen in a real order). What is not here is held, never guessed. */
// biome-ignore format: a table is read by its columns
const regions: readonly Region[] = [
  { regionId: 13,  iso: 'AT', german: 'Österreich',             english: 'Austria' },
  { regionId: 20,  iso: 'BE', german: 'Belgien',                english: 'Belgium' },
  { regionId: 32,  iso: 'BG', german: 'Bulgarien',              english: 'Bulgaria' },
  { regionId: 50,  iso: 'HR', german: 'Kroatien',               english: 'Croatia' },
  { regionId: 52,  iso: 'CY', german: 'Zypern',                 english: 'Cyprus' },
  { regionId: 53,  iso: 'CZ', german: 'Tschechien',             english: 'Czech Republic' },
  { regionId: 54,  iso: 'DK', german: 'Dänemark',               english: 'Denmark' },
  { regionId: 64,  iso: 'EE', german: 'Estland',                english: 'Estonia' },
  { regionId: 68,  iso: 'FI', german: 'Finnland',               english: 'Finland' },
  { regionId: 69,  iso: 'FR', german: 'Frankreich',             english: 'France' },
  { regionId: 76,  iso: 'DE', german: 'Deutschland',            english: 'Germany' },
  { regionId: 79,  iso: 'GR', german: 'Griechenland',           english: 'Greece' },
  { regionId: 90,  iso: 'HU', german: 'Ungarn',                 english: 'Hungary' },
  { regionId: 96,  iso: 'IE', german: 'Irland',                 english: 'Ireland' },
  { regionId: 98,  iso: 'IT', german: 'Italien',                english: 'Italy' },
  { regionId: 108, iso: 'LV', german: 'Lettland',               english: 'Latvia' },
  { regionId: 112, iso: 'LI', german: 'Liechtenstein',          english: 'Liechtenstein' },
  { regionId: 113, iso: 'LT', german: 'Litauen',                english: 'Lithuania' },
  { regionId: 114, iso: 'LU', german: 'Luxemburg',              english: 'Luxembourg' },
  { regionId: 122, iso: 'MT', german: 'Malta',                  english: 'Malta' },
  { regionId: 141, iso: 'NL', german: 'Niederlande',            english: 'Netherlands' },
  { regionId: 151, iso: 'NO', german: 'Norwegen',               english: 'Norway' },
  { regionId: 162, iso: 'PL', german: 'Polen',                  english: 'Poland' },
  { regionId: 163, iso: 'PT', german: 'Portugal',               english: 'Portugal' },
  { regionId: 167, iso: 'RO', german: 'Rumänien',               english: 'Romania' },
  { regionId: 180, iso: 'SK', german: 'Slowakei',               english: 'Slovakia' },
  { regionId: 181, iso: 'SI', german: 'Slowenien',              english: 'Slovenia' },
  { regionId: 186, iso: 'ES', german: 'Spanien',                english: 'Spain' },
  { regionId: 191, iso: 'SE', german: 'Schweden',               english: 'Sweden' },
  { regionId: 192, iso: 'CH', german: 'Schweiz',                english: 'Switzerland' },
  { regionId: 203, iso: 'TR', german: 'Türkei',                 english: 'Turkey' },
  { regionId: 210, iso: 'GB', german: 'Vereinigtes Königreich', english: 'United Kingdom' },
  { regionId: 211, iso: 'US', german: 'Vereinigte Staaten',     english: 'United States' },
]

const byId = new Map(regions.map(region => [region.regionId, region]))
const byIso = new Map(regions.map(region => [region.iso, region]))
const byEnglish = new Map(regions.map(region => [region.english.toLowerCase(), region]))
byEnglish.set('czechia', regionByIsoOrFail('CZ'))
byEnglish.set('türkiye', regionByIsoOrFail('TR'))

export const regionById = (regionId: number): Region | undefined => byId.get(regionId)
/** Only to notice a contradiction: the country itself comes from the region id. */
export const regionByEnglishName = (name: string): Region | undefined => byEnglish.get(name.trim().toLowerCase())

/** TEMU's currency of a country's site; euro where none is named. */
const otherCurrencies: Readonly<Record<string, string>> = {
  CH: 'CHF',
  CZ: 'CZK',
  DK: 'DKK',
  GB: 'GBP',
  HU: 'HUF',
  LI: 'CHF',
  NO: 'NOK',
  PL: 'PLN',
  RO: 'RON',
  SE: 'SEK',
  TR: 'TRY',
  US: 'USD',
}

/** Null for a country that is not in the table. */
export const currencyOf = (iso: string | null): string | null =>
  iso === null || !byIso.has(iso) ? null : (otherCurrencies[iso] ?? 'EUR')

function regionByIsoOrFail(iso: string): Region {
  const region = byIso.get(iso)
  if (!region) throw new Error(`No region ${iso}`)
  return region
}
