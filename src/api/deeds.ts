import type { FastifyInstance } from 'fastify'
import type { Kontor } from '../compose.ts'
import { noteDeed } from '../people/index.ts'

/** Every change, every look at personal data, and every refusal of one, goes into the audit trail: who, what, on what, from where. */
export function noteDeeds(app: FastifyInstance, { state, clock }: Pick<Kontor, 'state' | 'clock'>): void {
  app.addHook('onResponse', async (request, reply) => {
    const { caller, access, deedNote } = request
    if (access?.deed === undefined) return
    const isRefused = reply.statusCode === 401 || reply.statusCode === 403
    if (reply.statusCode >= 400 && !isRefused) return
    await noteDeed(state, {
      at: clock.now(),
      who: caller ? { kind: caller.kind, id: caller.id, name: caller.name, role: caller.role } : null,
      what: isRefused ? `refused:${access.deed}` : access.deed,
      object: deedNote?.object ?? request.url.split('?')[0] ?? '',
      mall: deedNote?.mall ?? null,
      before: deedNote?.before ?? null,
      after: deedNote?.after ?? null,
      address: request.ip,
      requestId: request.id,
    })
  })
}
