import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addTestMall, openJobsWorld } from './jobs-world.testsuite.ts'
import { readWorkersConfig, workersConfigFrom } from './workers-config.ts'

const dir = mkdtempSync(join(tmpdir(), 'kontor-workers-config-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const now = Date.parse('2026-11-24T08:00:00Z')
const read = (value: unknown) => workersConfigFrom(value, 'Europe/Berlin', now)
const codes = (value: unknown) =>
  read(value).problems.map(({ code, params }) => [code, ...Object.values(params)].join(' '))

test('the old system’s list is followed as it is', () => {
  const { jobs, problems } = read([
    { job_type: 'sync_orders', interval_minutes: 15, enabled: true, description: 'Synchronisiere neue Aufträge' },
    { job_type: 'sync_inventory', interval_minutes: 5, enabled: false, description: 'Aktualisiere Bestandszahlen' },
  ])
  expect(problems).toEqual([])
  expect(jobs).toMatchObject([
    { flow: 'sync_orders', schedule: '900', enabled: true },
    { flow: 'sync_inventory', schedule: '300', enabled: false },
  ])
})

test.each([
  ['jobs inside an object', { jobs: [{ job_type: 'sync_orders', interval_minutes: 7 }] }],
  ['jobs by their names', { jobs: { sync_orders: { interval_minutes: 7 } } }],
  ['an older name', [{ name: 'ORDER_WORKFLOW', interval_seconds: 420 }]],
  ['the schedule in an object of its own', [{ id: 'sync_orders', schedule: { interval_minutes: 7, enabled: true } }]],
  ['seconds as the schedule', [{ flow: 'sync_orders', schedule: 420 }]],
])('%s are understood', (_, value) => {
  expect(read(value)).toMatchObject({ jobs: [{ flow: 'sync_orders', schedule: '420', enabled: true }], problems: [] })
})

test('a cron expression, a zone, a time limit, a mode and a store are taken over', () => {
  const entry = {
    job_type: 'sync_inventory',
    cron: '0 4 * * *',
    timezone: 'Asia/Shanghai',
    timeout_seconds: 900,
    mode: 'full',
    mall: 'main',
  }
  expect(read([entry])).toEqual({
    jobs: [
      {
        flow: 'sync_inventory',
        mall: 'main',
        mode: 'full',
        enabled: true,
        schedule: '0 4 * * *',
        timeZone: 'Asia/Shanghai',
        timeoutSeconds: 900,
      },
    ],
    problems: [],
  })
})

test('everything that cannot be followed is said, and the rest is', () => {
  const value = [
    { job_type: 'fetch_invoices', interval_minutes: 60 },
    { job_type: 'sync_orders', interval_minutes: 'often', enabled: 'yes', colour: 'blue' },
    'sync_inventory',
    { job_type: 'sync_orders', interval_minutes: 3 },
    { job_type: 'sync_inventory', cron: 'at night', timezone: 'Europe/Entenhausen', timeout_seconds: 1, mode: 'slow' },
    {},
  ]
  expect(codes(value)).toEqual([
    'workers-config-flow 1 fetch_invoices',
    'workers-config-unknown 2 sync_orders colour',
    'workers-config-field 2 sync_orders enabled yes',
    'workers-config-field 2 sync_orders interval_minutes often',
    'workers-config-entry 3',
    'workers-config-twice 4 sync_orders',
    'workers-config-field 5 sync_inventory timezone Europe/Entenhausen',
    'workers-config-field 5 sync_inventory mode slow',
    'workers-config-field 5 sync_inventory cron at night',
    'workers-config-field 5 sync_inventory timeout_seconds 1',
    'workers-config-flow 6 –',
  ])
  expect(read(value).jobs.map(job => [job.flow, job.schedule, job.enabled])).toEqual([
    ['sync_orders', undefined, true],
    ['sync_inventory', undefined, true],
  ])
})

test.each([[42], [null], ['jobs'], [{ workers: [] }]])('%j is not its form, and says so', value => {
  expect(read(value)).toEqual({ jobs: [], problems: [{ code: 'workers-config-shape', params: {} }] })
})

test('a file that cannot be read is a problem with its name, and none at all is none', () => {
  expect(readWorkersConfig([join(dir, 'nowhere')], 'Europe/Berlin', now)).toBeUndefined()
  writeFileSync(join(dir, 'workers_config.json'), '[{"job_type": ')
  const answer = readWorkersConfig([join(dir, 'nowhere'), dir], 'Europe/Berlin', now)
  expect(answer).toMatchObject({ jobs: [], problems: [{ code: 'workers-config-unreadable' }] })
  expect(JSON.stringify(answer?.problems)).not.toContain('job_type')
})

test('is taken over at the first start for the stores there are, and kept with what could not be followed', async () => {
  const file = [
    { job_type: 'sync_orders', interval_minutes: 15 },
    { job_type: 'sync_inventory', interval_minutes: 10, enabled: false },
    { job_type: 'sync_orders', mode: 'quick', interval_minutes: 2, mall: 'other' },
    { job_type: 'fetch_invoices', interval_minutes: 60 },
  ]
  let reads = 0
  await using world = await openJobsWorld({
    readImport: () => {
      reads++
      return { file: 'workers_config.json', ...read(file) }
    },
  })
  const shown = async () =>
    (await world.jobs.list()).map(job => `${job.id} ${job.schedule} ${job.enabled ? 'on' : 'off'}`)
  expect(await shown()).toEqual([
    'audit.main.full 30 4 * * * on',
    'housekeeping.main.full 45 3 * * * on',
    'sync_inventory.main.full 15 2 * * * off',
    'sync_inventory.main.quick 600 off',
    'sync_orders.main.full 900 on',
  ])
  expect((await world.jobs.imported())?.problems).toEqual([
    { code: 'workers-config-flow', params: { entry: 4, job: 'fetch_invoices' } },
    { code: 'workers-config-mall', params: { job: 'sync_orders', mall: 'other' } },
  ])
  // What people change stays; a later store has the usual jobs.
  await world.jobs.setEnabled('sync_inventory.main.quick', true, 'Ada')
  await addTestMall(world, 'other')
  world.start()
  await world.pass('0s')
  expect((await shown()).filter(line => line.includes('quick'))).toEqual([
    'sync_inventory.main.quick 600 on',
    'sync_inventory.other.quick 300 on',
  ])
  expect(reads).toBe(1)
})
