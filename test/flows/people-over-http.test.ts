import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KontorProcess, kontorProgram } from '../support/kontor-process.ts'
import { type Merchant, openMerchant } from '../support/merchant.ts'

// Log-ins, rights, keys and logs through the service as a process of its own, with nobody made up.

const password = 'Gurkensalat-mit-Dill-7'
let merchant: Merchant
let service: KontorProcess
let url: string
beforeAll(async () => {
  merchant = await openMerchant({ KONTOR_PASSWORD: password, KONTOR_TRUSTED_PROXIES: '127.0.0.1' })
  await merchant.kontor('people', 'add', 'kim@example.com', '--name', 'Kim Muster')
  merchant.order()
  // Something to say: a page that broke off.
  const broken = merchant.temu.faults.when(({ api }) => api === 'bg.order.list.v2.get', { kind: 'halfBody' })
  await merchant.sync('orders')
  broken.stop()
  service = kontorProgram(['--lang', 'en', 'start'], merchant.environment)
  await service.says(/main · orders \(full\): done/)
  url = /REST API: (\S+)\/api /.exec(service.text())?.[1] ?? ''
}, 90_000)
afterAll(async () => {
  service.stop('SIGTERM')
  await service.ended
  await merchant[Symbol.asyncDispose]()
})

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
  readonly body: any
  readonly text: string
}
type Headed = Readonly<Record<string, string>>

async function ask(method: string, path: string, who: Headed, body?: unknown): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...who },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
  return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text }
}

let places = 0

/** Each from another place, as the proxy in front says: from one alone, only three log-ins in ten seconds are let through. */
async function signIn(email: string, given = password): Promise<Headed> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json', 'x-forwarded-for': `10.1.1.${++places}` },
    body: JSON.stringify({ email, password: given }),
  })
  expect(response.status).toBe(200)
  expect(await response.text()).not.toContain('"token"')
  const cookies = response.headers.getSetCookie()
  expect(cookies.every(cookie => /HttpOnly/i.test(cookie) && /SameSite=Strict/i.test(cookie))).toBe(true)
  return { cookie: cookies.map(each => each.split(';')[0]).join('; ') }
}

const nobody: Headed = {}

