import type { FastifyReply, FastifyRequest } from 'fastify'
import type { People } from '../people/index.ts'
import type { Api, ApiParts } from './api.ts'
import { webHeaders } from './guard.ts'
import { ProblemError, sendProblem } from './problem.ts'

/** A log-in is small; nobody hashes megabytes for a stranger. */
const bodyLimit = 16 * 1024

/** Log-in, log-out and second factor: what better-auth does, behind our own list of what there is. */
export function authRoutes(app: Api, { people }: ApiParts): void {
  for (const method of ['GET', 'POST'] as const)
    app.route({
      method,
      url: '/api/auth/*',
      bodyLimit,
      schema: {
        summary: 'Log-in, log-out, second factor',
        description: 'POST sign-in/email, sign-out, update-user, two-factor/…; GET get-session.',
        tags: ['people'],
      },
      handler: (request, reply) => pass(people, request, reply),
    })
}

async function pass(people: People, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = new Request(`http://${request.headers.host}${request.url}`, {
    method: request.method,
    headers: webHeaders(request),
    ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
  })
  const answer = await people.handleAuth(asked, request.ip)
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  const clear = answer.headers.get('clear-site-data')
  if (clear) reply.header('clear-site-data', clear)
  if (answer.ok)
    return reply
      .code(answer.status)
      .type('application/json; charset=utf-8')
      .send(await answer.text())
  const { code, params } = (await answer.json()) as { code: string; params: Record<string, string | number> } // people's own refusals
  const seconds = answer.headers.get('retry-after')
  return sendProblem(
    reply,
    request,
    new ProblemError(answer.status, code, {
      params,
      ...(seconds === null ? {} : { retryAfterSeconds: Number(seconds) }),
    }),
  )
}
