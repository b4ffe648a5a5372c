import type { Api, ApiParts } from './api.ts'
import { demandAllMalls } from './caller.ts'
import { settingsSchema } from './contract/setting-contract.ts'

/** What the machine was told. Settings of a store are at `/api/malls/:mall`. */
export function settingRoutes(app: Api, { kontor: { config } }: ApiParts): void {
  app.get(
    '/api/settings',
    {
      schema: {
        summary: 'Settings of the installation, without secrets',
        description: 'They are changed in the environment (docs/reference/configuration.md) and read at start.',
        tags: ['settings'],
        response: { 200: settingsSchema },
      },
    },
    async request => {
      demandAllMalls(request)
      const { jtl, temu, retry, every } = config
      return {
        dataDir: config.dataDir,
        configDir: config.configDir,
        database: config.database.kind,
        publicUrl: config.publicUrl ?? null,
        host: config.host,
        port: config.port,
        trustedProxies: [...config.trustedProxies],
        timeZone: config.timeZone,
        language: config.language,
        jtl: { hasDatabase: jtl.sqlServer !== undefined, handOver: jtl.handOver, xmlDir: jtl.xmlDir ?? null },
        temu: {
          orderLagMs: temu.orderLagMs,
          readLagMs: temu.readLagMs,
          callsPerSecond: temu.callsPerSecond,
          callsPerSecondAndApi: temu.callsPerSecondAndApi,
        },
        retry: { delaysMs: [...retry.delaysMs], maxTries: retry.maxTries },
        every: { ...every },
        archiveDays: config.archiveDays,
        logDays: config.logDays,
      }
    },
  )
}
