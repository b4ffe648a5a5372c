import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { serveParent } from './child.ts'

// The floor: Fastify alone, one route that returns the bytes it was given.

const app = Fastify()
let bytes = ''
app.get('/', async (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes))

serveParent(
  {
    open: async () => {
      await app.listen({ host: '127.0.0.1', port: 0 })
      return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` // a TCP server that listens
    },
    return: input => {
      bytes = String(input)
    },
  },
  () => app.close(),
)
