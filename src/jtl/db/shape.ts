import { type RawBuilder, sql } from 'kysely'
import type { CallOptions, JtlShape, MissingObject } from '../jtl.ts'
import { jtlFault } from '../jtl-errors.ts'
import type { JtlTable, JtlTables } from './jtl-tables.ts'
import type { Ask } from './seam.ts'

type Needed = { readonly [Table in JtlTable]?: readonly (keyof JtlTables[Table] & string)[] }

/** Read by both shapes. Column by column, because a login may be granted single columns (docs/reference/jtl-tables.md) and JTL versions differ. */
const always: Needed = {
  'dbo.tversion': ['cVersion'],
  'dbo.tArtikel': [
    'kArtikel',
    'cArtNr',
    'cBarcode',
    'cAktiv',
    'nDelete',
    'nIstVater',
    'kVaterArtikel',
    'kStueckliste',
    'cLagerAktiv',
    'cLagerKleinerNull',
    'nPuffer',
    'fVKNetto',
    'kSteuerklasse',
    'bRowversion',
  ],
  'dbo.tStueckliste': ['kStueckliste', 'kArtikel', 'fAnzahl'],
  'dbo.tlagerbestand': ['kArtikel', 'fLagerbestand', 'fVerfuegbar', 'fInAuftraegen', 'bRowversion'],
  'dbo.tLieferschein': ['kLieferschein', 'kBestellung', 'cLieferscheinNr'],
  'dbo.tLieferscheinPos': ['kLieferschein', 'kBestellPos', 'fAnzahl'],
  'dbo.tLieferscheinEckdaten': ['kLieferschein', 'kVersandArt'],
  'dbo.tVersand': [
    'kVersand',
    'kLieferschein',
    'cIdentCode',
    'cShipmentId',
    'kVersandArt',
    'cLogistiker',
    'dVersendet',
    'dErstellt',
    'bRowversion',
  ],
  'dbo.tversandart': ['kVersandArt', 'cName', 'cAktiv', 'cAmazonCarrierCode'],
  'dbo.tZahlungsart': ['kZahlungsart', 'cName', 'nAktiv', 'nAusliefernVorZahlung'],
  'dbo.tRueckhalteGrund': ['kRueckhalteGrund', 'cName'],
  'dbo.tkunde': ['kKunde', 'cSperre'],
}

const newOrders: Needed = {
  'Verkauf.tAuftrag': [
    'kAuftrag',
    'cAuftragsNr',
    'nType',
    'cExterneAuftragsnummer',
    'kKunde',
    'kPlattform',
    'kFirmaHistory',
    'kZahlungsart',
    'kVersandArt',
    'dErstellt',
    'nStorno',
    'nKomplettAusgeliefert',
    'nPending',
    'kRueckhaltegrund',
  ],
  'Verkauf.tAuftragPosition': [
    'kAuftragPosition',
    'kAuftrag',
    'kArtikel',
    'cArtNr',
    'fAnzahl',
    'fVkNetto',
    'fMwSt',
    'fRabatt',
    'nType',
    'nSort',
    'kAuftragStueckliste',
  ],
  'Verkauf.tAuftragPositionEckdaten': ['kAuftrag', 'nVersandSperre'],
  'Verkauf.tAuftragEckdaten': ['kAuftrag', 'dBezahlt'],
  'Verkauf.tAuftragStorno': ['kAuftrag', 'kAuftragStornogrund', 'dStorniert'],
  'Verkauf.tAuftragStornogrund': ['kAuftragStornogrund', 'cStornogrund'],
  'dbo.tFirmaHistory': ['kFirmaHistory', 'kFirma'],
}

const oldOrders: Needed = {
  'dbo.tBestellung': [
    'kBestellung',
    'cBestellNr',
    'cInetBestellNr',
    'cType',
    'tKunde_kKunde',
    'tVersandArt_kVersandArt',
    'nPlatform',
    'kFirma',
    'kZahlungsart',
    'dBezahlt',
    'dErstellt',
    'nStorno',
    'nKomplettAusgeliefert',
    'kRueckhaltegrund',
  ],
  'dbo.tbestellpos': [
    'kBestellPos',
    'tBestellung_kBestellung',
    'tArtikel_kArtikel',
    'cArtNr',
    'nAnzahl',
    'fVKNetto',
    'fMwSt',
    'fRabatt',
    'nType',
    'nSort',
    'kBestellStueckliste',
  ],
}

