import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { plants } from '../test/support/plants.ts'
import { type RunningPostgres, startPostgres } from '../test/support/postgres.ts'
import { toolScript } from './tool.ts'
import { fillTheDisk } from './torture/disk.ts'
import { tortureWithPlants } from './torture/find-plants.ts'
import { allTargets, type KillReport, killAgainAndAgain } from './torture/kill.ts'
import { programToTorture } from './torture/kontor-child.ts'
import { stopPostgresAgainAndAgain } from './torture/postgres-stops.ts'
import { problemsOf } from './torture/shop.ts'

// `npm run torture [-- kill|disk|corrupt|postgres|plants] [--kills 100] [--seed S] [--only sqlite|postgres] [--sources] [--record]`
// Kontor for real: processes that are killed, a disk that is full, files that are damaged, a PostgreSQL that is stopped; the
// simulator's judge counts in the outsides. Ends with 1 when a promise was broken.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '100' },
    stops: { type: 'string', default: '6' },
    seed: { type: 'string', default: 'torture' },
    only: { type: 'string' },
    sources: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})
const parts = ['kill', 'disk', 'corrupt', 'postgres', 'plants'] as const
type Part = (typeof parts)[number]
const chosen: readonly Part[] = positionals.length > 0 ? positionals.map(partOf) : parts
const which = values.sources ? 'sources' : 'built'
const dir = mkdtempSync(join(tmpdir(), 'kontor-torture-'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const patienceMs = 240_000
let broken = 0

function partOf(word: string): Part {
  const found = parts.find(part => part === word)
  if (!found) throw new RangeError(`${word} is none of ${parts.join(', ')}`)
  return found
}

function whole(name: 'kills' | 'stops'): number {
  const number = Number(values[name])
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`--${name} must be a whole number above 0.`)
  return number
}

function conclude(title: string, problems: readonly string[]): void {
  say(`${problems.length === 0 ? '✓' : '✗'} ${title}`)
  for (const problem of problems.slice(0, 30)) say(`    ${problem}`)
  if (problems.length > 0) broken++
}

async function withPostgres<T>(work: (server: RunningPostgres, url: string) => Promise<T>): Promise<T> {
  const server = await startPostgres()
  try {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query('create database kontor')
    await client.end()
    const url = new URL(server.url)
    url.pathname = '/kontor'
    return await work(server, url.href)
  } finally {
    await server.stop()
  }
}

const figures = (report: KillReport): string => {
  const { judged, random, struck, missed, seconds } = report
  const aims = Object.entries(struck).map(([target, count]) => `${count} ${target}`)
  return `${random} at random, aimed: ${aims.join(', ') || 'none'}, ${missed} whose call did not come; ${judged.seen} orders, ${judged.inJtl} in JTL, ${judged.shipped} shipped, ${judged.lost} lost, ${judged.duplicated} doubled, ${judged.oversold} oversold; ${seconds} s`
}

async function kill(): Promise<void> {
  const program = programToTorture(which)
  const shared = {
    seed: values.seed,
    kills: whole('kills'),
    targets: allTargets,
    aimEvery: 2,
    patienceMs,
    program,
    say,
  }
  if (values.only !== 'postgres') {
    say(`SIGKILL on SQLite, ${program.name}`)
    const report = await killAgainAndAgain({ ...shared, dir: join(dir, 'kill') })
    conclude(`SQLite: ${figures(report)}`, problemsOf(report.judged))
  }
  if (values.only === 'sqlite') return
  say(`SIGKILL on PostgreSQL, ${program.name}`)
  const report = await withPostgres((_server, postgresUrl) =>
    killAgainAndAgain({ ...shared, dir: join(dir, 'kill-postgres'), postgresUrl }),
  )
  conclude(`PostgreSQL: ${figures(report)}`, problemsOf(report.judged))
}

function disk(): void {
  const { how, orders, problems } = fillTheDisk(join(dir, 'disk'), which)
  if (how === 'none') {
    say('Nothing may be mounted here: a limit on the size of files stands in for the full disk.')
    vitest('test/flows/disk-full.test.ts')
  } else conclude(`disk full, ${how}: ${orders} orders, each once in JTL`, problems)
}

async function postgres(): Promise<void> {
  const program = programToTorture(which)
  const shared = { dir: join(dir, 'postgres'), seed: values.seed, stops: whole('stops'), patienceMs, program, say }
  const { judged, fast, immediate, ended, seconds } = await withPostgres((server, postgresUrl) =>
    stopPostgresAgainAndAgain({ ...shared, server, postgresUrl }),
  )
  const problems = [...problemsOf(judged), ...(ended > 0 ? [`the program ended ${ended} times by itself`] : [])]
  const { seen, inJtl, lost, duplicated, oversold } = judged
  conclude(
    `PostgreSQL stopped ${fast} times fast, ${immediate} times as in a crash: ${seen} orders, ${inJtl} in JTL, ${lost} lost, ${duplicated} doubled, ${oversold} oversold; ${seconds} s`,
    problems,
  )
}

/** The checker must see what it is there for: without the look, kills after the insert double orders. */
async function plantsAreFound(): Promise<void> {
  const edits = plants
    .find(plant => plant.name === 'insert-without-looking')
    ?.edits.map(({ file, from, to }) => ({ file: file.replace(/\.ts$/, ''), from, to }))
  if (!edits) throw new Error('The plant is gone')
  const shared = { seed: values.seed, kills: 6, targets: ['put-after'] as const, aimEvery: 1, patienceMs: 45_000, say }
  const report = await killAgainAndAgain({
    ...shared,
    dir: join(dir, 'plants'),
    program: programToTorture('sources'),
    edits,
  })
  const isFound = report.judged.duplicated > 0
  conclude(
    `“insert without looking” doubled ${report.judged.duplicated} orders in ${report.struck['put-after'] ?? 0} aimed kills`,
    isFound ? [] : ['the judge saw nothing'],
  )
  const code = await tortureWithPlants(values.record ? ['--record'] : [], say)
  conclude('every planted fault is found in generated plans', code === 0 ? [] : ['see above'])
}

function vitest(file: string): void {
  const { status } = spawnSync(process.execPath, [toolScript('vitest', 'vitest'), 'run', file], { stdio: 'inherit' })
  conclude(file, status === 0 ? [] : ['see above'])
}

const run: Readonly<Record<Part, () => Promise<void> | void>> = {
  kill,
  disk,
  corrupt: () => vitest('test/flows/corrupt-file.test.ts'),
  postgres,
  plants: plantsAreFound,
}

try {
  say(`Node ${process.version}, ${cpus().length} processors, seed ${values.seed}`)
  if (which === 'built') {
    const built = spawnSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { stdio: 'inherit' })
    if (built.status !== 0) throw new Error('The build failed')
  }
  for (const part of chosen) await run[part]()
  process.exitCode = broken === 0 ? 0 : 1
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
}
