import { vi } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId, systemRandom } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import {
  type Caller,
  createApiKey,
  hasPeople,
  invitePerson,
  makeSetupLink,
  openPeople,
  type People,
  type Role,
  redeemLink,
} from './index.ts'
import type { By } from './persons.ts'

export const origin = 'http://127.0.0.1:8787'
export const password = 'Gurkensalat-mit-Dill-7'
export const hostBy: By = { kind: 'host', id: 'host', name: 'host', role: 'admin', malls: 'all' }

export interface Answered {
  readonly status: number
  readonly text: string
  /** The body as JSON. */
  readonly body: { readonly [name: string]: unknown }
  readonly setCookies: readonly string[]
  readonly retryAfter: string | null
}

/** A browser of one person: keeps cookies, sends them back. */
export interface Browser {
  readonly headers: Headers
  ask(method: 'GET' | 'POST', path: string, body?: unknown, more?: Readonly<Record<string, string>>): Promise<Answered>
  logIn(email: string, secret?: string): Promise<Answered>
  caller(): Promise<Caller | undefined>
}

export interface PeopleWorld extends AsyncDisposable {
  readonly people: People
  readonly state: State
  readonly clock: VirtualClock
  /** The same database and another process's memory. */
  another(): Promise<People>
  /** A person with the usual password; the first one is made by the set-up link, others by invitation. */
  person(email: string, role?: Role, malls?: Caller['malls']): Promise<string>
  /** Each from an address of its own unless told: the limiter counts per address. */
  browser(address?: string, people?: People): Browser
  /** Both our clock and the Date better-auth looks at. */
  advance(ms: number): Promise<void>
  readonly faults: readonly unknown[]
}

/** People on an empty database, on a clock that stands still. */
export async function peopleWorld(kind: StateKind, publicUrl?: string): Promise<PeopleWorld> {
  const clock = virtualClock()
  vi.useFakeTimers({ toFake: ['Date'], now: clock.now() })
  const test = await kind.open(clock)
  const { state } = test
  const faults: unknown[] = []
  const open = (): Promise<People> =>
    openPeople({
      state,
      clock,
      random: systemRandom,
      publicUrl,
      address: () => origin,
      installation: 'test',
      onFault: fault => faults.push(fault),
    })
  const people = await open()
  let addresses = 0
  return {
    people,
    state,
    clock,
    faults,
    another: open,
    person: async (email, role = 'admin', malls = 'all') => {
      const link = (await hasPeople(state))
        ? await invitePerson(people, hostBy, { role, malls })
        : await makeSetupLink(people)
      if (link.kind !== 'made') throw new Error(link.code)
      const redeemed = await redeemLink(people, link.token, { name: 'Kim Muster', email, password })
      if (redeemed.kind !== 'redeemed') throw new Error(redeemed.code)
      return redeemed.personId
    },
    browser: (address = `10.0.0.${++addresses}`, at = people) => browserAt(at, address, publicUrl ?? origin),
    advance: async ms => {
      await clock.advance(ms)
      vi.setSystemTime(clock.now())
    },
    [Symbol.asyncDispose]: async () => {
      await people[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
      vi.useRealTimers()
    },
  }
}

function browserAt(people: People, address: string, site: string): Browser {
  const jar = new Map<string, string>()
  const headers = (): Headers =>
    new Headers(jar.size === 0 ? {} : { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') })
  const keep = (cookie: string): void => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (name === undefined || value === undefined) return
    if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name)
    else jar.set(name, value)
  }
  const browser: Browser = {
    get headers() {
      return headers()
    },
    ask: async (method, path, body, more = {}) => {
      const sent = headers()
      sent.set('origin', site)
      if (method === 'POST') sent.set('content-type', 'application/json')
      for (const [name, value] of Object.entries(more)) sent.set(name, value)
      const response = await people.handleAuth(
        new Request(`${site}/api/auth${path}`, {
          method,
          headers: sent,
          ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
        }),
        address,
      )
      const setCookies = response.headers.getSetCookie()
      for (const cookie of setCookies) keep(cookie)
      const text = await response.text()
      return {
        status: response.status,
        text,
        body: (JSON.parse(text) ?? {}) as Answered['body'], // every answer is JSON, or this throws
        setCookies,
        retryAfter: response.headers.get('retry-after'),
      }
    },
    logIn: (email, secret = password) => browser.ask('POST', '/sign-in/email', { email, password: secret }),
    caller: () => people.authenticate(headers(), address),
  }
  return browser
}

export const yearMs = 365 * 86_400_000
export async function callerOf(browser: Browser): Promise<Caller> {
  const caller = await browser.caller()
  if (caller === undefined) throw new Error('not logged in')
  return caller
}

/** The token of a link of the host's, or the refusal as an error. */
export async function tokenOf(link: Awaited<ReturnType<typeof makeSetupLink>>): Promise<string> {
  if (link.kind !== 'made') throw new Error(link.code)
  return link.token
}

export const keyHeaders = (key: string, more: Readonly<Record<string, string>> = {}): Headers =>
  new Headers({ authorization: `Bearer ${key}`, ...more })

export async function keyOf(world: PeopleWorld, maker: Caller): Promise<{ readonly id: string; readonly key: string }> {
  const expiresAt = world.clock.now() + yearMs
  const made = await createApiKey(world.people, maker, {
    name: 'Lager',
    role: 'operator',
    malls: [mallId('main')],
    expiresAt,
  })
  if (made.kind !== 'made') throw new Error(made.code)
  return made
}
