import { expect, it } from 'vitest'
import { grantScript } from './grant-script.ts'

it('grants reading of exactly what is asked, and writing of one table', async () => {
  await expect(grantScript({ shape: '1.6+', database: 'eazybusiness', queue: true })).toMatchFileSnapshot(
    './golden/grants.sql',
  )
  await expect(grantScript({ shape: '1.5', database: 'eazybusiness', queue: true })).toMatchFileSnapshot(
    './golden/grants-1.5.sql',
  )
})

it('grants no writing at all when orders go through the drop folder', () => {
  expect(grantScript({ shape: '1.6+', database: 'm', queue: false })).not.toMatch(/insert|update|delete/i)
})

it('grants single columns where a table holds secrets or personal data', () => {
  const script = grantScript({ shape: '1.6+', database: 'm', queue: true })
  expect(script).toContain('grant select (kBenutzer, cLogin, cName, nAktiv) on dbo.tBenutzer to kontor;')
  expect(script).toContain('grant select (kKunde, cSperre) on dbo.tkunde to kontor;')
  expect(script).not.toMatch(/cPasswort|iSalt|tAdresse/i)
})

it('takes any name of a database', () => {
  expect(grantScript({ shape: '1.6+', database: 'a]; drop', queue: true })).toContain('use [a]]; drop];')
})
