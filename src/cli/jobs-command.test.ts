import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandShop, openCommandShop } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
  // Before the very first command: that is when the old system's file is taken over.
  await shop.run(['account', 'list'])
  writeFileSync(
    join(shop.dir, 'data', 'workers_config.json'),
    JSON.stringify([
      { job_type: 'sync_orders', interval_minutes: 15, enabled: true, description: '…' },
      { job_type: 'fetch_invoices', interval_minutes: 60, enabled: true, description: '…' },
    ]),
  )
})
afterAll(() => shop[Symbol.asyncDispose]())

describe('kontor jobs', () => {
  test('shows every job with its schedule, taken over from the old system’s file, and what could not be', async () => {
    const said = await shop.kontor('jobs')
    expect(said.code).toBe(0)
    expect(said.out).toMatch(/sync_orders\.main\.full +orders \(full\) +every 15 min/)
    expect(said.out).toMatch(/sync_inventory\.main\.full +stock \(full\) +15 2 \* \* \* \(Europe\/Berlin\)/)
    expect(said.out).toContain('entry 2 names “fetch_invoices”, a flow that Kontor does not have')
    expect((await shop.run(['--lang', 'de', 'jobs', 'list'])).out).toMatch(/Bestellungen \(vollständig\) +alle 15 min/)
    const { jobs } = JSON.parse((await shop.kontor('jobs list --json')).out)
    expect(jobs.map((job: { id: string }) => job.id)).toContain('sync_orders.main.full')
  })

  test('changes a schedule, and refuses a wrong one with what to do', async () => {
    const changed = await shop.run([
      'jobs',
      'schedule',
      'sync_inventory.main.full',
      '--cron',
      '0 4 * * *',
      '--zone',
      'Asia/Shanghai',
      '--timeout',
      '900',
      '--json',
    ])
    expect(JSON.parse(changed.out)).toMatchObject({
      schedule: '0 4 * * *',
      timeZone: 'Asia/Shanghai',
      timeoutSeconds: 900,
    })
    const wrong = await shop.run(['jobs', 'schedule', 'sync_inventory.main.full', '--cron', 'at night'])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('“at night” is not a schedule. Use seconds')])
    const zone = await shop.kontor('jobs schedule sync_inventory.main.full --zone Mars')
    expect([zone.code, zone.err]).toEqual([2, expect.stringContaining('“Mars” is not a time zone')])
    expect((await shop.kontor('jobs schedule sync_orders.main.full --every 0')).code).toBe(2)
    expect((await shop.kontor('jobs')).out).toContain('0 4 * * * (Asia/Shanghai)')
  })

  test('switches jobs off and on', async () => {
    expect((await shop.kontor('jobs disable sync_orders.main.full')).out).toContain('off')
    expect((await shop.kontor('jobs')).out).toMatch(/sync_orders\.main\.full .* off/)
    expect((await shop.kontor('jobs enable sync_orders.main.full')).code).toBe(0)
    const unknown = await shop.kontor('jobs enable nonsense')
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('There is no job “nonsense”')])
  })

  test('asks for a run that the next start takes, and says what became of a second ask', async () => {
    const first = await shop.kontor('jobs run sync_orders.main.full --step 3')
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('begins in a moment')])
    expect((await shop.kontor('jobs run sync_orders.main.full')).out).toContain('this wish is part of it')
    expect((await shop.kontor('jobs')).out).toMatch(/sync_orders\.main\.full .* asked for/)
    const step = await shop.kontor('jobs run sync_orders.main.full --step 9')
    expect([step.code, step.err]).toEqual([2, expect.stringContaining('1, 2, 3, 4, 5')])
    await shop.kontor('account pause main')
    const paused = await shop.kontor('jobs run sync_orders.main.full')
    expect([paused.code, paused.err]).toEqual([1, expect.stringContaining('nothing runs for it')])
  })
})
