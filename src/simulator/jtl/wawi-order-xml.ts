import { SaxesParser } from 'saxes'

/** One `tBestellung` as written in the document, every value still text. */
export interface OrderElement {
  readonly attributes: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
  readonly positions: readonly Readonly<Record<string, string>>[]
  readonly customer: Readonly<Record<string, string>>
  readonly delivery: Readonly<Record<string, string>> | undefined
}

export type ParsedDocument =
  | { readonly kind: 'orders'; readonly orders: readonly OrderElement[] }
  | { readonly kind: 'refused'; readonly reason: string }

const addressFields =
  'cAnrede cVorname cNachname cTitel cFirma cStrasse cAdressZusatz cPLZ cOrt cBundesland cLand cTel cMobil cFax cMail'

/** The "OldWawi" dialect: which elements there are, in which order. Sources: working exporters, as listed in the docs of this project. */
const grammar: Readonly<Record<string, readonly string[]>> = {
  tBestellungen: ['tBestellung'],
  tBestellung: words(
    `cSprache cWaehrung fGuthaben fGesamtsumme cBestellNr cExterneBestellNr cVersandartName cVersandInfo dVersandDatum cTracking
    dLieferDatum cKommentar cBemerkung dErstellt cZahlungsartName dBezahltDatum fBezahlt nZahlungsziel twarenkorbpos tkunde
    tlieferadresse tzahlungsinfo`,
  ),
  twarenkorbpos: words(
    'cName cArtNr cBarcode cSeriennummer cEinheit fPreisEinzelNetto fPreis fMwSt fAnzahl cPosTyp fRabatt',
  ),
  tkunde: words(
    `cKundenNr cAnrede cTitel cVorname cNachname cFirma cStrasse cAdressZusatz cPLZ cOrt cBundesland cLand cTel cMobil cFax cMail
    cUSTID cWWW fRabatt cHerkunft dErstellt`,
  ),
  tlieferadresse: words(addressFields),
  tzahlungsinfo: words('cBankName cBLZ cKontoNr cKartenNr dGueltigkeit cCVV cKartenTyp cInhaber cIBAN cBIC'),
}

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  tBestellung: ['kFirma', 'kBenutzer', 'cRechnungsNr'],
}
const repeatable = new Set(['tBestellung', 'twarenkorbpos'])
const prolog = /^<\?xml version="1\.0" encoding="ISO-8859-1"\?>/

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

/**
 * Reads a document the way a strict importer does: declared ISO-8859-1 and really Latin-1, well formed, only known
 * elements, each at its place. The first thing that is wrong refuses the whole document.
 */
export function readOrderDocument(text: string): ParsedDocument {
  if (!prolog.test(text)) return refused('the document does not begin with <?xml version="1.0" encoding="ISO-8859-1"?>')
  const beyond = /[\u0100-\uffff]/.exec(text)
  if (beyond) return refused(`character at ${beyond.index} is not ISO-8859-1`)
  try {
    return { kind: 'orders', orders: parse(text) }
  } catch (error) {
    return refused(error instanceof DocumentError ? error.message : 'the document is not well formed')
  }
}

const refused = (reason: string): ParsedDocument => ({ kind: 'refused', reason })

class DocumentError extends Error {
  override readonly name = 'DocumentError'
}

interface Open {
  readonly name: string
  readonly fields: Record<string, string>
  /** Place of the last child in the grammar. */
  place: number
}

interface OrderInMaking {
  readonly attributes: Record<string, string>
  fields: Record<string, string>
  readonly positions: Record<string, string>[]
  customer: Record<string, string> | undefined
  delivery: Record<string, string> | undefined
}

function parse(text: string): readonly OrderElement[] {
  const orders: OrderInMaking[] = []
  const open: Open[] = []
  let leaf: string | undefined
  let content = ''
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', error => {
    // saxes quotes names and places, never text.
    throw new DocumentError(error.message)
  })
  parser.on('doctype', () => fail('a document type is not allowed'))
  parser.on('cdata', () => fail('CDATA is not allowed'))
  parser.on('text', piece => {
    if (leaf !== undefined) content += piece
    else if (piece.trim() !== '') fail(`text outside of a field, in ${open.at(-1)?.name ?? 'the document'}`)
  })
  parser.on('opentag', tag => {
    if (leaf !== undefined) fail(`element ${tag.name} inside of field ${leaf}`)
    const parent = open.at(-1)
    checkPlace(parent, tag.name)
    checkAttributes(tag.name, Object.keys(tag.attributes))
    if (grammar[tag.name] === undefined) {
      leaf = tag.name
      content = ''
      return
    }
    open.push({ name: tag.name, fields: {}, place: -1 })
    if (tag.name === 'tBestellung')
      orders.push({
        attributes: { ...tag.attributes },
        fields: {},
        positions: [],
        customer: undefined,
        delivery: undefined,
      })
  })
  parser.on('closetag', tag => {
    const current = open.at(-1)
    if (leaf !== undefined) {
      if (current) current.fields[leaf] = content.trim()
      leaf = undefined
      return
    }
    open.pop()
    const order = orders.at(-1)
    if (!current || !order) return
    if (tag.name === 'tBestellung') order.fields = current.fields
    if (tag.name === 'twarenkorbpos') order.positions.push(current.fields)
    if (tag.name === 'tkunde') order.customer = current.fields
    if (tag.name === 'tlieferadresse') order.delivery = current.fields
  })
  parser.write(text).close()
  if (orders.length === 0) fail('no tBestellung in the document')
  return orders.map(order => {
    if (!order.customer) fail('tkunde is missing')
    if (order.positions.length === 0) fail('no twarenkorbpos')
    return { ...order, customer: order.customer ?? {} }
  })
}

function fail(reason: string): never {
  throw new DocumentError(reason)
}

function checkPlace(parent: Open | undefined, name: string): void {
  if (!parent) {
    if (name !== 'tBestellungen') fail(`the root is ${name}, not tBestellungen`)
    return
  }
  const place = grammar[parent.name]?.indexOf(name) ?? -1
  if (place < 0) fail(`element ${name} is unknown in ${parent.name}`)
  if (place < parent.place) fail(`element ${name} is at the wrong place in ${parent.name}`)
  if (place === parent.place && !repeatable.has(name)) fail(`element ${name} twice in ${parent.name}`)
  parent.place = place
}

function checkAttributes(element: string, names: readonly string[]): void {
  for (const name of names)
    if (!attributesOf[element]?.includes(name)) fail(`attribute ${name} is unknown in ${element}`)
}

/** The external numbers of a document that may be anything, for whoever only counts what waits. */
export function externalNumbersIn(text: string): readonly string[] {
  return [...text.matchAll(/<cExterneBestellNr>([^<]*)<\/cExterneBestellNr>/g)].map(match => (match[1] ?? '').trim())
}
