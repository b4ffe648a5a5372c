import { z } from 'zod'
import { mallId } from '../lib/index.ts'
import {
  type Actor,
  type ApiKey,
  type By,
  blockPerson,
  type Caller,
  changeOwnPassword,
  changeRole,
  confirmPassword,
  createApiKey,
  endSession,
  hasPeople,
  invitePerson,
  listApiKeys,
  listDeeds,
  listPeople,
  listSessions,
  type MadeLink,
  type Refusal,
  redeemLink,
  resetPerson,
  revokeApiKey,
  unblockPerson,
} from '../people/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, demandAllMalls, mallsOf } from './caller.ts'
import { mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import {
  apiKeySchema,
  deedSchema,
  linkSchema,
  newKeySchema,
  openSessionSchema,
  personSchema,
  redeemSchema,
  rightsSchema,
  sessionSchema,
} from './contract/person-contract.ts'
import { pageOf, readCursor } from './paging.ts'
import { ProblemError } from './problem.ts'

const tags = ['people']
const idSchema = z.string().regex(/^[\w-]{1,64}$/)
const params = z.strictObject({ id: idSchema })
const nothing = z.null().meta({ description: 'Done.' })
const passwordSchema = z.string().min(1).max(200)

/** Who works here, and what they may do. */
export function personRoutes(app: Api, { kontor, people, version, isSandbox }: ApiParts): void {
  const { state, clock, config } = kontor

  app.get(
    '/api/session',
    {
      schema: {
        summary: 'Who am I, and what does a page need to begin',
        tags,
        response: { 200: sessionSchema },
      },
    },
    async request => {
      const { caller } = request
      return {
        isNew: !(await hasPeople(state)),
        caller: caller
          ? {
              kind: caller.kind,
              id: caller.id,
              name: caller.name,
              role: caller.role,
              malls: mallsView(caller.malls),
              isFresh: caller.isFresh,
            }
          : null,
        at: clock.now(),
        timeZone: config.timeZone,
        language: request.language,
        version,
        isSandbox,
      }
    },
  )

  app.post(
    '/api/links/redeem',
    {
      bodyLimit: 16 * 1024,
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        summary: 'Use a set-up, invitation or reset link',
        tags,
        body: redeemSchema,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { token, ...given } = request.body
      const redeemed = unlessRefusal(await redeemLink(people, token, given))
      request.deedNote = { object: `person ${redeemed.personId}` }
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/session/confirm-password',
    {
      schema: {
        summary: 'Give the password again: holds for ten minutes',
        tags,
        body: z.strictObject({ password: passwordSchema }),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      unlessRefusal(await confirmPassword(people, callerOf(request), request.body.password))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/session/password',
    {
      schema: {
        summary: 'Change my own password; ends my other log-ins',
        tags,
        body: z.strictObject({ current: passwordSchema, next: passwordSchema }),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      unlessRefusal(await changeOwnPassword(people, callerOf(request), request.body))
      request.deedNote = { object: `person ${callerOf(request).id}` }
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/session/logins',
    {
      schema: {
        summary: 'My open log-ins',
        tags,
        response: { 200: z.strictObject({ logins: z.array(openSessionSchema) }) },
      },
    },
    async request => {
      const { id, sessionId } = callerOf(request)
      const open = await listSessions(people, id)
      return { logins: open.map(session => ({ ...session, isThisOne: session.id === sessionId })) }
    },
  )

  app.delete(
    '/api/session/logins/:id',
    { schema: { summary: 'End one of my log-ins', tags, params, response: { 204: nothing } } },
    async (request, reply) => {
      unlessRefusal(await endSession(people, callerOf(request).id, request.params.id))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/people',
    {
      schema: {
        summary: 'People and their rights',
        tags,
        response: { 200: z.strictObject({ people: z.array(personSchema) }) },
      },
    },
    async request => {
      const all = await listPeople(state)
      const { malls } = callerOf(request)
      // An admin of some malls sees the people of those.
      const seen =
        malls === 'all'
          ? all
          : all.filter(person => person.malls !== 'all' && person.malls.every(id => malls.includes(id)))
      return { people: seen.map(({ language: _, ...person }) => ({ ...person, malls: mallsView(person.malls) })) }
    },
  )

  app.post(
    '/api/people/invite',
    { schema: { summary: 'A link for a new person', tags, body: rightsSchema, response: { 201: linkSchema } } },
    async (request, reply) => {
      const link = unlessRefusal(await invitePerson(people, byOf(request.caller), rightsOf(request.body)))
      request.deedNote = { object: 'invitation', after: request.body }
      return reply.code(201).send(linkView(link))
    },
  )

  app.post(
    '/api/people/:id/reset',
    {
      schema: {
        summary: 'A link for a new password; takes the second factor off',
        tags,
        params,
        response: { 201: linkSchema },
      },
    },
    async (request, reply) => {
      const link = unlessRefusal(await resetPerson(people, byOf(request.caller), request.params.id))
      request.deedNote = { object: `person ${request.params.id}` }
      return reply.code(201).send(linkView(link))
    },
  )

  app.put(
    '/api/people/:id/rights',
    {
      schema: {
        summary: 'Role and malls; ends the person’s log-ins',
        tags,
        params,
        body: rightsSchema,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      unlessRefusal(await changeRole(people, byOf(request.caller), request.params.id, rightsOf(request.body)))
      request.deedNote = { object: `person ${request.params.id}`, after: request.body }
      return reply.code(204).send(null)
    },
  )

  for (const [act, doIt, summary] of [
    ['block', blockPerson, 'Ends log-ins, keys and links at once'],
    ['unblock', unblockPerson, 'May log in again; keys stay revoked'],
  ] as const)
    app.post(
      `/api/people/:id/${act}`,
      { schema: { summary, tags, params, response: { 204: nothing } } },
      async (request, reply) => {
        const { id } = params.parse(request.params)
        unlessRefusal(await doIt(people, byOf(request.caller), id))
        request.deedNote = { object: `person ${id}` }
        return reply.code(204).send(null)
      },
    )

  app.get(
    '/api/keys',
    {
      schema: {
        summary: 'API keys: an admin of all malls sees everybody’s',
        tags,
        response: { 200: z.strictObject({ keys: z.array(apiKeySchema) }) },
      },
    },
    async request => {
      const caller = callerOf(request)
      const keys = await listApiKeys(state, caller.malls === 'all' ? undefined : caller.id)
      return { keys: keys.map(keyView) }
    },
  )

  app.post(
    '/api/keys',
    {
      schema: {
        summary: 'A new API key: it can do no more than its maker',
        tags,
        body: newKeySchema,
        response: { 201: z.strictObject({ id: z.string(), key: z.string().meta({ description: 'Shown once.' }) }) },
      },
    },
    async (request, reply) => {
      const { name, expiresAt } = request.body
      const made = unlessRefusal(
        await createApiKey(people, callerOf(request), { name, expiresAt, ...rightsOf(request.body) }),
      )
      request.deedNote = {
        object: `key ${made.id}`,
        after: { role: request.body.role, malls: request.body.malls, expiresAt },
      }
      return reply.code(201).send({ id: made.id, key: made.key })
    },
  )

  app.delete(
    '/api/keys/:id',
    { schema: { summary: 'Revoke an API key, for ever', tags, params, response: { 204: nothing } } },
    async (request, reply) => {
      const caller = callerOf(request)
      const own = caller.malls === 'all' ? undefined : caller.id
      unlessRefusal(await revokeApiKey(people, request.params.id, own))
      request.deedNote = { object: `key ${request.params.id}` }
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/deeds',
    {
      schema: {
        summary: 'The audit trail: who changed, retried or looked at what',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          what: z.string().max(100).optional(),
          object: z.string().max(200).optional(),
          actor: idSchema.optional(),
          since: z.coerce.number().int().min(0).optional(),
          until: z.coerce.number().int().min(0).optional(),
        }),
        response: { 200: pageSchema(deedSchema) },
      },
    },
    async request => {
      const { limit, cursor, mall, what, object, actor, since, until } = request.query
      if (mall === undefined) demandAllMalls(request)
      const malls = mallsOf(request, mall)
      const after = readCursor(cursor, z.int())
      const rows = await listDeeds(
        state,
        {
          ...(malls === undefined ? {} : { malls }),
          ...(what === undefined ? {} : { what }),
          ...(object === undefined ? {} : { object }),
          ...(actor === undefined ? {} : { actor }),
          ...(since === undefined ? {} : { since }),
          ...(until === undefined ? {} : { until }),
        },
        { limit: limit + 1, ...(after === undefined ? {} : { cursor: after }) },
      )
      return pageOf(
        rows,
        limit,
        row => row.id,
        row => row,
      )
    },
  )
}

/** Which answer a refusal is. The rest is 422: well-formed, and still not to be done. */
const statusOfRefusal: Readonly<Partial<Record<Refusal['code'], number>>> = {
  'people.unknown': 404,
  'people.key-unknown': 404,
  'people.session-unknown': 404,
  'people.not-logged-in': 401,
  'people.more-than-own': 403,
  'people.key-makes-no-key': 403,
  'people.password-wrong': 403,
  'people.try-later': 429,
  'people.last-admin': 409,
  'people.email-taken': 409,
  'people.setup-done': 409,
}

/** The outcome, or its refusal thrown as a problem. */
function unlessRefusal<Outcome extends { readonly kind: string }>(
  outcome: Outcome | Refusal,
): Exclude<Outcome, Refusal> {
  if (!isRefusal(outcome)) return outcome as Exclude<Outcome, Refusal> // what is left
  const { code, params: values } = outcome
  const seconds = typeof values.seconds === 'number' ? { retryAfterSeconds: values.seconds } : {}
  throw new ProblemError(statusOfRefusal[code] ?? 422, code, { params: values, ...seconds })
}

const isRefusal = (outcome: { readonly kind: string }): outcome is Refusal => outcome.kind === 'refused'

function byOf(caller: Caller | undefined): By {
  if (caller?.kind !== 'person') throw new ProblemError(403, 'api.not-by-key')
  const actor: Actor = { kind: 'person', id: caller.id, name: caller.name, role: caller.role }
  return { ...actor, malls: caller.malls }
}

const mallsView = (malls: Caller['malls']): 'all' | string[] => (malls === 'all' ? 'all' : [...malls])

const rightsOf = ({ role, malls }: z.infer<typeof rightsSchema>) => ({
  role,
  malls: malls === 'all' ? ('all' as const) : malls.map(mallId),
})

const linkView = ({ path, expiresAt }: MadeLink) => ({ path, expiresAt })

const keyView = (key: ApiKey) => ({ ...key, malls: mallsView(key.malls) })
