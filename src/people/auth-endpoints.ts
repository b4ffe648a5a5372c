import { z } from 'zod'
import { type Actor, noteDeed } from './audit-trail.ts'
import { answerOf, refusalAnswer } from './auth-answers.ts'
import { type AuthCookies, cookieOf, withoutCookie } from './auth-cookies.ts'
import { addressHeader, authPath, type BetterAuth } from './better-auth.ts'
import { claimTry, forgetTries, giveBackTry } from './login-delay.ts'
import { passwordMaxLength } from './password-policy.ts'
import type { Desk } from './people.ts'
import type { Caller } from './role.ts'
import { endSession } from './sessions.ts'

export interface AuthEndpointParts {
  readonly desk: Desk
  readonly auth: BetterAuth
  readonly cookies: AuthCookies
  readonly origin: string
  /** Whose session this is, by our own rules: better-auth knows neither idle time nor blocks. */
  callerOf(headers: Headers): Promise<Caller | undefined>
}

interface Endpoint {
  /** undefined: takes none. Strict: a field that is not named is refused, a role in it first of all. */
  readonly body?: z.ZodType<Readonly<Record<string, unknown>>>
  readonly needsSession?: true
  /** It looks at a password, so the account waits its turn. */
  readonly takesPassword?: true
  /** For the audit trail. */
  readonly deed?: string
  readonly isLogOut?: true
}

const password = z.string().min(1).max(passwordMaxLength)
const withPassword = z.strictObject({ password })
const withCode = z.strictObject({ code: z.string().min(1).max(40) })

/** Everything of better-auth there is from outside. Its other sixty endpoints do not exist. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  'POST /sign-in/email': {
    body: z.strictObject({ email: z.email().max(254), password }),
    takesPassword: true,
    deed: 'login',
  },
  'POST /sign-out': { body: z.strictObject({}), deed: 'logout', isLogOut: true },
  'GET /get-session': {},
  'POST /update-user': {
    body: z.strictObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .regex(/^\P{Cc}*$/u)
        .optional(),
      language: z.enum(['de', 'en']).optional(),
    }),
    needsSession: true,
    deed: 'person.self',
  },
  'POST /two-factor/enable': {
    body: withPassword,
    needsSession: true,
    takesPassword: true,
    deed: 'second-factor.begin',
  },
  'POST /two-factor/disable': {
    body: withPassword,
    needsSession: true,
    takesPassword: true,
    deed: 'second-factor.off',
  },
  'POST /two-factor/generate-backup-codes': {
    body: withPassword,
    needsSession: true,
    takesPassword: true,
    deed: 'second-factor.backup-codes',
  },
  'POST /two-factor/verify-totp': { body: withCode, deed: 'second-factor.code' },
  'POST /two-factor/verify-backup-code': { body: withCode, deed: 'second-factor.backup-code' },
}

interface Asked {
  readonly endpoint: Endpoint
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | undefined
  readonly caller: Caller | undefined
  readonly address: string
}

/** Answers what is on the list; a refusal is JSON of our code and its params. */
export async function answerAuth(parts: AuthEndpointParts, request: Request, address: string): Promise<Response> {
  const { pathname } = new URL(request.url)
  const path = pathname.startsWith(`${authPath}/`) ? pathname.slice(authPath.length) : ''
  const endpoint = Object.hasOwn(endpoints, `${request.method} ${path}`)
    ? endpoints[`${request.method} ${path}`]
    : undefined
  if (endpoint === undefined) return refusalAnswer(404, 'people.not-there')
  const body = endpoint.body ? await bodyOf(request, endpoint.body) : undefined
  if (endpoint.body && body === undefined) return refusalAnswer(400, 'people.request-invalid')
  const caller = await parts.callerOf(request.headers)
  if (endpoint.needsSession && caller === undefined) return refusalAnswer(401, 'people.not-logged-in')
  const asked = { endpoint, path, body, caller, address }
  if (endpoint.takesPassword) return inTurn(parts, request, asked)
  return pass(parts, request, asked, await personOfChallenge(parts, request.headers))
}

async function bodyOf(request: Request, schema: NonNullable<Endpoint['body']>): Promise<Asked['body']> {
  const text = await request.text()
  try {
    return schema.safeParse(text === '' ? {} : JSON.parse(text)).data
  } catch {
    return undefined // not JSON: refused like any other wrong body
  }
}

/** A password is looked at when its account's turn has come, and a right one clears the delay. */
async function inTurn(parts: AuthEndpointParts, request: Request, asked: Asked): Promise<Response> {
  const { desk } = parts
  const email = typeof asked.body?.email === 'string' ? asked.body.email : await emailOf(desk, asked.caller)
  const turn = await claimTry(desk, email)
  if (turn !== 'go') {
    await note(parts, asked, `refused:${asked.endpoint.deed ?? asked.path}`, (await personOf(desk, email))?.actor)
    return refusalAnswer(429, 'people.try-later', { seconds: Math.ceil(turn.waitMs / 1000) })
  }
  const person = await personOf(desk, email)
  // A blocked person is told what an unknown one is told, after the same work.
  const body = person?.isBlocked ? { ...asked.body, email: 'nobody@kontor.invalid' } : asked.body
  const answer = await pass(parts, request, { ...asked, body }, person)
  if (answer.ok) await forgetTries(desk, email)
  // Refused before a password was looked at (foreign page, too many from one address): no try of this account.
  else if (answer.status !== 401 && answer.status !== 400) await giveBackTry(desk, email)
  return answer
}

