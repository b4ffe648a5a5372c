import type { Generated } from 'kysely'

/** Only what Kontor reads; spelled as JTL does. Decimals and bigints are selected as text or whole numbers, never as they are. */
type Decimal = number
type Rowversion = Uint8Array

export interface JtlTables {
  'dbo.tversion': { cVersion: string | null }
  'dbo.tArtikel': {
    kArtikel: number
    cArtNr: string
    cBarcode: string | null
    cAktiv: string | null
    nDelete: number | null
    nIstVater: number | null
    kVaterArtikel: number | null
    kStueckliste: number | null
    cLagerAktiv: string | null
    cLagerKleinerNull: string | null
    nPuffer: number
    fVKNetto: Decimal | null
    kSteuerklasse: number | null
    bRowversion: Rowversion
  }
  'dbo.tStueckliste': { kStueckliste: number; kArtikel: number; fAnzahl: Decimal }
  'dbo.tGebinde': { kArtikel: number; fAnzahl: Decimal; cEAN: string | null }
  'dbo.tlagerbestand': {
    kArtikel: number
    fLagerbestand: Decimal
    fVerfuegbar: Decimal
    fInAuftraegen: Decimal
    bRowversion: Rowversion
  }
  'dbo.tlagerbestandProLagerLagerartikel': {
    kArtikel: number
    kWarenlager: number
    fBestand: Decimal
    fVerfuegbarGesperrt: Decimal
  }
  'dbo.tPlattformUeberverkaeufeMoeglich': { kArtikel: number; nPlattform: number; bRowversion: Rowversion }
  'dbo.tWarenLager': {
    kWarenLager: number
    cName: string | null
    cKuerzel: string | null
    nAktiv: number
    nFulfillment: number
  }
  'Verkauf.tAuftrag': {
    kAuftrag: number
    cAuftragsNr: string
    nType: number
    cExterneAuftragsnummer: string | null
    kKunde: number | null
    kPlattform: number | null
    kFirmaHistory: number
    kZahlungsart: number | null
    kVersandArt: number | null
    dErstellt: string
    nStorno: number
    nKomplettAusgeliefert: number
    nPending: number
    kRueckhaltegrund: number | null
  }
  'Verkauf.tAuftragPosition': {
    kAuftragPosition: number
    kAuftrag: number
    kArtikel: number | null
    cArtNr: string | null
    fAnzahl: Decimal
    fVkNetto: Decimal
    fMwSt: Decimal
    fRabatt: Decimal
    nType: number
    nSort: number
    kAuftragStueckliste: number | null
  }
  'Verkauf.tAuftragPositionEckdaten': { kAuftrag: number; nVersandSperre: number }
  'Verkauf.tAuftragEckdaten': { kAuftrag: number; dBezahlt: string | null }
  'Verkauf.tAuftragStorno': { kAuftrag: number; kAuftragStornogrund: number; dStorniert: string }
  'Verkauf.tAuftragStornogrund': { kAuftragStornogrund: number; cStornogrund: string | null }
  /** Before Wawi 1.6; later a view of this name exists for old programs only. */
  'dbo.tBestellung': {
    kBestellung: number
    cBestellNr: string | null
    cInetBestellNr: string | null
    cType: string
    tKunde_kKunde: number | null
    tVersandArt_kVersandArt: number | null
    nPlatform: number | null
    kFirma: number | null
    kZahlungsart: number | null
    dBezahlt: string | null
    dErstellt: string | null
    nStorno: number | null
    nKomplettAusgeliefert: number | null
    kRueckhaltegrund: number | null
  }
  'dbo.tbestellpos': {
    kBestellPos: number
    tBestellung_kBestellung: number
    tArtikel_kArtikel: number | null
    cArtNr: string | null
    nAnzahl: Decimal
    fVKNetto: Decimal
    fMwSt: Decimal
    fRabatt: Decimal | null
    nType: number
    nSort: number | null
    kBestellStueckliste: number | null
  }
  'dbo.tLieferschein': { kLieferschein: number; kBestellung: number; cLieferscheinNr: string | null }
  'dbo.tLieferscheinPos': { kLieferschein: number; kBestellPos: number; fAnzahl: Decimal }
  'dbo.tLieferscheinEckdaten': { kLieferschein: number; kVersandArt: number | null }
  'dbo.tVersand': {
    kVersand: number
    kLieferschein: number
    cIdentCode: string | null
    cShipmentId: string | null
    kVersandArt: number | null
    cLogistiker: string | null
    dVersendet: string | null
    dErstellt: string | null
    bRowversion: Rowversion
  }
  'dbo.tversandart': {
    kVersandArt: number
    cName: string | null
    cAktiv: string | null
    cAmazonCarrierCode: string | null
  }
  'dbo.tZahlungsart': {
    kZahlungsart: number
    cName: string | null
    nAktiv: number
    nAusliefernVorZahlung: number | null
  }
  'dbo.tRueckhalteGrund': { kRueckhalteGrund: number; cName: string }
  'dbo.tPlattform': { nPlattform: number; cName: string; nTyp: number }
  'dbo.tFirmaHistory': { kFirmaHistory: number; kFirma: number }
  'dbo.tfirma': { kFirma: number; cName: string | null; cLandISO: string | null }
  'dbo.tBenutzer': { kBenutzer: number; cLogin: string | null; cName: string | null; nAktiv: number }
  'dbo.tkunde': { kKunde: number; cSperre: string | null }
  'dbo.tXMLBestellImport': {
    kXMLBestellImport: Generated<number>
    cText: string | null
    nPlattform: number | null
    nRechnung: number | null
  }
  'Worker.tStatus': { nAbgleichstyp: number; kZiel: number; nStatus: number; dZeitstempelUtc: string }
}

export type JtlTable = keyof JtlTables