/** Without these something is lost, but not everything. */
const optional: readonly { readonly without: MissingObject['without']; readonly needed: Needed }[] = [
  { without: 'queue', needed: { 'dbo.tXMLBestellImport': ['kXMLBestellImport', 'cText', 'nPlattform', 'nRechnung'] } },
  {
    without: 'oversell',
    needed: { 'dbo.tPlattformUeberverkaeufeMoeglich': ['kArtikel', 'nPlattform', 'bRowversion'] },
  },
  { without: 'packaging-units', needed: { 'dbo.tGebinde': ['kArtikel', 'fAnzahl', 'cEAN'] } },
  {
    without: 'warehouse-stock',
    needed: {
      'dbo.tlagerbestandProLagerLagerartikel': ['kArtikel', 'kWarenlager', 'fBestand', 'fVerfuegbarGesperrt'],
      'dbo.tWarenLager': ['kWarenLager', 'cName', 'cKuerzel', 'nAktiv', 'nFulfillment'],
    },
  },
  { without: 'worker-status', needed: { 'Worker.tStatus': ['nAbgleichstyp', 'kZiel', 'nStatus', 'dZeitstempelUtc'] } },
  {
    without: 'settings',
    needed: {
      'dbo.tPlattform': ['nPlattform', 'cName', 'nTyp'],
      'dbo.tfirma': ['kFirma', 'cName', 'cLandISO'],
      'dbo.tBenutzer': ['kBenutzer', 'cLogin', 'cName', 'nAktiv'],
    },
  },
]

/** Every object with its columns, for the grants; the first ones are needed, the others optional. */
export function objectsOf(shape: JtlShape): readonly (readonly [table: string, columns: readonly string[]])[] {
  const lists = [always, shape === '1.6+' ? newOrders : oldOrders, ...optional.map(one => one.needed)]
  return lists.flatMap(needed => Object.entries(needed))
}

export interface FoundShape {
  readonly shape: JtlShape
  readonly missing: readonly MissingObject[]
}

/**
 * Told apart by what is there, not by the version number: tables of Wawi 2.x are unseen, and metadata shows a login only
 * what it may see. So each object is asked for with all its columns and without rows: "missing or not granted".
 */
export async function findShape(ask: Ask, hasOldOrderTable: boolean, options: CallOptions): Promise<FoundShape> {
  const withoutNew = await missingOf(ask, newOrders, options)
  const isNewAbsent = withoutNew.includes('Verkauf.tAuftrag')
  // From 1.6 on dbo.tBestellung is a view for old programs: only a real table means 1.5.
  const shape: JtlShape = isNewAbsent && hasOldOrderTable ? '1.5' : '1.6+'
  const missing = [
    ...(await missingOf(ask, always, options)),
    ...(shape === '1.5' ? await missingOf(ask, oldOrders, options) : withoutNew),
  ]
  if (missing.length > 0)
    throw jtlFault('jtl.unknown-shape', 'Reading the tables of JTL-Wawi', {
      detail: `missing or not granted: ${missing.join(', ')}`,
      params: { missing: missing.join(', ') },
    })
  const lost: MissingObject[] = []
  for (const { without, needed } of optional)
    for (const object of await missingOf(ask, needed, options)) lost.push({ object, without })
  return { shape, missing: lost }
}

/** Names of objects, or of single columns where only those are missing. */
async function missingOf(ask: Ask, needed: Needed, options: CallOptions): Promise<readonly string[]> {
  const missing: string[] = []
  for (const [table, columns] of Object.entries(needed)) {
    if (await isReadable(ask, table, columns, options)) continue
    const unreadable: string[] = []
    for (const column of columns) if (!(await isReadable(ask, table, [column], options))) unreadable.push(column)
    if (unreadable.length === columns.length) missing.push(table)
    else missing.push(...unreadable.map(column => `${table}.${column}`))
  }
  return missing
}

async function isReadable(ask: Ask, table: string, columns: readonly string[], options: CallOptions): Promise<boolean> {
  try {
    await noRowsOf(table, columns).execute(ask.db, options)
    return true
  } catch (error) {
    if (ask.seam.isMissingObject(error)) return false
    throw error
  }
}

/** `where 1 = 0` answers without rows in every database; SQL Server still checks names and grants. */
export function noRowsOf(table: string, columns: readonly string[]): RawBuilder<unknown> {
  return sql`select ${sql.join(columns.map(column => sql.ref(`t.${column}`)))} from ${sql.table(table)} as t where 1 = 0`
}