interface Known {
  readonly actor: Actor
  readonly isBlocked: boolean
}

/** To better-auth, with the sender's address as the server knows it and no other; then what it changed, and the trail. */
async function pass(parts: AuthEndpointParts, request: Request, asked: Asked, known?: Known): Promise<Response> {
  const { desk, auth, cookies } = parts
  const raw = await auth.handler(innerRequest(parts, request, asked))
  const { response, isChallenged } = await answerOf(raw)
  const { endpoint, caller } = asked
  const actor = caller ?? known?.actor
  if (endpoint.deed === undefined || (endpoint.isLogOut && caller === undefined)) return response
  await note(parts, asked, deedOf(endpoint.deed, response.ok, isChallenged), actor)
  if (!response.ok) return response
  if (endpoint.isLogOut) response.headers.set('clear-site-data', '"cache", "storage"')
  const isReplaced = isOtherCookie(raw, request, cookies.session)
  if (isReplaced && caller?.sessionId !== undefined) await endSession(desk, caller.id, caller.sessionId)
  desk.revoked(isReplaced && caller?.sessionId !== undefined ? { sessionId: caller.sessionId } : {})
  if (isReplaced && !isChallenged && !endpoint.isLogOut && actor !== undefined) await noteLogIn(desk, actor.id)
  return response
}

/** better-auth sets the same cookie again after a change of the name: that is no other session. */
function isOtherCookie(raw: Response, request: Request, name: string): boolean {
  const set = raw.headers.getSetCookie().findLast(cookie => cookie.startsWith(`${name}=`))
  return set !== undefined && set.slice(name.length + 1).split(';')[0] !== cookieOf(request.headers, name)
}

const noteLogIn = ({ state, clock }: Desk, personId: string): Promise<unknown> =>
  state.transaction(tx =>
    tx.updateTable('person').set({ last_login_at: clock.now() }).where('id', '=', personId).execute(),
  )

const deedOf = (deed: string, isOk: boolean, isChallenged: boolean): string =>
  isOk ? (isChallenged ? `${deed}.challenge` : deed) : `refused:${deed}`

function innerRequest(
  { cookies, origin }: AuthEndpointParts,
  request: Request,
  { path, body, caller, address }: Asked,
): Request {
  const headers = new Headers({ [addressHeader]: address })
  for (const name of ['origin', 'referer', 'user-agent', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest']) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  // A session that is over by our rules is none for better-auth either.
  const sent = caller === undefined ? withoutCookie(request.headers, cookies.session) : request.headers.get('cookie')
  if (sent) headers.set('cookie', sent)
  if (body === undefined) return new Request(`${origin}${authPath}${path}`, { method: request.method, headers })
  headers.set('content-type', 'application/json')
  return new Request(`${origin}${authPath}${path}`, { method: request.method, headers, body: JSON.stringify(body) })
}

const note = ({ desk }: AuthEndpointParts, asked: Asked, what: string, actor: Actor | undefined): Promise<void> =>
  noteDeed(desk.state, {
    at: desk.clock.now(),
    who: actor ?? null,
    what,
    object: actor === undefined ? 'person' : `person ${actor.id}`,
    mall: null,
    before: null,
    after: null,
    address: asked.address,
    requestId: null,
  })

async function emailOf({ state }: Desk, caller: Caller | undefined): Promise<string> {
  const row = await state.db
    .selectFrom('person')
    .select('email')
    .where('id', '=', caller?.id ?? '')
    .executeTakeFirst()
  return row?.email ?? ''
}

const personOf = (desk: Desk, email: string): Promise<Known | undefined> => find(desk, 'email', email.toLowerCase())

/** For the trail: whose log-in waits for its second factor. better-auth checks the cookie's signature itself. */
async function personOfChallenge({ desk, cookies }: AuthEndpointParts, headers: Headers): Promise<Known | undefined> {
  const [identifier] = (cookieOf(headers, cookies.challenge) ?? '').split('.')
  if (!identifier) return undefined
  const row = await desk.state.db
    .selectFrom('person_challenge')
    .select('value')
    .where('identifier', '=', identifier)
    .executeTakeFirst()
  return row && find(desk, 'id', row.value)
}

async function find({ state }: Desk, column: 'id' | 'email', value: string): Promise<Known | undefined> {
  const row = await state.db
    .selectFrom('person')
    .select(['id', 'name', 'role', 'blocked_at'])
    .where(column, '=', value)
    .executeTakeFirst()
  return (
    row && {
      actor: { kind: 'person', id: row.id, name: row.name, role: row.role },
      isBlocked: row.blocked_at !== null,
    }
  )
}
