import { sql } from 'kysely'
import type { Ask } from './seam.ts'

/** Each of these is small; read at start, daily, and the names again before a hand-over. */

export const shippingMethods = ({ db }: Ask) =>
  db
    .selectFrom('dbo.tversandart')
    .select([
      'kVersandArt as key',
      'cName as name',
      sql<number>`case when cAktiv = 'N' then 0 else 1 end`.as('active'),
      'cAmazonCarrierCode as amazonCarrier',
    ])
    .orderBy('kVersandArt')

export const paymentMethods = ({ db }: Ask) =>
  db
    .selectFrom('dbo.tZahlungsart')
    .select([
      'kZahlungsart as key',
      'cName as name',
      'nAktiv as active',
      sql<number>`coalesce(nAusliefernVorZahlung, 0)`.as('shipsUnpaid'),
    ])
    .orderBy('kZahlungsart')

export const companies = ({ db }: Ask) =>
  db.selectFrom('dbo.tfirma').select(['kFirma as key', 'cName as name', 'cLandISO as countryIso']).orderBy('kFirma')

export const users = ({ db }: Ask) =>
  db
    .selectFrom('dbo.tBenutzer')
    .select(['kBenutzer as key', 'cLogin as login', 'cName as name', 'nAktiv as active'])
    .orderBy('kBenutzer')

export const platforms = ({ db }: Ask) =>
  db.selectFrom('dbo.tPlattform').select(['nPlattform as key', 'cName as name', 'nTyp as type']).orderBy('nPlattform')

export const warehouses = ({ db }: Ask) =>
  db
    .selectFrom('dbo.tWarenLager')
    .select(['kWarenLager as key', 'cName as name', 'cKuerzel as shortName', 'nAktiv as active', 'nFulfillment'])
    .orderBy('kWarenLager')

export const wawiVersion = ({ db }: Ask) => db.selectFrom('dbo.tversion').select('cVersion')
