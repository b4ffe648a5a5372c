import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KontorProcess, kontorProgram } from '../../test/support/kontor-process.ts'
import { type CommandShop, openCommandShop } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const password = 'Gurkensalat-mit-Dill-7'

async function started(environment: Readonly<Record<string, string>>): Promise<{ child: KontorProcess; url: string }> {
  const child = kontorProgram(['--lang', 'en', 'start'], environment)
  await child.says(/REST API: \S+\/api /)
  return { child, url: /REST API: (\S+)\/api /.exec(child.text())?.[1] ?? '' }
}

test('a person added at the machine signs in at the running service and reads orders; nobody else does', async () => {
  const added = await shop.run(['people', 'add', 'kim@example.com', '--name', 'Kim Muster'], {
    KONTOR_PASSWORD: password,
  })
  expect([added.code, added.err]).toEqual([0, ''])
  const second = await shop.run(['people', 'add', 'lee@example.com', '--name', 'Lee'], { KONTOR_PASSWORD: password })
  expect([second.code, second.err]).toEqual([2, expect.stringContaining('--role')])
  const weak = await shop.run(['people', 'add', 'lee@example.com', '--name', 'Lee', '--role', 'viewer'], {
    KONTOR_PASSWORD: 'short',
  })
  expect([weak.code, weak.err]).toEqual([1, expect.stringContaining('12')])

  const order = shop.order('blue')
  const { child, url } = await started(shop.environment)
  await child.says(/main · orders \(full\): done/)
  const headers = { origin: url, 'content-type': 'application/json' }
  const signIn = (body: object) =>
    fetch(`${url}/api/auth/sign-in/email`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect((await fetch(`${url}/api/orders`)).status).toBe(401)
  const answer = await signIn({ email: 'kim@example.com', password })
  expect(answer.status).toBe(200)
  expect((await signIn({ email: 'kim@example.com', password: 'Gurkensalat-ohne-Dill-7' })).status).toBe(401)
  const cookie = answer.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  const orders = await fetch(`${url}/api/orders`, { headers: { cookie } })
  expect(await orders.json()).toMatchObject({ items: [{ id: order, mall: 'main' }] })
  expect(await (await fetch(`${url}/api/session`, { headers: { cookie } })).json()).toMatchObject({
    isNew: false,
    caller: { name: 'Kim Muster', role: 'admin', malls: 'all', isFresh: true },
  })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/jobs`, { headers: { cookie, origin: url } } as never)
  const [message] = await once(socket, 'message')
  expect(JSON.parse(String(message.data))).toMatchObject({ type: 'hello' })

  child.stop('SIGTERM')
  expect(await child.ended).toMatchObject({ code: 0, out: expect.stringContaining('Kontor has stopped cleanly.') })
  expect(child.text()).not.toContain(password)
}, 90_000)

test('without a store and without anybody it runs, answers, and says what is missing', async () => {
  await using empty = await openCommandShop()
  const environment = {
    ...empty.environment,
    KONTOR_DATA_DIR: `${empty.dir}/other`,
    KONTOR_CONFIG_DIR: `${empty.dir}/keys`,
    TEMU_APP_KEY: '',
  }
  const { child, url } = await started(environment)
  await child.says(/kontor people add/)
  expect(child.text()).toContain('kontor account add')
  expect(await (await fetch(`${url}/api/health/live`)).json()).toMatchObject({ status: 'ok' })
  expect(await (await fetch(`${url}/api/session`)).json()).toMatchObject({ isNew: true, caller: null })
  const token = /\/#setup=(\S+)/.exec(child.text())?.[1]
  const redeem = () =>
    fetch(`${url}/api/links/redeem`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ token, name: 'Kim', email: 'kim@example.com', password }),
    })
  expect([(await redeem()).status, (await redeem()).status]).toEqual([204, 422])
  expect(await (await fetch(`${url}/api/session`)).json()).toMatchObject({ isNew: false, caller: null })
  child.stop('SIGTERM')
  expect((await child.ended).code).toBe(0)
}, 60_000)

test('a port that is taken is said, with what to do, and nothing runs', async () => {
  await using other = await openCommandShop()
  const { child, url } = await started(shop.environment)
  const taken = kontorProgram(['--lang', 'de', 'start'], { ...other.environment, KONTOR_PORT: new URL(url).port })
  expect(await taken.ended).toMatchObject({ code: 1, text: expect.stringContaining('schon belegt') })
  const open = await other.kontor('start', { KONTOR_HOST: '0.0.0.0' })
  expect([open.code, open.err]).toEqual([1, expect.stringContaining('https')])
  child.stop('SIGTERM')
  await child.ended
}, 60_000)
