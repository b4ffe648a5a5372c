import type { Api, ApiParts } from './api.ts'
import { archiveRoutes } from './archive-routes.ts'
import { authRoutes } from './auth-routes.ts'
import { isOwnOrigin } from './guard.ts'
import { healthRoutes } from './health-routes.ts'
import { heldRoutes } from './held-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { jtlRoutes } from './jtl-routes.ts'
import { listingRoutes } from './listing-routes.ts'
import { listingTableRoutes } from './listing-table-routes.ts'
import { registerLive } from './live/register-live.ts'
import { logRoutes } from './log-routes.ts'
import { mallRoutes } from './mall-routes.ts'
import { orderDeedRoutes } from './order-deed-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { parcelRoutes } from './parcel-routes.ts'
import { personRoutes } from './person-routes.ts'
import { previewRoutes } from './preview-routes.ts'
import { runRoutes } from './run-routes.ts'
import { settingRoutes } from './setting-routes.ts'
import { stockRoutes } from './stock-routes.ts'
import { stockRuleRoutes } from './stock-rule-routes.ts'

type Routes = (app: Api, parts: ApiParts) => void | Promise<void>

/** Every feature's endpoints: one file each. */
const features: readonly Routes[] = [
  healthRoutes,
  authRoutes,
  personRoutes,
  orderRoutes,
  orderDeedRoutes,
  heldRoutes,
  archiveRoutes,
  jtlRoutes,
  listingRoutes,
  listingTableRoutes,
  mallRoutes,
  parcelRoutes,
  previewRoutes,
  settingRoutes,
  stockRoutes,
  stockRuleRoutes,
  jobRoutes,
  runRoutes,
  logRoutes,
]

export async function registerRoutes(app: Api, parts: ApiParts): Promise<void> {
  const { kontor, people, feed } = parts
  await registerLive(app, {
    feed,
    clock: kontor.clock,
    log: kontor.log,
    authenticate: request => request.caller,
    isStillValid: caller => people.isStillValid(caller),
    onRevoked: listener => people.onRevoked(listener),
    isOwnOrigin: (origin, { headers }) => isOwnOrigin(origin, headers.host, kontor.config.publicUrl),
    languageOf: request => request.language,
  })
  for (const routes of features) await routes(app, parts)
}
