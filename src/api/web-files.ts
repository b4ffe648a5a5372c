import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Api } from './api.ts'
import { notFound, ProblemError, sendProblem } from './problem.ts'

/** Names with a hash in them never change; everything else is asked for anew each time. */
const isNamedByContent = (path: string): boolean => /[\\/]assets[\\/]/.test(path)

/**
 * The dashboard's files, as built into `dir`; its pages are addresses of one document. Without the build the root says how
 * to make it.
 */
export async function serveWebFiles(app: Api, dir: string): Promise<void> {
  const isBuilt = existsSync(join(dir, 'index.html'))
  if (isBuilt)
    await app.register(fastifyStatic, {
      root: dir,
      wildcard: false,
      serve: false,
      cacheControl: false,
      setHeaders: (response, path) => {
        response.header('cache-control', isNamedByContent(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    if (path.startsWith('/api') || path.startsWith('/ws')) return sendProblem(reply, request, notFound())
    if (!isBuilt) throw new ProblemError(404, 'api.no-dashboard')
    const isFile = /\.[a-z0-9]{1,11}$/i.test(path)
    return reply.sendFile(isFile ? decodeURIComponent(path).slice(1) : 'index.html')
  })
}
