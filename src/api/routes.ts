import type { Api, ApiParts } from './api.ts'
import { authRoutes } from './auth-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { heldRoutes } from './held-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { logRoutes } from './log-routes.ts'
import { orderDeedRoutes } from './order-deed-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { personRoutes } from './person-routes.ts'
import { runRoutes } from './run-routes.ts'
import { serveWebFiles } from './web-files.ts'

type Routes = (app: Api, parts: ApiParts) => void | Promise<void>

/** Every feature's endpoints: one file each. */
const features: readonly Routes[] = [
  healthRoutes,
  authRoutes,
  personRoutes,
  orderRoutes,
  orderDeedRoutes,
  heldRoutes,
  jobRoutes,
  runRoutes,
  logRoutes,
]

export async function registerRoutes(app: Api, parts: ApiParts): Promise<void> {
  for (const routes of features) await routes(app, parts)
  await serveWebFiles(app, parts.webDir)
}
