/**
 * JTL-Wawi's tables as far as anybody outside may look: names, types and lengths as scripted from a real 1.10.11
 * database. One word per column: name:type, `!` not null, `=x` default.
 * pk identity key · i int · t tinyint · b bit · d decimal(25,13) · n50 nvarchar(50) · nm nvarchar(max) · c1 char(1)
 * dt datetime (local wall clock text) · bin varbinary · rv rowversion
 */
export interface TableSpec {
  /** dbo, Verkauf, Rechnung, Worker. */
  readonly schema: string
  readonly name: string
  readonly columns: readonly ColumnSpec[]
  /** Indexes and unique keys of the real table: `unique(cArtNr)`, `(kBestellung)`. */
  readonly keys: readonly string[]
}

export interface ColumnSpec {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly default: string | undefined
  /** Characters, of nvarchar and char columns. */
  readonly limit: number | undefined
}

const specs: readonly (readonly [table: string, columns: string, ...keys: string[]])[] = [
  ['dbo.tversion', 'cVersion:n255! bRowversion:rv'],
  ['dbo.tMandant', 'kMandant:pk cName:n255 cDB:n20 bRowversion:rv'],
  [
    'dbo.tArtikel',
    `kArtikel:pk cArtNr:n100! fVKNetto:d!=0 fUVP:d!=0 cAktiv:c1!='N' nLagerbestand:d!=0 cBarcode:n255 fGewicht:d!=0 cTeilbar:c1='N'
    cLagerAktiv:c1!='Y' cLagerKleinerNull:c1!='N' nMidestbestand:d!=0 fEKNetto:d!=0 fEbayPreis:d!=0 cLagerVariation:c1!='N' nDelete:t=0
    dMod:dt cTaric:n20 cHerkunftsland:n64 kSteuerklasse:i!=1 dErstelldatum:dt fArtGewicht:d!=0 cHAN:n255 cISBN:n255 cASIN:n255
    kEigenschaftKombi:i!=0 kVaterArtikel:i!=0 nIstVater:t!=0 nIstMindestbestand:t kStueckliste:i!=0 cUPC:n255 fAmazonVK:d!=0 nPufferTyp:t
    nPuffer:i!=0 fBreite:d!=0 fHoehe:d!=0 fLaenge:d!=0 nLiefertageWennAusverkauft:i nBearbeitungszeit:i cAmazonFNSKU:n50 bRowversion:rv
    nSeriennummernstatus:t!=0`,
    'unique(cArtNr)',
    '(cBarcode)',
    '(cHAN)',
    '(kVaterArtikel)',
    '(kStueckliste)',
  ],
  [
    'dbo.tArtikelBeschreibung',
    'kArtikel:i! kSprache:i! kPlattform:i! kShop:i! cName:n255 cBeschreibung:nm cKurzBeschreibung:nm bRowversion:rv',
    'unique(kArtikel,kSprache,kPlattform,kShop)',
  ],
  ['dbo.tSpracheUsed', 'kSprache:i! cNameEng:n255 cNameDeu:n255 cISO:n10 nStandard:t cISO2:c2! bRowversion:rv'],
  [
    'dbo.tStueckliste',
    'kStueckliste:i! kArtikel:i! fAnzahl:d! bRowversion:rv cKommentar:n255 nSort:i kVaterArtikel:i!=0',
    'unique(kStueckliste,kArtikel)',
    '(kArtikel)',
  ],
  ['dbo.tGebinde', 'kGebinde:pk kArtikel:i! cName:n255 fAnzahl:d! cEAN:n255 cUPC:n255 bRowversion:rv', '(kArtikel)'],
  [
    'dbo.tlagerbestand',
    `kArtikel:pk fLagerbestand:d!=0 fVerfuegbar:d!=0 fVerfuegbarGesperrt:d!=0 fZulauf:d!=0 fAufEinkaufsliste:d!=0 dLieferdatum:dt
    fLagerbestandEigen:d!=0 fInAuftraegen:d!=0 nLagerAktiv:t!=0 nArtikelTyp:t!=0 nTeilbar:t!=0 nLagerKleinerNull:t!=0
    fAuslieferungGesperrt:d!=0 bRowversion:rv fProduktionGesperrt:d!=0`,
    'check(fInAuftraegen >= 0)',
  ],
  [
    'dbo.tlagerbestandProLagerLagerartikel',
    'kArtikel:i! kWarenlager:i! fBestand:d!=0 fVerfuegbarGesperrt:d!=0 fAuslieferungGesperrt:d!=0 bRowversion:rv',
    'unique(kArtikel,kWarenlager)',
  ],
  [
    'dbo.tPlattformUeberverkaeufeMoeglich',
    'kPlattformUeberverkaeufeMoeglich:pk kArtikel:i! nPlattform:i! bRowversion:rv',
    '(kArtikel)',
  ],
  ['dbo.tShopUeberverkaeufeMoeglich', 'kShopUeberverkaeufeMoeglich:pk kArtikel:i! nPlattform:i! kShop:i!'],
  [
    'dbo.tWarenLager',
    `kWarenLager:pk cName:n255 cKuerzel:n255 cLagerTyp:n255 kFirma:i nFulfillment:t!=0 nLagerplatzVerwaltung:t!=0
    nAuslieferungsPrio:i nAktiv:t!=1 bRowversion:rv`,
  ],
  [
    'dbo.tversandart',
    `kVersandArt:pk cName:n255 cAktiv:c1='Y' nEigeneVersandart:t kMainVersandart:i nTrackingIDEingabePflicht:t cTrackingIDRegex:n1000
    nVersandMailSenden:t!=0 cTrackingUrlTemplate:n255 cAmazonCarrierCode:n255 cEbayCarrierCode:n255 kShippingServiceProviderType:t
    cMarktplatzLieferservice:n255 bRowversion:rv`,
  ],
  [
    'dbo.tZahlungsart',
    'kZahlungsart:pk cName:n255 cPaymentOption:n255 nAusliefernVorZahlung:t bRowversion:rv nIstStandard:b!=0 nAktiv:b!=1',
  ],
  ['dbo.tRueckhalteGrund', 'kRueckhalteGrund:pk cName:n50! bRowversion:rv'],
  ['dbo.tPlattform', 'nPlattform:pk cName:n30! cID:n30! nInet:i!=0 cWaehrung:n20 nTyp:i!=9 bRowversion:rv'],
  ['dbo.tKundenGruppe', 'kKundenGruppe:pk cName:n255 nStandard:t nNettoPreise:t fRabatt:d!=0 bRowversion:rv'],
  ['dbo.tFirmaHistory', 'kFirmaHistory:pk kFirma:i! cName:n255 cLandISO:n5 nKleinunternehmer:b!=0 bRowversion:rv'],
  ['dbo.tfirma', "kFirma:pk cName:n255 cAktiv:c1='Y' cLandISO:n5 nKleinunternehmer:b!=0 bRowversion:rv"],
  ['dbo.tBenutzer', 'kBenutzer:pk cLogin:n15 cName:n255 kFirma:i nAktiv:b!=1 bRowversion:rv'],
  ['dbo.tSteuerklasse', 'kSteuerklasse:pk cName:n255 nStandard:t nTyp:i!=0 bRowversion:rv'],
  ['dbo.tShop', 'kShop:pk cName:n255 kFirma:i nTyp:t! nGesperrt:t=0 nAktiv:b!=1 kWarenlager:i bRowversion:rv'],
  [
    'dbo.tkunde',
    `kKunde:pk kKundenKategorie:i cKundenNr:n30 dErstellt:dt cEbayName:n255 cSperre:c1='N' kKundenGruppe:i kSprache:i cHerkunft:n255
    kZahlungsart:i kFirma:t!=1 bRowversion:rv`,
    '(cKundenNr)',
  ],
  [
    'dbo.tAdresse',
    `kAdresse:pk kKunde:i cFirma:n128 cAnrede:n30 cTitel:n64 cVorname:n255 cName:n255 cStrasse:n255 cPLZ:n24 cOrt:n255 cLand:n255
    cTel:n30 cZusatz:n60 cAdressZusatz:n255 cPostID:n255 cMobil:n30 cMail:n255 cFax:n30 cBundesland:n255 cISO:n5 nStandard:t nTyp:t!
    cUSTID:n20 bRowversion:rv`,
    '(kKunde)',
  ],
  [
    'dbo.tXMLBestellImport',
    'kXMLBestellImport:pk cText:nm nPlattform:t nRechnung:t bRowversion:rv',
    // SQL Server refuses what does not fit a tinyint (error 220); SQLite would keep it.
    'check(nPlattform between 0 and 255)',
    'check(nRechnung between 0 and 255)',
  ],
  [
    'dbo.tLieferschein',
    `kLieferschein:pk kBestellung:i! kBenutzer:i! cLieferscheinNr:n50 cHinweis:n255 dMailVersand:dt dErstellt:dt dGedruckt:dt
    nFulfillment:i kLieferantenBestellung:i bRowversion:rv`,
    '(kBestellung)',
    '(dErstellt)',
  ],
  [
    'dbo.tLieferscheinPos',
    'kLieferscheinPos:pk kLieferschein:i! kBestellPos:i fAnzahl:d! cHinweis:n4000 bRowversion:rv',
    '(kLieferschein)',
    '(kBestellPos)',
  ],
  [
    'dbo.tLieferscheinEckdaten',
    `kLieferschein:pk dErstellt:dt dVersendet:dt nAnzahlPakete:i!=0 nAnzahlVersendetePakete:i!=0 nVersandStatus:t kVersandArt:i
    nRechnungStatus:t!=0`,
  ],
  [
    'dbo.tVersand',
    `kVersand:pk kLieferschein:i! kBenutzer:i! kLogistik:i cIdentCode:n255 dErstellt:dt cHinweis:n255 fGewicht:d!=0 kVersandArt:i
    cLogistiker:n50 cFulfillmentCenter:n50 dAnkunftszeit:dt dVersendet:dt nStatus:t!=0 cShipmentId:n50 cReference:n255
    cShipmentOrderId:n100 bRowversion:rv cEnclosedReturnIdentCode:n255 kReturnVersandart:i`,
    '(kLieferschein)',
    '(dVersendet)',
    '(cIdentCode)',
  ],
  [
    'dbo.tZahlung',
    `kZahlung:pk cName:n255 dDatum:dt fBetrag:d! kBestellung:i kBenutzer:i cHinweis:n2000 kZahlungsart:i cExternalTransactionId:n255
    kRechnung:i bRowversion:rv`,
    '(kBestellung)',
  ],
  [
    'dbo.tFile',
    'kFile:pk bFile:bin! kBenutzer:i! dErstellDatum:dt! cFileHash:n255! cFileName:n255! cFileType:n20! nFileSizeKB:i!',
  ],
  [
    'Verkauf.tAuftrag',
    `kAuftrag:pk kBenutzer:i! kKunde:i cAuftragsNr:n50! nType:t! dErstellt:dt! cWaehrung:c3 fFaktor:d!=1 kShop:i kFirmaHistory:i! kPlattform:i
    kSprache:i cExterneAuftragsnummer:n50 nSteuereinstellung:i cVersandlandISO:n5 cVersandlandWaehrung:c3!='EUR'
    fVersandlandWaehrungFaktor:d!=1 kVersandArt:i nZahlungszielTage:i dVoraussichtlichesLieferdatum:dt kVorgangsstatus:i nStorno:b!=0
    nKomplettAusgeliefert:i!=0 nLieferPrioritaet:i!=0 kRueckhaltegrund:i kZahlungsart:i kWarenlager:i nIstExterneRechnung:t!=0
    nIstReadOnly:t!=0 cUstId:n25 nArchiv:b!=0 nReserviert:b!=0 nAuftragStatus:t cKundenAuftragsnummer:n250 dExternesErstelldatum:dt
    kFarbe:i bRowversion:rv cKundenNr:n30 kKundengruppe:i dErstelltWawi:dt dAuslieferungAb:dt cKundeUstId:n20 nPending:b!=0
    kBenutzerErstellt:i!=1 nSteuersonderbehandlung:t!=0`,
    'unique(cAuftragsNr,nType)',
    '(cExterneAuftragsnummer)',
    '(kPlattform)',
    '(kKunde)',
    // JTL's (nType, dErstellt) is left out: SQLite keeps no statistics and would read all orders by it, number by number.
    '(nKomplettAusgeliefert,nType,nStorno)',
  ],
  [
    'Verkauf.tAuftragPosition',
    `kAuftragPosition:pk kArtikel:i kAuftrag:i! cArtNr:n100 nReserviert:b!=0 cName:n255 cHinweis:n2000 fAnzahl:d! fEkNetto:d!=0 fVkNetto:d!=0
    fRabatt:d!=0 fMwSt:d!=0 nSort:i!=0 kSteuerklasse:i nType:t! cEinheit:n255 kKonfigVater:i kAuftragStueckliste:i kSteuerschluessel:i
    bRowversion:rv fWertNettoGesamtFixiert:d fWertBruttoGesamtFixiert:d`,
    '(kAuftrag)',
    '(kArtikel,kAuftrag)',
  ],
  [
    'Verkauf.tAuftragPositionEckdaten',
    `kAuftragPosition:pk nArtikelTyp:i!=0 fAnzahlOffen:d!=0 fAnzahlGeliefert:d!=0 fAnzahlGutgeschrieben:d!=0 fAnzahlAufRechnung:d!=0
    bRowversion:rv fWertNetto:d fWertBrutto:d kArtikel:i nIstStuecklistenvater:b!=0 kAuftrag:i! nAuftragStatus:t nVersandSperre:b!=0`,
    '(kAuftrag)',
  ],
  [
    'Verkauf.tAuftragEckdaten',
    `kAuftrag:pk dLetzterVersand:dt dGedruckt:dt dVersandMail:dt fWertNetto:d!=0 fWertBrutto:d!=0 fZahlung:d!=0 fGutschrift:d!=0 dBezahlt:dt
    nRechnungStatus:t!=0 nZahlungStatus:t!=0 nAnzahlPakete:i!=0 nAnzahlVersendetePakete:i!=0 nIstFuerAuslieferungGesperrt:t!=0
    bRowversion:rv cRechnungsnummern:n200 fOffenerWert:d!=0`,
  ],
  [
    'Verkauf.tAuftragAdresse',
    `kAuftrag:i! kKunde:i cFirma:n128 cAnrede:n30 cTitel:n64 cVorname:n255 cName:n255 cStrasse:n255 cPLZ:n24 cOrt:n255 cLand:n255 cTel:n30
    cZusatz:n60 cAdressZusatz:n255 cPostID:n255 cMobil:n30 cMail:n255 cFax:n30 cBundesland:n255 cISO:n5 nTyp:t! bRowversion:rv`,
    'unique(kAuftrag,nTyp)',
  ],
  ['Verkauf.tAuftragText', 'kAuftrag:pk cAnmerkung:nm cDrucktext:nm cHinweis:nm bRowversion:rv cVorgangsstatus:n255'],
  ['Verkauf.tAuftragStorno', 'kAuftrag:pk kBenutzer:i! kAuftragStornogrund:i! dStorniert:dt! cKommentar:n100'],
  [
    'Verkauf.tAuftragStornogrund',
    'kAuftragStornogrund:pk cStornogrund:n50! nAmazonMapping:i!=0 cScxMapping:n50! nIstKommentarErforderlich:b!=0',
  ],
  ['Verkauf.tAuftragRechnung', 'kAuftrag:i! kRechnung:i!', 'unique(kAuftrag,kRechnung)'],
  [
    'Rechnung.tRechnung',
    `kRechnung:pk kBenutzer:i kKunde:i cRechnungsnr:n50! dErstellt:dt! cWaehrung:c3!='EUR' nSteuereinstellung:i!=0 nIstExterneRechnung:t!=0
    dLeistungsdatum:dt bRowversion:rv kPlattform:i cExterneAuftragsnummer:n50 nIstProforma:b!=0 nStorno:b!=0 nIstEntwurf:b!=0 kShop:i
    cUstId:n25 cKundeUstId:n20`,
  ],
  [
    'Rechnung.tRechnungPosition',
    `kRechnungPosition:pk kRechnung:i! kAuftrag:i kAuftragPosition:i kArtikel:i cArtNr:n100 cName:n255 fAnzahl:d! fMwSt:d! fVkNetto:d!
    nType:t! kStuecklisteRechnungPos:i bRowversion:rv`,
    '(kRechnung)',
    '(kAuftrag)',
  ],
  [
    'Rechnung.tRechnungEckdaten',
    `kRechnung:pk fOffenerWert:d dBezahlt:dt fVkBruttoGesamt:d fVkNettoGesamt:d nZahlungStatus:t!=0 nKorrigiert:b!=0 cAuftragsnummern:n200
    bRowversion:rv`,
  ],
  [
    'Rechnung.tRechnungFile',
    'kRechnungFile:pk kRechnung:i! kFile:i! kBenutzer:i! cFilename:n255 nDokumentTyp:i! bRowversion:rv',
  ],
  [
    'Worker.tStatus',
    'kMandant:i! nAbgleichstyp:t! kZiel:i! dZeitstempelUtc:dt! nStatus:i!=0 cProgressText:n256',
    'unique(kMandant,nAbgleichstyp,kZiel)',
  ],
  [
    'Worker.tErrorlog',
    'kMandant:i! nAbgleichstyp:t! kZiel:i! dZeitstempelUtc:dt! cMeldung:n4000!',
    'unique(kMandant,nAbgleichstyp,kZiel)',
  ],
]

