import type { WawiDatabase } from './wawi-database.ts'

/** The master data of a small German shop. The shipping methods include some that no TEMU carrier list knows. */
const shippingMethods = [
  'DHL Paket',
  'DPD Classic',
  'Hermes Päckchen',
  'GLS Business Parcel',
  'Deutsche Post Warenpost',
  'UPS Standard',
  'Spedition Müller',
  'Abholung',
] as const

export const unknownToTemu = 'Spedition Müller'

/** The platforms a fresh Wawi has; a platform of one's own gets a key from 20000 on. */
const platforms = [
  [1, 'JTL-Wawi', 1],
  [2, 'Onlineshop', 2],
  [3, 'XML-Import', 3],
  [5, 'ebay.de', 5],
  [8, 'unicorn', 8],
  [10, 'weitere Verkaufskanäle', 11],
  [11, 'Sonstige', 10],
  [51, 'amazon.de', 6],
  [20_000, 'TEMU eigene Plattform', 10],
] as const

export const xmlImportPlatform = 3
/** Booked in Wawi itself; other channels of this merchant use it. */
export const wawiPlatform = 1

export function fillMasterData(db: WawiDatabase, wawiVersion: string, now: string): void {
  if (db.one('select 1 from dbo.tversion')) return
  db.insert('dbo.tversion', { cVersion: wawiVersion })
  db.insert('dbo.tMandant', { cName: 'Nordlicht Handel GmbH', cDB: 'eazybusiness' })
  for (const name of shippingMethods) db.insert('dbo.tversandart', { cName: name, cAktiv: 'Y' })
  db.insert('dbo.tversandart', { cName: 'TNT Express (alt)', cAktiv: 'N' })
  const payments = [
    ['Rechnung', 1],
    ['Vorkasse', 0],
    ['PayPal', 0],
    ['TEMU', 1],
  ] as const
  for (const [name, before] of payments)
    db.insert('dbo.tZahlungsart', {
      cName: name,
      nAusliefernVorZahlung: before,
      nIstStandard: name === 'Rechnung' ? 1 : 0,
    })
  db.insert('dbo.tRueckhalteGrund', { cName: 'Adresse prüfen' })
  db.insert('dbo.tRueckhalteGrund', { cName: 'Betrugsverdacht' })
  for (const [key, name, type] of platforms)
    db.insert('dbo.tPlattform', { nPlattform: key, cName: name, cID: name, nTyp: type, cWaehrung: 'EUR' })
  db.insert('dbo.tKundenGruppe', { cName: 'Endkunden', nStandard: 1, nNettoPreise: 0 })
  db.insert('dbo.tKundenGruppe', { cName: 'Händler', nStandard: 0, nNettoPreise: 1 })
  for (const name of ['Nordlicht Handel GmbH', 'Nordlicht Buch & Genuss e.K.']) {
    const key = db.insert('dbo.tfirma', { cName: name, cAktiv: 'Y', cLandISO: 'DE' })
    db.insert('dbo.tFirmaHistory', { kFirma: key, cName: name, cLandISO: 'DE' })
  }
  for (const [login, name] of [
    ['admin', 'Administrator'],
    ['kontor', 'Kontor'],
    ['lager', 'Lager'],
  ] as const)
    db.insert('dbo.tBenutzer', { cLogin: login, cName: name, kFirma: 1 })
  db.insert('dbo.tSteuerklasse', { cName: 'normaler Steuersatz', nStandard: 1 })
  db.insert('dbo.tSteuerklasse', { cName: 'ermäßigter Steuersatz', nStandard: 0 })
  db.insert('dbo.tSpracheUsed', {
    kSprache: 1,
    cNameEng: 'German',
    cNameDeu: 'Deutsch',
    cISO: 'ger',
    cISO2: 'DE',
    nStandard: 1,
  })
  db.insert('dbo.tSpracheUsed', {
    kSprache: 2,
    cNameEng: 'English',
    cNameDeu: 'Englisch',
    cISO: 'eng',
    cISO2: 'EN',
    nStandard: 0,
  })
  for (const [name, short, fulfillment] of [
    ['Hauptlager', 'HL', 0],
    ['Außenlager Nord', 'AN', 0],
    ['Fulfillment extern', 'FE', 1],
  ] as const)
    db.insert('dbo.tWarenLager', {
      cName: name,
      cKuerzel: short,
      cLagerTyp: 'Standard',
      kFirma: 1,
      nFulfillment: fulfillment,
    })
  db.insert('Verkauf.tAuftragStornogrund', { cStornogrund: 'Kundenwunsch', cScxMapping: 'CUSTOMER_REQUEST' })
  db.insert('Verkauf.tAuftragStornogrund', { cStornogrund: 'nicht lieferbar', cScxMapping: 'NO_INVENTORY' })
  db.insert('Worker.tStatus', {
    kMandant: 1,
    nAbgleichstyp: 1,
    kZiel: 0,
    dZeitstempelUtc: now,
    nStatus: 0,
    cProgressText: '',
  })
}
