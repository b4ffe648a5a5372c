import type { Random } from '../../lib/index.ts'
import type { BuyerAddress } from '../temu/index.ts'

/** Made-up people, spelled as their countries spell. */
interface Country {
  readonly iso: string
  readonly regionId: number
  readonly share: number
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly streets: readonly string[]
  readonly cities: readonly (readonly [postCode: string, city: string, state: string])[]
  readonly numberFirst?: boolean
}

const countries: readonly Country[] = [
  {
    iso: 'DE',
    regionId: 76,
    share: 74,
    first: [
      'Jörg',
      'Änne',
      'Lukas',
      'Sabine',
      'Günter',
      'Mia',
      'Özlem',
      'Björn',
      'Katharina',
      'Heinz-Jürgen',
      'Zoë',
      'Emil',
      'Renate',
      'Stefan',
    ],
    last: [
      'Müller',
      'Schröder',
      'Weiß',
      'Groß',
      'Krämer',
      'von der Heide',
      'Yılmaz',
      'Schäfer',
      'Köhler',
      'Lindner',
      'Böhm',
      'Nowak',
      'Süß',
      'Albers',
    ],
    streets: [
      'Königstraße',
      'Am Mühlbach',
      'Straße des Friedens',
      'Bürgermeister-Smidt-Straße',
      'Gänsemarkt',
      'Schloßallee',
      'Große Gasse',
      'Lindenweg',
      'Ahornring',
    ],
    cities: [
      ['10115', 'Berlin', 'Berlin'],
      ['20095', 'Hamburg', 'Hamburg'],
      ['80331', 'München', 'Bayern'],
      ['50667', 'Köln', 'Nordrhein-Westfalen'],
      ['01067', 'Dresden', 'Sachsen'],
      ['24103', 'Kiel', 'Schleswig-Holstein'],
      ['73728', 'Esslingen am Neckar', 'Baden-Württemberg'],
      ['33602', 'Bielefeld', 'Nordrhein-Westfalen'],
    ],
  },
  {
    iso: 'AT',
    regionId: 13,
    share: 8,
    first: ['Franz', 'Elfriede', 'Leopold', 'Hannah'],
    last: ['Gruber', 'Hübner', 'Pichler', 'Steinböck'],
    streets: ['Währinger Straße', 'Getreidegasse', 'Mariahilfer Straße'],
    cities: [
      ['1090', 'Wien', 'Wien'],
      ['5020', 'Salzburg', 'Salzburg'],
      ['8010', 'Graz', 'Steiermark'],
    ],
  },
  {
    iso: 'FR',
    regionId: 69,
    share: 4,
    first: ['Chloé', 'Jérôme', 'Anaïs', 'François'],
    last: ["L'Hermite", "D'Aboville", 'Lefèvre', 'Garçon'],
    streets: ["rue de l'Église", 'avenue du Général-Leclerc', 'allée des Chênes'],
    cities: [
      ['67000', 'Strasbourg', 'Grand Est'],
      ['75011', 'Paris', 'Île-de-France'],
      ['31000', 'Toulouse', 'Occitanie'],
    ],
    numberFirst: true,
  },
  {
    iso: 'NL',
    regionId: 141,
    share: 4,
    first: ['Daniël', 'Sanne', 'Joost'],
    last: ["van 't Hoff", 'de Groot', 'IJsselstein'],
    streets: ['Prinsengracht', "'s-Gravenweg", 'Oudezijds Voorburgwal'],
    cities: [
      ['1016 GV', 'Amsterdam', 'Noord-Holland'],
      ['5211 JX', "'s-Hertogenbosch", 'Noord-Brabant'],
    ],
  },
  {
    iso: 'PL',
    regionId: 162,
    share: 4,
    first: ['Łukasz', 'Małgorzata', 'Zbigniew', 'Agnieszka'],
    last: ['Wiśniewski', 'Żak', 'Kaczyńska', 'Dąbrowski'],
    streets: ['ul. Świętokrzyska', 'ul. Długa', 'al. Niepodległości'],
    cities: [
      ['00-116', 'Warszawa', 'mazowieckie'],
      ['90-001', 'Łódź', 'łódzkie'],
      ['31-042', 'Kraków', 'małopolskie'],
    ],
  },
  {
    iso: 'IT',
    regionId: 98,
    share: 3,
    first: ['Niccolò', 'Giulia', 'Matteo'],
    last: ["D'Angelo", 'Rossi', "Dell'Acqua"],
    streets: ['Via Roma', "Corso d'Italia", 'Piazza Libertà'],
    cities: [
      ['39100', 'Bolzano', 'BZ'],
      ['20121', 'Milano', 'MI'],
    ],
  },
  {
    iso: 'ES',
    regionId: 186,
    share: 2,
    first: ['Begoña', 'José María', 'Íñigo'],
    last: ['Núñez', 'García Peña', 'Ibáñez'],
    streets: ['Calle de Alcalá', 'Avenida de la Constitución'],
    cities: [
      ['28014', 'Madrid', 'Madrid'],
      ['15001', 'A Coruña', 'Galicia'],
    ],
  },
  {
    iso: 'CZ',
    regionId: 53,
    share: 1,
    first: ['Jiří', 'Kateřina'],
    last: ['Dvořák', 'Němcová'],
    streets: ['Vodičkova', 'Náměstí Míru'],
    cities: [['110 00', 'Praha', 'Praha']],
  },
]

export interface Buyer {
  readonly country: string
  readonly address: BuyerAddress
}

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const value = from[Math.floor(random.fraction() * from.length)]
  if (value === undefined) throw new Error('Nothing to pick from')
  return value
}

export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random.fraction() * (to - from + 1))

/** A buyer from somewhere, or from this country (ISO code). */
export function makeBuyer(random: Random, iso?: string): Buyer {
  const country = iso === undefined ? countryByShare(random) : countries.find(one => one.iso === iso)
  if (!country) throw new Error(`The simulated buyers know no country ${iso}`)
  const firstName = pick(random, country.first)
  const lastName = pick(random, country.last)
  const street = pick(random, country.streets)
  const house = between(random, 1, 180)
  const [postCode, city, state] = pick(random, country.cities)
  return {
    country: country.iso,
    address: {
      name: `${firstName} ${lastName}`,
      firstName,
      lastName,
      street: country.numberFirst ? `${house} ${street}` : `${street} ${house}`,
      postCode,
      city,
      state,
      regionId: country.regionId,
      phone: `+49 30 0000${between(random, 1000, 9999)}-${between(random, 1000, 9999)}`,
      mail: `${random.bytes(5).toString('hex')}@g.shipping.temuemail.invalid`,
    },
  }
}

export const foreignCountries = countries.filter(one => one.iso !== 'DE').map(one => one.iso)

function countryByShare(random: Random): Country | undefined {
  let left = random.fraction() * countries.reduce((sum, one) => sum + one.share, 0)
  for (const country of countries) {
    left -= country.share
    if (left < 0) return country
  }
  return countries[0]
}