/** Before 1.6 orders were two tables in dbo. Columns known from JTL's own compatibility view; types and lengths are guesses. */
const specsBefore16: typeof specs = [
  [
    'dbo.tBestellung',
    `kBestellung:pk tKunde_kKunde:i tBenutzer_kBenutzer:i cBestellNr:n50! cType:c1! cInetBestellNr:n50 dErstellt:dt cWaehrung:c3
    tVersandArt_kVersandArt:i kZahlungsart:i nPlatform:i kFirma:i kShop:i nStorno:t!=0 nKomplettAusgeliefert:t!=0 kRueckhaltegrund:i
    dBezahlt:dt cIdentCode:n255 cVersandInfo:n255 bRowversion:rv`,
    '(cInetBestellNr)',
  ],
  [
    'dbo.tbestellpos',
    `kBestellPos:pk tArtikel_kArtikel:i tBestellung_kBestellung:i! cArtNr:n100 cString:n255 nAnzahl:d! fVKPreis:d!=0 fVKNetto:d!=0
    fMwSt:d!=0 fRabatt:d!=0 nType:t! nSort:i!=0 kBestellStueckliste:i!=0 bRowversion:rv`,
    '(tBestellung_kBestellung)',
  ],
]

/** Compared without case, as a German SQL Server does. */
const caseless = new Set([
  'cArtNr',
  'cBarcode',
  'cHAN',
  'cExterneAuftragsnummer',
  'cInetBestellNr',
  'cAuftragsNr',
  'cKundenNr',
  'cEAN',
  'cUPC',
])

