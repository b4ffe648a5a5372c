import type { Api, ApiParts } from './api.ts'
import { healthRoutes } from './health-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { runRoutes } from './run-routes.ts'

type Routes = (app: Api, parts: ApiParts) => void | Promise<void>

/** Every feature's endpoints: one file each. */
const features: readonly Routes[] = [healthRoutes, jobRoutes, runRoutes]

export async function registerRoutes(app: Api, parts: ApiParts): Promise<void> {
  for (const routes of features) await routes(app, parts)
}
