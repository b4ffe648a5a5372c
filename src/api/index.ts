export type { ApiParts } from './api.ts'
export { serve } from './serve.ts'
export { createServer } from './server.ts'
