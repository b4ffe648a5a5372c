import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type KontorProcess, kontorProgram } from '../../test/support/kontor-process.ts'
import type { Edit } from './hooks.ts'

/** The program to torture: what `npm run build` made, or the sources as they are. */
export interface Program {
  readonly main: string
  readonly name: string
}

export function programToTorture(which: 'built' | 'sources'): Program {
  const main = fileURLToPath(new URL(which === 'built' ? '../../dist/main.js' : '../../src/main.ts', import.meta.url))
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  return { main, name: which === 'built' ? 'the built program' : 'the sources' }
}

const hooks = new URL('./hooks.ts', import.meta.url).href

/** The five quiet minutes before “absent” would be most of a run: the simulated JTL shows an order in the moment it takes it. */
const shortWaits: Edit = { file: 'orders/send-orders', from: 'quietMs = 300_000', to: 'quietMs = 3_000' }

const strike = `process.kill(process.pid, 'SIGKILL')`
/** JTL's stand-in lies in files and not behind a call, so its kill sits at the very statement that puts an order into the queue. */
export const strikes: Readonly<Record<'put-before' | 'put-after', Edit>> = {
  'put-before': {
    file: 'jtl/db/seam-sqlite',
    from: 'const text = numberInXml(order.orderNumber)',
    to: `const text = numberInXml(order.orderNumber); ${strike}`,
  },
  'put-after': {
    file: 'jtl/db/seam-sqlite',
    from: 'const row = rows[0]',
    to: `const row = rows[0]; ${strike}`,
  },
}

/** Kontor in a process of its own, with waits short enough for a run. `environment` is all it sees. */
export const kontorChild = (
  program: Program,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  edits: readonly Edit[] = [],
): KontorProcess =>
  kontorProgram(
    words,
    { ...environment, KONTOR_TORTURE_EDITS: JSON.stringify([shortWaits, ...edits]) },
    { main: program.main, flags: ['--import', hooks] },
  )
