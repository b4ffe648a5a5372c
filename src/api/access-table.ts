import type { Access } from './access.ts'

const anyone: Access = { role: 'public' }
const viewer: Access = { role: 'viewer' }

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
}
