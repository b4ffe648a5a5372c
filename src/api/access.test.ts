import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiAnswer, type ApiShop, type ApiUser, openApiShop } from '../../test/support/api-shop.ts'
import type { Role } from '../people/index.ts'
import type { Access } from './access.ts'
import { accessTable } from './access-table.ts'

let shop: ApiShop
beforeAll(async () => {
  shop = await openApiShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const rows = Object.entries(accessTable)
  .filter(([row]) => !row.startsWith('GET /ws/')) // sockets have a walk of their own
  .map(([row, access]) => {
    const [method = '', path = ''] = row.split(' ')
    return { row, method, path, access }
  })

/** Nothing of this name is there: whoever may ask learns that, and nothing changes. */
const nowhere = (path: string): string =>
  path
    .replace(/:mall\b/, 'nowhere')
    .replace(/:id\b/, path.startsWith('/api/jobs') ? 'sync_orders.nowhere.full' : '999999999')
    .replaceAll(/:\w+/g, 'nothing')
    .replace('/*', '/nothing')

const ask = (user: ApiUser, method: string, path: string): Promise<ApiAnswer> => {
  const url = nowhere(path)
  switch (method) {
    case 'GET':
    case 'HEAD':
      return user.get(url)
    case 'POST':
      return user.post(url, { 'no such field': true })
    case 'PUT':
      return user.put(url, { 'no such field': true })
    case 'PATCH':
      return user.patch(url, { 'no such field': true })
    default:
      return user.delete(url)
  }
}

const ranks: readonly Role[] = ['viewer', 'operator', 'admin']
const isEnough = (role: Role, { role: least }: Access): boolean =>
  least === 'public' || ranks.indexOf(role) >= ranks.indexOf(least)

/** What the door says; what is behind it may still say that there is no such thing. */
const isLetIn = ({ status, body }: ApiAnswer): boolean =>
  status !== 401 && !(status === 403 && /^api\.(not-allowed|password-again|not-by-key)$/.test(body?.code))

const named = (which: (row: (typeof rows)[number]) => boolean) => rows.filter(which)

describe('who may come in', () => {
  test.each(named(({ access }) => access.role !== 'public'))(
    '$row is closed to whoever is not signed in',
    async ({ method, path }) => {
      const answer = await ask(shop.nobody, method, path)
      expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 401, code: 'api.not-signed-in' })
    },
  )

  test.each(rows.flatMap(row => ranks.map(role => ({ ...row, role }))))(
    '$row as $role',
    async ({ method, path, access, role }) => {
      const answer = await ask(shop.as(role), method, path)
      expect(answer.status).toBeLessThan(500)
      if (isEnough(role, access))
        expect({ letIn: isLetIn(answer), code: answer.body?.code }).toMatchObject({ letIn: true })
      else expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 403, code: 'api.not-allowed' })
    },
  )

  test.each(named(({ access }) => access.passwordAgain === true))(
    '$row wants the password again, and no key',
    async ({ method, path }) => {
      const stale = await ask(shop.as('stale'), method, path)
      expect({ status: stale.status, code: stale.body?.code }).toEqual({ status: 403, code: 'api.password-again' })
      const key = await ask(shop.withKey('admin'), method, path)
      expect({ status: key.status, code: key.body?.code }).toEqual({ status: 403, code: 'api.not-by-key' })
    },
  )

  test.each(named(({ method }) => method !== 'GET' && method !== 'HEAD'))(
    '$row does nothing for a foreign page',
    async ({ method, path }) => {
      const url = new URL(nowhere(path), shop.url)
      const response = await fetch(url, {
        method,
        headers: { cookie: 'kontor-test=admin', origin: 'https://evil.example', 'content-type': 'application/json' },
        body: '{}',
      })
      const body = (await response.json()) as { code?: string }
      expect({ status: response.status, code: body.code }).toEqual({ status: 403, code: 'api.foreign-page' })
    },
  )

  test.each(named(({ path }) => path.includes(':mall')))(
    '$row shows a mall that is not theirs as one that is not there',
    async ({ method, path }) => {
      const foreign = await ask(shop.as('mainOnly'), method, path.replace(':mall', 'zweit'))
      const absent = await ask(shop.as('mainOnly'), method, path)
      const said = ({ status, body }: ApiAnswer) => ({ status, ...body, requestId: '' })
      // A request that is wrong in itself is refused before anything is looked for, for both alike.
      expect([400, 404]).toContain(foreign.status)
      expect(said(foreign)).toEqual(said(absent))
    },
  )
})
