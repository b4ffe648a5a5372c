import { z } from 'zod'
import type { Api, ApiParts } from './api.ts'
import { mallsOf } from './caller.ts'
import { type Health, healthSchema, liveSchema } from './contract/health-contract.ts'
import { HealthChecks } from './health.ts'
import { Metrics } from './metrics.ts'

/** For supervisors and monitors: alive, ready, numbers. */
export function healthRoutes(app: Api, { kontor, jobs, version }: ApiParts): void {
  const { clock } = kontor
  const startedAt = clock.now()
  const checks = new HealthChecks(kontor, jobs)
  const metrics = new Metrics(kontor)
  const stops = [
    kontor.onRunEvent(event => metrics.onRunEvent(event, clock.now())),
    kontor.onTemuCall(call => metrics.onTemuCall(call)),
  ]
  app.addHook('onClose', async () => {
    for (const stop of stops) stop()
  })

  app.get(
    '/api/health/live',
    { schema: { summary: 'Does the process answer?', tags: ['health'], response: { 200: liveSchema } } },
    async () => ({ status: 'ok' as const, version, startedAt }),
  )

  for (const url of ['/api/health', '/api/health/ready'])
    app.get(
      url,
      {
        schema: {
          summary: 'Is the shop served? 503 when not',
          description:
            'Database, last success of each flow, days left of each token, JTL. The status is for everybody, the reasons for who is signed in.',
          tags: ['health'],
          response: { 200: healthSchema, 503: healthSchema },
        },
      },
      async (request, reply): Promise<Health> => {
        const known = request.caller !== undefined
        const health = await checks.ask(request.language, known ? mallsOf(request) : undefined)
        if (health.status === 'failing') reply.code(503)
        return known ? health : { ...health, checks: [] }
      },
    )

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Numbers for Prometheus',
        tags: ['health'],
        response: { 200: z.string().meta({ description: 'Prometheus text format' }) },
        produces: ['text/plain'],
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  )
}
