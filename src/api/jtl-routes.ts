import { codeText } from '../code-text.ts'
import { ConnectorError } from '../lib/index.ts'
import type { Api, ApiParts } from './api.ts'
import { type JtlStatusView, jtlMasterDataSchema, jtlStatusSchema } from './contract/jtl-contract.ts'
import { conflict } from './problem.ts'

const tags = ['jtl']

/** JTL-Wawi: is it there, and what can settings be chosen from. */
export function jtlRoutes(app: Api, { kontor }: ApiParts): void {
  const { jtl, clock } = kontor

  app.get(
    '/api/jtl/status',
    { schema: { summary: 'How JTL’s database is', tags, response: { 200: jtlStatusSchema } } },
    async (request): Promise<JtlStatusView> => {
      const none = { at: clock.now(), facts: null, waiting: null, fault: null }
      if (!jtl) return { isConnected: false, ...none }
      try {
        const facts = await jtl.inspect({ signal: request.signal })
        const { queue } = await jtl.health({ signal: request.signal })
        const { database, serverVersion, wawiVersion, shape, hasQueue, utcOffsetMinutes, isZoneWrong } = facts
        return {
          ...none,
          isConnected: true,
          facts: {
            database,
            serverVersion,
            wawiVersion,
            shape,
            hasQueue,
            utcOffsetMinutes,
            isZoneWrong,
            missing: [...facts.missing],
          },
          waiting: queue?.waiting ?? null,
        }
      } catch (error) {
        // That JTL does not answer is the answer.
        if (!(error instanceof ConnectorError)) throw error
        const { title, cure } = codeText(error.code, request.language, error.params)
        return { isConnected: true, ...none, fault: { code: error.code, title, cure: cure ?? null } }
      }
    },
  )

  app.get(
    '/api/jtl/master-data',
    {
      schema: {
        summary: 'Companies, shipping and payment methods, warehouses, users: what settings are chosen from',
        tags,
        response: { 200: jtlMasterDataSchema },
      },
    },
    async request => {
      if (!jtl) throw conflict('jtl-database-missing', { step: 'master-data' })
      const data = await jtl.masterData({ signal: request.signal })
      return {
        companies: data.companies.map(({ key, name, countryIso }) => ({ key, name, countryIso })),
        shippingMethods: data.shippingMethods.map(({ key, name, isActive }) => ({ key, name, isActive })),
        paymentMethods: data.paymentMethods.map(({ key, name, isActive, shipsUnpaid }) => ({
          key,
          name,
          isActive,
          shipsUnpaid,
        })),
        warehouses: data.warehouses.map(({ key, name, isActive, isFulfillment }) => ({
          key,
          name,
          isActive,
          isFulfillment,
        })),
        platforms: data.platforms.map(({ key, name }) => ({ key, name })),
        users: data.users.map(({ key, name, isActive }) => ({ key, name, isActive })),
      }
    },
  )
}
