/** What the simulated shop sells. All names are made up. Prices in cents from–to. */
export interface Family {
  readonly code: string
  readonly title: string
  readonly kind: 'household' | 'textile' | 'garden' | 'toy' | 'office' | 'book' | 'food'
  readonly from: number
  readonly to: number
  readonly variants: readonly string[]
}

const colours = ['Schwarz', 'Weiß', 'Blau', 'Grün', 'Rot', 'Grau', 'Türkis', 'Beige']
const sizes = ['S', 'M', 'L', 'XL', 'XXL']
const coloured = (...of: readonly string[]): readonly string[] =>
  of.flatMap(size => colours.map(colour => `${colour}, ${size}`))

export const families: readonly Family[] = [
  {
    code: 'BE',
    title: 'Keramikbecher „Friesenblau“ 350 ml',
    kind: 'household',
    from: 699,
    to: 1499,
    variants: colours,
  },
  { code: 'BK', title: 'Backbuch: Brötchen & Brote – 80 Rezepte', kind: 'book', from: 1499, to: 2999, variants: [''] },
  {
    code: 'TH',
    title: 'Thermobecher auslaufsicher, Edelstahl',
    kind: 'household',
    from: 1299,
    to: 2499,
    variants: coloured('350 ml', '500 ml'),
  },
  { code: 'TE', title: 'Ostfriesentee lose', kind: 'food', from: 599, to: 1899, variants: ['250 g', '500 g', '1 kg'] },
  {
    code: 'HT',
    title: 'Handtuch-Set aus Bio-Baumwolle, 4-teilig',
    kind: 'household',
    from: 1899,
    to: 3999,
    variants: colours,
  },
  {
    code: 'BW',
    title: 'Bettwäsche Mako-Satin mit Reißverschluss',
    kind: 'household',
    from: 3499,
    to: 6999,
    variants: coloured('135 × 200', '155 × 220'),
  },
  {
    code: 'KB',
    title: 'Kinderbuch „Der Bär & die Möwe“ (ab 4 Jahren)',
    kind: 'book',
    from: 999,
    to: 1799,
    variants: [''],
  },
  {
    code: 'KI',
    title: 'Kissenhülle Leinenoptik',
    kind: 'household',
    from: 599,
    to: 1299,
    variants: coloured('40 × 40', '50 × 50'),
  },
  { code: 'HG', title: 'Blütenhonig vom Imker', kind: 'food', from: 699, to: 1499, variants: ['250 g', '500 g'] },
  {
    code: 'PF',
    title: 'Gusseisen-Pfanne mit Holzgriff',
    kind: 'household',
    from: 2999,
    to: 5999,
    variants: ['20 cm', '24 cm', '28 cm'],
  },
  {
    code: 'GW',
    title: 'Gewürzmühle Buche, höhenverstellbar',
    kind: 'household',
    from: 1199,
    to: 2299,
    variants: ['hell', 'dunkel'],
  },
  { code: 'TS', title: 'T-Shirt Damen, Rundhals', kind: 'textile', from: 999, to: 1999, variants: coloured(...sizes) },
  {
    code: 'HO',
    title: 'Hoodie Herren mit Kängurutasche',
    kind: 'textile',
    from: 2499,
    to: 4499,
    variants: coloured(...sizes),
  },
  {
    code: 'SO',
    title: 'Wollsocken, 3 Paar',
    kind: 'textile',
    from: 899,
    to: 1799,
    variants: coloured('35–38', '39–42', '43–46'),
  },
  { code: 'MU', title: 'Beanie-Mütze Merinowolle', kind: 'textile', from: 1499, to: 2999, variants: colours },
  {
    code: 'RS',
    title: 'Rucksack Rolltop, wasserdicht',
    kind: 'textile',
    from: 3999,
    to: 7999,
    variants: coloured('20 l', '30 l'),
  },
  { code: 'GK', title: 'Gießkanne verzinkt', kind: 'garden', from: 1799, to: 3499, variants: ['5 l', '9 l', '12 l'] },
  {
    code: 'RK',
    title: 'Rankgitter aus Lärchenholz',
    kind: 'garden',
    from: 1499,
    to: 3999,
    variants: ['60 × 120', '90 × 180'],
  },
  {
    code: 'SL',
    title: 'Solar-Lichterkette, 100 LEDs',
    kind: 'garden',
    from: 1299,
    to: 2499,
    variants: ['warmweiß', 'kaltweiß', 'bunt'],
  },
  {
    code: 'VF',
    title: 'Vogelfutterhaus mit Ständer',
    kind: 'garden',
    from: 2499,
    to: 4999,
    variants: ['natur', 'grün'],
  },
  {
    code: 'PU',
    title: 'Holzpuzzle Deutschlandkarte',
    kind: 'toy',
    from: 1299,
    to: 2999,
    variants: ['100 Teile', '500 Teile'],
  },
  { code: 'KU', title: 'Kuscheltier Igel „Mecki“', kind: 'toy', from: 999, to: 2499, variants: ['20 cm', '35 cm'] },
  {
    code: 'MA',
    title: 'Magnetbausteine, transparent',
    kind: 'toy',
    from: 2999,
    to: 6999,
    variants: ['32 Teile', '64 Teile', '100 Teile'],
  },
  { code: 'NO', title: 'Notizbuch A5 gepunktet, Hardcover', kind: 'office', from: 799, to: 1699, variants: colours },
  { code: 'FU', title: 'Füllfederhalter mit Etui', kind: 'office', from: 1499, to: 3999, variants: ['F', 'M', 'B'] },
  { code: 'OR', title: 'Ordner-Set breit, 10 Stück', kind: 'office', from: 1999, to: 2999, variants: colours },
  { code: 'RE', title: 'Reiseführer Ostseeküste', kind: 'book', from: 1299, to: 2499, variants: [''] },
  {
    code: 'KR',
    title: 'Kriminalroman „Nebel über Föhr“',
    kind: 'book',
    from: 1099,
    to: 1699,
    variants: ['Taschenbuch', 'gebunden'],
  },
  {
    code: 'KF',
    title: 'Röstkaffee ganze Bohne, säurearm',
    kind: 'food',
    from: 999,
    to: 2499,
    variants: ['500 g', '1 kg'],
  },
]

export const vatOf = (kind: Family['kind']): 19 | 7 => (kind === 'book' || kind === 'food' ? 7 : 19)

/** Words that make one edition of a family differ from the next. */
export const editions = [
  'Klassik',
  'Nordlicht',
  'Deichkind',
  'Landhaus',
  'Küste',
  'Waldrand',
  'Altstadt',
  'Sommer',
  'Winter',
  'Heimat',
  'Werkstatt',
  'Atelier',
] as const
