import type { Clock, Random } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { callerOfKey, hashOfKey, keyPrefix } from './api-keys.ts'
import { authCookies, cookieOf } from './auth-cookies.ts'
import { answerAuth } from './auth-endpoints.ts'
import { authSecret } from './auth-secret.ts'
import { type BetterAuth, loadBetterAuth } from './better-auth.ts'
import type { Desk, People, Revoked } from './people.ts'
import type { Caller } from './role.ts'
import { callerOfSession, type SessionCaller } from './session-caller.ts'
import { isFreshAt } from './sessions.ts'

export interface PeopleOptions {
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** Where browsers find Kontor behind its proxy; undefined: only on this machine. */
  readonly publicUrl: string | undefined
  /** Where the server listens, asked when it does: `http://127.0.0.1:8787`. */
  readonly address: () => string
  /** Tells cookies of two Kontors on one machine apart. */
  readonly installation: string
  /** A fault inside better-auth: the browser was told to try again. */
  readonly onFault: (error: unknown) => void
}

const rememberedMs = 5000
const rememberedMost = 5000

/** What was found out about a cookie or key, at most five seconds ago. */
interface Remembered {
  readonly at: number
  readonly found: Caller | SessionCaller | undefined
}

/** Opens the door for people. Throws ConnectorError `people.secret-lost`. */
export async function openPeople(options: PeopleOptions): Promise<People> {
  const { state, clock, random, publicUrl, installation } = options
  const listeners = new Set<(what: Revoked) => void>()
  const remembered = new Map<string, Remembered>()
  const desk: Desk = {
    state,
    clock,
    random,
    revoked: what => {
      remembered.clear()
      if (Object.keys(what).length > 0) for (const listener of listeners) listener(what)
    },
  }
  const cookies = authCookies(publicUrl, installation)
  const secret = await authSecret(desk)
  // Loading it takes seconds and a hundred megabytes: the first log-in does. The port is known only when the server listens.
  let auth: Promise<BetterAuth> | undefined
  const origin = (): string => new URL(publicUrl ?? options.address()).origin
  const authNow = (): Promise<BetterAuth> =>
    (auth ??= loadBetterAuth().then(createAuth =>
      createAuth({
        desk,
        origin: origin(),
        otherOrigins: publicUrl === undefined ? loopbackOrigins(options.address()) : [],
        cookies,
        secret,
        onFault: options.onFault,
      }),
    ))

  const remember = async (key: string, find: () => Promise<Remembered['found']>): Promise<Remembered['found']> => {
    const known = remembered.get(key)
    if (known !== undefined && clock.elapsed() - known.at < rememberedMs) return known.found
    const at = clock.elapsed()
    const found = await find()
    if (remembered.size >= rememberedMost) remembered.clear()
    remembered.set(key, { at, found })
    return found
  }

  const callerOfCookie = async (headers: Headers): Promise<Caller | undefined> => {
    const value = cookieOf(headers, cookies.session)
    if (value === undefined) return undefined
    const found = await remember(`cookie ${value}`, async () => {
      const id = await (await authNow()).sessionIdOf(`${cookies.session}=${value}`)
      return id === undefined ? undefined : callerOfSession(desk, id, true)
    })
    return found && 'caller' in found ? callerNow(found, clock.now()) : undefined
  }

  const callerOfHeader = async (authorization: string): Promise<Caller | undefined> => {
    const key = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    if (!key?.startsWith(keyPrefix)) return undefined
    const hash = hashOfKey(key)
    const found = await remember(`key ${hash}`, () => callerOfKey(desk, { hash }))
    return found && 'kind' in found ? found : undefined
  }

  return {
    ...desk,
    authenticate: headers => {
      const authorization = headers.get('authorization')
      return authorization === null ? callerOfCookie(headers) : callerOfHeader(authorization)
    },
    handleAuth: async (request, address) => {
      const parts = { desk, auth: await authNow(), cookies, origin: origin(), callerOf: callerOfCookie }
      return answerAuth(parts, request, address)
    },
    isStillValid: async caller => {
      if (caller.kind === 'key') return (await callerOfKey(desk, { id: caller.id })) !== undefined
      return caller.sessionId !== undefined && (await callerOfSession(desk, caller.sessionId, false)) !== undefined
    },
    onRevoked: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.asyncDispose]: async () => {
      listeners.clear()
      remembered.clear()
    },
  }
}

const callerNow = ({ caller, passwordAt }: SessionCaller, now: number): Caller => ({
  ...caller,
  isFresh: isFreshAt(passwordAt, now),
})

/** The names a browser on this machine may have used for the address. */
function loopbackOrigins(address: string): readonly string[] {
  const { port } = new URL(address)
  return ['127.0.0.1', 'localhost', '[::1]'].map(
    name => new URL(`http://${name}${port === '' ? '' : `:${port}`}`).origin,
  )
}