function columnSpec(word: string): ColumnSpec {
  const parts = /^(\w+):([a-z]+\d*)(!?)(?:=(.+))?$/.exec(word)
  if (!parts) throw new Error(`Column "${word}" of the simulated JTL is not written as name:type`)
  const [, name = '', type = '', notNull, fallback] = parts
  const limit = /^[nc]\d+$/.test(type) ? Number(type.slice(1)) : undefined
  return { name, type, notNull: notNull === '!', default: fallback, limit }
}

function tableSpec([table, columns, ...keys]: (typeof specs)[number]): TableSpec {
  const [schema = '', name = ''] = table.split('.')
  return { schema, name, columns: columns.trim().split(/\s+/).map(columnSpec), keys }
}

export const wawiTables: readonly TableSpec[] = specs.map(tableSpec)
export const wawiTablesBefore16: readonly TableSpec[] = specsBefore16.map(tableSpec)

function sqlType(column: ColumnSpec): string {
  const { type } = column
  if (type === 'pk') return 'integer primary key autoincrement'
  if (type === 'rv') return 'blob'
  if (type === 'bin') return 'blob'
  if (type === 'd') return 'decimal(25,13)'
  if (type === 'i') return 'int'
  if (type === 't') return 'tinyint'
  if (type === 'b') return 'tinyint'
  if (type === 'dt') return 'text'
  return caseless.has(column.name) || column.name === 'cName' ? 'text collate nocase' : 'text'
}

