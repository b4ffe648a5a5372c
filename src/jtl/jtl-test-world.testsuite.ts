import { type JtlArticleKey, type JtlOrderKey, jtlArticleKey, jtlOrderKey } from '../lib/index.ts'
import type { Jtl, JtlShape } from './jtl.ts'

export type Cell = string | number | null

/** A JTL database the suite may fill. Decimals are given as text, dates as JTL's wall clock in Europe/Berlin. */
export interface JtlTestWorld extends AsyncDisposable {
  readonly jtl: Jtl
  /** A second client of the same database. */
  connect(): Jtl
  insert(table: string, row: Readonly<Record<string, Cell>>): Promise<void>
  /** Plain SQL both databases understand. */
  run(text: string): Promise<void>
}

/** The world of one run of the suite; open only while its tests run. */
export interface UnderTest {
  readonly shape: JtlShape
  readonly world: JtlTestWorld
  readonly jtl: Jtl
}

export const keys = (...list: number[]): JtlArticleKey[] => list.map(jtlArticleKey)
export const orderKeys = (...list: number[]): JtlOrderKey[] => list.map(jtlOrderKey)

/** What every test may refer to: keys from 901 on. */
export async function fillMaster(world: JtlTestWorld, shape: JtlShape): Promise<void> {
  await world.insert('dbo.tversandart', {
    kVersandArt: 901,
    cName: 'Kontor Paket',
    cAktiv: 'Y',
    cAmazonCarrierCode: 'DHL',
  })
  await world.insert('dbo.tversandart', { kVersandArt: 902, cName: 'Kontor Spedition', cAktiv: 'N' })
  await world.insert('dbo.tZahlungsart', { kZahlungsart: 901, cName: 'Kontor Vorkasse', nAktiv: 1 })
  await world.insert('dbo.tZahlungsart', {
    kZahlungsart: 902,
    cName: 'Kontor TEMU',
    nAktiv: 1,
    nAusliefernVorZahlung: 1,
  })
  await world.insert('dbo.tfirma', { kFirma: 901, cName: 'Kontor GmbH', cLandISO: 'DE' })
  await world.insert('dbo.tWarenLager', {
    kWarenLager: 901,
    cName: 'Lager Nord',
    cKuerzel: 'N',
    nAktiv: 1,
    nFulfillment: 0,
  })
  await world.insert('dbo.tPlattform', { nPlattform: 901, cName: 'Test', cID: 'T', nInet: 0, nTyp: 10 })
  await world.insert('dbo.tBenutzer', { kBenutzer: 901, cLogin: 'kontor', cName: 'Kontor', nAktiv: 1 })
  await world.insert('dbo.tRueckhalteGrund', { kRueckhalteGrund: 901, cName: 'Prüfen' })
  await world.insert('dbo.tkunde', { kKunde: 901, cSperre: 'N' })
  await world.insert('dbo.tkunde', { kKunde: 902, cSperre: 'Y' })
  if (shape === '1.5') return
  await world.insert('dbo.tFirmaHistory', { kFirmaHistory: 901, kFirma: 901 })
  await world.insert('Verkauf.tAuftragStornogrund', {
    kAuftragStornogrund: 901,
    cStornogrund: 'Kundenwunsch',
    cScxMapping: '',
  })
}

export const insertArticle = ({ world }: UnderTest, key: number, over: Readonly<Record<string, Cell>> = {}) =>
  world.insert('dbo.tArtikel', {
    kArtikel: key,
    cArtNr: `T-${key}`,
    cAktiv: 'Y',
    cLagerAktiv: 'Y',
    nPuffer: 0,
    kStueckliste: 0,
    ...over,
  })

export interface OrderOver {
  readonly cancelled?: 0 | 1
  readonly isOffer?: boolean
  readonly created?: string
  readonly holdReason?: number
  readonly customer?: number
  readonly shippingMethod?: number
  readonly payment?: number
  readonly paid?: string | null
}

export async function insertOrder(
  { world, shape }: UnderTest,
  key: number,
  number: string,
  over: OrderOver,
): Promise<void> {
  const { cancelled = 0, isOffer = false, created = '2026-11-01T08:00:00', holdReason = 0, customer = 901 } = over
  const { shippingMethod = 901, payment = 902, paid = '2026-11-01T08:00:00' } = over
  if (shape === '1.5')
    return world.insert('dbo.tBestellung', {
      kBestellung: key,
      cBestellNr: `AU${key}`,
      cType: isOffer ? 'A' : 'B',
      cInetBestellNr: number,
      dErstellt: created,
      kFirma: 901,
      tKunde_kKunde: customer,
      tVersandArt_kVersandArt: shippingMethod,
      kZahlungsart: payment,
      nStorno: cancelled,
      kRueckhaltegrund: holdReason,
      dBezahlt: paid,
      nPlatform: 1,
    })
  await world.insert('Verkauf.tAuftrag', {
    kAuftrag: key,
    kBenutzer: 1,
    cAuftragsNr: `AU${key}`,
    nType: isOffer ? 0 : 1,
    cExterneAuftragsnummer: number,
    dErstellt: created,
    kFirmaHistory: 901,
    kKunde: customer,
    kVersandArt: shippingMethod,
    kZahlungsart: payment,
    nStorno: cancelled,
    kRueckhaltegrund: holdReason,
    kPlattform: 1,
  })
  await world.insert('Verkauf.tAuftragEckdaten', { kAuftrag: key, dBezahlt: paid })
}

export function insertLine(
  { world, shape }: UnderTest,
  { key, order, quantity, setLine }: { key: number; order: number; quantity: string; setLine: number | null },
): Promise<void> {
  return shape === '1.5'
    ? world.insert('dbo.tbestellpos', {
        kBestellPos: key,
        tBestellung_kBestellung: order,
        tArtikel_kArtikel: 100,
        cArtNr: 'T',
        nAnzahl: quantity,
        nType: 1,
        kBestellStueckliste: setLine ?? 0,
      })
    : world.insert('Verkauf.tAuftragPosition', {
        kAuftragPosition: key,
        kAuftrag: order,
        kArtikel: 100,
        cArtNr: 'T',
        fAnzahl: quantity,
        nType: 1,
        kAuftragStueckliste: setLine,
      })
}