test('an invitation becomes a person with exactly the rights it was made with, who is changed, blocked and let in again', async () => {
  const kim = await signIn('kim@example.com')
  const link = await ask('POST', '/api/people/invite', kim, { role: 'viewer', malls: ['main'] })
  expect(link.status).toBe(201)
  const token = /#invite=(.+)$/.exec(link.body.path)?.[1]
  const lee = { token, name: 'Lee Beispiel', email: 'lee@example.com', password }
  expect((await ask('POST', '/api/links/redeem', nobody, { ...lee, password: 'kurz' })).body.code).toBe(
    'people.password-too-short',
  )
  expect((await ask('POST', '/api/links/redeem', nobody, lee)).status).toBe(204)
  expect((await ask('POST', '/api/links/redeem', nobody, lee)).body.code).toBe('people.link-invalid')

  const viewer = await signIn('lee@example.com')
  expect((await ask('GET', '/api/orders', viewer)).body.items).toHaveLength(1)
  expect((await ask('POST', '/api/jobs/sync_orders.main.full/run-now', viewer, {})).body.code).toBe('api.not-allowed')
  expect((await ask('GET', '/api/people', viewer)).status).toBe(403)

  const { people } = (await ask('GET', '/api/people', kim)).body
  const { id } = people.find((person: { email: string }) => person.email === 'lee@example.com')
  expect((await ask('PUT', `/api/people/${id}/rights`, kim, { role: 'operator', malls: 'all' })).status).toBe(204)
  // A right that changed ends the log-in that had the old one.
  expect((await ask('GET', '/api/orders', viewer)).status).toBe(401)
  const operator = await signIn('lee@example.com')
  expect((await ask('POST', '/api/jobs/sync_orders.main.full/run-now', operator, {})).status).toBe(202)

  expect((await ask('POST', `/api/people/${id}/block`, kim)).status).toBe(204)
  expect((await ask('GET', '/api/orders', operator)).status).toBe(401)
  expect((await ask('POST', `/api/people/${id}/unblock`, kim)).status).toBe(204)
  const reset = await ask('POST', `/api/people/${id}/reset`, kim)
  const next = 'Rotkohl-mit-Nelken-9'
  const again = { token: /#reset=(.+)$/.exec(reset.body.path)?.[1], password: next }
  expect((await ask('POST', '/api/links/redeem', nobody, again)).status).toBe(204)
  await signIn('lee@example.com', next)

  const me = people.find((person: { email: string }) => person.email === 'kim@example.com').id
  expect((await ask('POST', `/api/people/${me}/block`, kim)).body.code).toBe('people.last-admin')
  const deeds = (await ask('GET', '/api/deeds?limit=100', kim)).body.items
  expect(deeds.map((deed: { what: string }) => deed.what)).toEqual(
    expect.arrayContaining([
      'person.invite',
      'link.redeem',
      'person.rights',
      'person.block',
      'refused:job.run-now',
      'job.run-now',
    ]),
  )
  expect(JSON.stringify(deeds)).not.toContain(password)
}, 60_000)

test('a key does what its role may until it is revoked, and never makes another one', async () => {
  const kim = await signIn('kim@example.com')
  const wanted = { name: 'Monitoring', role: 'viewer', malls: 'all', expiresAt: Date.now() + 86_400_000 }
  expect((await ask('POST', '/api/keys', kim, { ...wanted, expiresAt: Date.now() - 1 })).body.code).toBe(
    'people.key-expiry-invalid',
  )
  const made = await ask('POST', '/api/keys', kim, wanted)
  expect(made.status).toBe(201)
  const key = { authorization: `Bearer ${made.body.key}` }
  expect((await ask('GET', '/metrics', key)).text).toContain('kontor_runs_total{flow="sync_orders",mall="main"')
  expect((await ask('GET', '/metrics', key)).text).toContain('kontor_temu_calls_total')
  const health = await ask('GET', '/api/health', key)
  expect(health.body.checks.map((check: { what: string }) => check.what)).toEqual(
    expect.arrayContaining(['database', 'flow', 'token', 'jtl']),
  )
  expect((await ask('GET', '/api/health', nobody)).body.checks).toEqual([])
  expect((await ask('POST', '/api/keys', key, wanted)).status).toBe(403)
  const { keys } = (await ask('GET', '/api/keys', kim)).body
  expect(keys).toMatchObject([{ id: made.body.id, name: 'Monitoring', role: 'viewer' }])
  expect(JSON.stringify(keys)).not.toContain(made.body.key)
  expect((await ask('DELETE', `/api/keys/${made.body.id}`, kim)).status).toBe(204)
  expect((await ask('GET', '/metrics', key)).status).toBe(401)
}, 60_000)

test('whoever is signed in sees and ends log-ins, gives the password again and changes it', async () => {
  const [kim, phone] = [await signIn('kim@example.com'), await signIn('kim@example.com')]
  const { logins } = (await ask('GET', '/api/session/logins', kim)).body
  const other = logins.findLast((login: { isThisOne: boolean }) => !login.isThisOne)
  expect(logins.filter((login: { isThisOne: boolean }) => login.isThisOne)).toHaveLength(1)
  expect((await ask('DELETE', `/api/session/logins/${other.id}`, kim)).status).toBe(204)
  expect((await ask('POST', '/api/session/confirm-password', kim, { password })).status).toBe(204)
  const next = 'Rosenkohl-mit-Speck-11'
  expect((await ask('POST', '/api/session/password', kim, { current: password, next: password })).body.code).toBe(
    'people.password-reused',
  )
  expect((await ask('POST', '/api/session/password', kim, { current: password, next })).status).toBe(204)
  // Every other log-in has ended with the old password.
  expect((await ask('GET', '/api/orders', phone)).status).toBe(401)
  expect((await ask('GET', '/api/orders', kim)).status).toBe(200)
  expect((await ask('POST', '/api/session/password', kim, { current: next, next: `${password}-neu` })).status).toBe(204)
}, 60_000)

test('runs and their lines are listed, counted, exported and forgotten', async () => {
  const kim = await signIn('kim@example.com', `${password}-neu`)
  const [run] = (await ask('GET', '/api/runs?job=sync_orders.main.full', kim)).body.items
  expect((await ask('GET', `/api/runs/${run.id}`, kim)).body).toMatchObject({ id: run.id, flow: 'sync_orders' })
  const job = (await ask('GET', '/api/jobs/sync_orders.main.full', kim)).body
  expect(job).toMatchObject({
    enabled: true,
    steps: [{ number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }, { number: 5 }],
  })
  expect((await ask('PUT', `/api/jobs/${job.id}/schedule`, kim, { schedule: '99 99 * * *' })).status).toBe(422)
  expect((await ask('PUT', `/api/jobs/${job.id}/schedule`, kim, { schedule: '0 4 * * *' })).body.schedule).toBe(
    '0 4 * * *',
  )
  expect((await ask('POST', `/api/jobs/${job.id}/toggle`, kim, { enabled: false })).body.enabled).toBe(false)

  const { items } = (await ask('GET', '/api/logs?limit=500', kim)).body
  expect(items.length).toBeGreaterThan(0)
  const lines = (await ask('GET', '/api/logs/export?format=jsonl', kim)).text.trim().split('\n')
  expect(lines.map(line => JSON.parse(line).id)).toEqual(
    expect.arrayContaining(items.map((line: { id: number }) => line.id)),
  )
  expect((await ask('GET', '/api/logs/export?format=csv', kim)).text.split('\r\n')[0]).toContain('"id";"runId"')
  const { total } = (await ask('GET', '/api/logs/stats', kim)).body
  expect(total.info + total.warn + total.error + total.debug).toBeGreaterThanOrEqual(items.length)
  expect((await ask('POST', '/api/logs/cleanup', kim, { olderThanDays: 1 })).body).toEqual({
    lines: 0,
    events: 0,
    runs: 0,
  })
}, 60_000)
