import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Conformance } from '../../test/support/api-conformance.ts'
import { type ApiShop, openApiShop } from '../../test/support/api-shop.ts'
import { accessTable } from './access-table.ts'

let shop: ApiShop
let document: object
beforeAll(async () => {
  shop = await openApiShop()
  document = (await shop.as('viewer').get('/api/openapi.json')).body
})
afterAll(() => shop[Symbol.asyncDispose]())

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as Record<string, unknown>)
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

/** Not in the document: files, pages, sockets, and what better-auth answers under one address. */
const notDescribed = /^\w+ \/(\*|api\/docs|api\/openapi\.json|ws\/)/

test('every endpoint of the access table is described, and every described one is in the table', () => {
  const described = new Conformance(document)
    .endpoints()
    .map(({ method, path }) => `${method} ${path.replaceAll(/\{([^}]+)\}/g, ':$1')}`)
  const expected = Object.keys(accessTable).filter(row => !notDescribed.test(row))
  const plain = (rows: readonly string[]) => rows.map(row => row.replace(/\/(\*|:\*)$/, '/*')).sort()
  expect(plain(described)).toEqual(plain(expected))
})

test('every change is a deed of the audit trail', () => {
  const silent = Object.entries(accessTable)
    .filter(([row, access]) => !/^(GET|HEAD) /.test(row) && access.deed === undefined)
    .map(([row]) => row)
  // People's own log notes what happens there, by its own names.
  expect(silent).toEqual(['POST /api/auth/*'])
})

test('every endpoint has a summary, a tag, and says what it answers', () => {
  const bare = new Conformance(document)
    .endpoints()
    .filter(({ operation }) => !('summary' in operation) || !('tags' in operation) || operation.responses === undefined)
    .map(({ method, path }) => `${method} ${path}`)
  expect(bare).toEqual([])
})
