import type { Access } from './access.ts'

const anyone: Access = { role: 'public' }
const viewer: Access = { role: 'viewer' }
const operator = (deed: string): Access => ({ role: 'operator', deed })
const admin = (deed: string): Access => ({ role: 'admin', deed })

/**
 * Who may do what: one row per endpoint, and the server does not start with an endpoint that has none. Rights that a caller
 * has only for some malls are checked besides (`:mall` in the address, or the malls a list may show).
 */
export const accessTable: Readonly<Record<string, Access>> = {
  'GET /api/health': anyone,
  'GET /api/health/live': anyone,
  'GET /api/health/ready': anyone,
  'GET /metrics': viewer,
  'GET /api/openapi.json': viewer,

  'GET /api/runs': viewer,
  'GET /api/runs/:id': viewer,
  'GET /api/logs': viewer,
  'GET /api/logs/stats': viewer,

  'GET /api/jobs': viewer,
  'GET /api/jobs/:id': viewer,
  'POST /api/jobs/:id/run-now': operator('job.run-now'),
  'PUT /api/jobs/:id/schedule': admin('job.schedule'),
  'POST /api/jobs/:id/toggle': admin('job.toggle'),
}
