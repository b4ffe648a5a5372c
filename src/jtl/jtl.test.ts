import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { seededRandom, systemClock, systemRandom } from '../lib/index.ts'
import { createSimulatedJtl } from '../simulator/index.ts'
import { connectSimulatedJtl } from './db/connect-sqlite.ts'
import { describeJtl } from './jtl.testsuite.ts'
import type { JtlShape } from './jtl.ts'
import type { JtlTestWorld } from './jtl-test-world.testsuite.ts'
import { openSqlServerWorld } from './sqlserver-world.testsuite.ts'

const timeZone = 'Europe/Berlin'

function simulatedWorld(shape: JtlShape, where: 'memory' | 'files'): JtlTestWorld {
  const dir = where === 'files' ? mkdtempSync(join(tmpdir(), 'kontor-jtl-')) : undefined
  const simulated = createSimulatedJtl({
    clock: systemClock,
    random: seededRandom('jtl'),
    options: { shape, timeZone },
    ...(dir !== undefined && { dir }),
  })
  const connect = () =>
    connectSimulatedJtl({
      source: dir === undefined ? { database: simulated.database } : { dir },
      clock: systemClock,
      random: systemRandom,
      timeZone,
      platform: 3,
    })
  const jtl = connect()
  return {
    jtl,
    connect,
    insert: async (table, row) => {
      const columns = Object.keys(row)
      simulated.database
        .prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
        .run(...Object.values(row))
    },
    run: async text => simulated.database.exec(text),
    async [Symbol.asyncDispose]() {
      await jtl[Symbol.asyncDispose]()
      simulated.close()
      if (dir !== undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}

describeJtl({ name: 'the simulator in memory', shape: '1.6+', open: async () => simulatedWorld('1.6+', 'memory') })
describeJtl({ name: 'the simulator in memory', shape: '1.5', open: async () => simulatedWorld('1.5', 'memory') })
describeJtl({ name: 'the simulator in files', shape: '1.6+', open: async () => simulatedWorld('1.6+', 'files') })

const sqlServer = process.env.KONTOR_TEST_SQLSERVER
if (sqlServer) {
  describeJtl({ name: 'SQL Server', shape: '1.6+', open: () => openSqlServerWorld(sqlServer, { shape: '1.6+' }) })
  describeJtl({ name: 'SQL Server', shape: '1.5', open: () => openSqlServerWorld(sqlServer, { shape: '1.5' }) })
  describeJtl({
    name: 'SQL Server with compatibility level 120',
    shape: '1.6+',
    open: () => openSqlServerWorld(sqlServer, { shape: '1.6+', compatibilityLevel: 120 }),
  })
} else {
  describe('JTL on a real SQL Server', () => {
    it.skip(
      'not tested: set KONTOR_TEST_SQLSERVER=Server=host,1433;User Id=sa;Password=…;Database=master to run this suite there',
    )
  })
}
