import type { CallOptions, JtlMasterData } from '../jtl.ts'
import type { ReadyAsk } from './asking.ts'
import * as master from './master-queries.ts'

/** Lists of optional tables are empty where the login may not read them (`facts.missing` says so). */
export async function readMasterData(ask: ReadyAsk, options: CallOptions): Promise<JtlMasterData> {
  const absent = new Set(ask.facts.missing.map(one => one.object.split('.').slice(0, 2).join('.')))
  const ifThere = async <Row>(
    table: string,
    query: { execute(options: CallOptions): Promise<Row[]> },
  ): Promise<Row[]> => (absent.has(table) ? [] : query.execute(options))
  const shippingMethods = await master.shippingMethods(ask).execute(options)
  const paymentMethods = await master.paymentMethods(ask).execute(options)
  const companies = await ifThere('dbo.tfirma', master.companies(ask))
  const users = await ifThere('dbo.tBenutzer', master.users(ask))
  const platforms = await ifThere('dbo.tPlattform', master.platforms(ask))
  const warehouses = await ifThere('dbo.tWarenLager', master.warehouses(ask))
  return {
    shippingMethods: shippingMethods.map(row => ({
      key: row.key,
      name: row.name ?? '',
      isActive: row.active === 1,
      amazonCarrier: row.amazonCarrier ?? '',
    })),
    paymentMethods: paymentMethods.map(row => ({
      key: row.key,
      name: row.name ?? '',
      isActive: Boolean(row.active),
      shipsUnpaid: row.shipsUnpaid === 1,
    })),
    companies: companies.map(row => ({ key: row.key, name: row.name ?? '', countryIso: row.countryIso ?? '' })),
    users: users.map(row => ({
      key: row.key,
      login: row.login ?? '',
      name: row.name ?? '',
      isActive: Boolean(row.active),
    })),
    platforms,
    warehouses: warehouses.map(row => ({
      key: row.key,
      name: row.name ?? '',
      shortName: row.shortName ?? '',
      isActive: Boolean(row.active),
      isFulfillment: Boolean(row.nFulfillment),
    })),
  }
}
