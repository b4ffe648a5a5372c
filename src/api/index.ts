export { openService, type Service } from './open-service.ts'
export { createServer } from './server.ts'
