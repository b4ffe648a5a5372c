/** Countries as JTL's table knows them: German name and ISO code. */
const names: Readonly<Record<string, string>> = {
  DE: 'Deutschland',
  AT: 'Österreich',
  BE: 'Belgien',
  BG: 'Bulgarien',
  HR: 'Kroatien',
  CY: 'Zypern',
  CZ: 'Tschechische Republik',
  DK: 'Dänemark',
  EE: 'Estland',
  FI: 'Finnland',
  FR: 'Frankreich',
  GR: 'Griechenland',
  HU: 'Ungarn',
  IE: 'Irland',
  IT: 'Italien',
  LV: 'Lettland',
  LI: 'Liechtenstein',
  LT: 'Litauen',
  LU: 'Luxemburg',
  MT: 'Malta',
  NL: 'Niederlande',
  NO: 'Norwegen',
  PL: 'Polen',
  PT: 'Portugal',
  RO: 'Rumänien',
  SK: 'Slowakei',
  SI: 'Slowenien',
  ES: 'Spanien',
  SE: 'Schweden',
  CH: 'Schweiz',
  TR: 'Türkei',
  GB: 'Vereinigtes Königreich',
  US: 'Vereinigte Staaten von Amerika',
}

/** Other German names in use. */
const otherNames: Readonly<Record<string, string>> = {
  Tschechien: 'CZ',
  Großbritannien: 'GB',
  USA: 'US',
  'Vereinigte Staaten': 'US',
}

const byName = new Map([
  ...Object.entries(names).map(([iso, name]) => [name, iso] as const),
  ...Object.entries(otherNames),
])

/** ISO code of what `cLand` says; undefined: JTL does not know the country. */
export function countryIso(text: string, spelling: 'name' | 'iso' | 'both'): string | undefined {
  if (spelling !== 'name' && names[text] !== undefined) return text
  return spelling === 'iso' ? undefined : byName.get(text)
}

export const countryName = (iso: string): string => names[iso] ?? iso