/** `create table` and its indexes; `schema` may differ from the real one (see wawi-database.ts). */
export function createStatements(table: TableSpec, schema: string): readonly string[] {
  const columns = table.columns.map(column => {
    const parts = [column.name, sqlType(column)]
    if (column.notNull) parts.push('not null')
    if (column.default !== undefined) parts.push(`default ${column.default}`)
    return parts.join(' ')
  })
  const checks = table.keys.filter(key => key.startsWith('check'))
  const statements = [`create table if not exists ${schema}.${table.name} (${[...columns, ...checks].join(', ')})`]
  table.keys.forEach((key, at) => {
    if (key.startsWith('check')) return
    const unique = key.startsWith('unique') ? 'unique ' : ''
    const name = `IX_${table.name}_${at + 1}`
    statements.push(
      `create ${unique}index if not exists ${schema}.${name} on ${table.name} ${key.replace('unique', '')}`,
    )
  })
  return statements
}

/** Keeps bRowversion: every write takes the next number of dbo.tRowversionCounter, as SQL Server does by itself. */
export function rowversionTriggers(table: TableSpec, schema: string): readonly string[] {
  if (!table.columns.some(column => column.type === 'rv')) return []
  // A trigger of one SQLite file cannot write into another: outside dbo they live with the simulator's connection,
  // which is the only writer there.
  const where = schema === 'dbo' ? 'trigger if not exists dbo.' : 'temp trigger if not exists '
  const on = schema === 'dbo' ? table.name : `${schema}.${table.name}`
  const body = `update tRowversionCounter set nNext = nNext + 1;
    update ${table.name} set bRowversion = (select unhex(printf('%016x', nNext - 1)) from tRowversionCounter) where rowid = new.rowid;`
  return [
    `create ${where}rv_${table.name}_insert after insert on ${on} when new.bRowversion is null begin ${body} end`,
    `create ${where}rv_${table.name}_update after update on ${on} when new.bRowversion is old.bRowversion begin ${body} end`,
  ]
}
