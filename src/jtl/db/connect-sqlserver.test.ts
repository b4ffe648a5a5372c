import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock, systemRandom } from '../../lib/index.ts'
import { connectSqlServer } from './connect-sqlserver.ts'
import { parseSqlServerAddress } from './connection-string.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** Something on a free port that is no SQL Server. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const opened = createServer(onSocket)
  server = opened
  opened.listen(0, '127.0.0.1', () => {
    const address = opened.address()
    resolve(typeof address === 'object' && address ? address.port : 0)
  })
  return promise
}

function connect(host: string) {
  const parsed = parseSqlServerAddress(
    `Server=${host};Database=eazybusiness;User Id=kontor;Password=geheim;Connect Timeout=2`,
  )
  if (!parsed.ok) throw new Error(parsed.problems.join())
  return connectSqlServer({
    address: parsed.address,
    clock: systemClock,
    random: systemRandom,
    timeZone: 'Europe/Berlin',
  })
}

describe('SQL Server that is not there', () => {
  it('is unreachable when nothing listens, which is said at once and without the password', async () => {
    const port = await listen(() => {})
    server?.close()
    await using jtl = connect(`127.0.0.1,${port}`)
    const error: unknown = await jtl.inspect().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'jtl.unreachable', reaction: 'retry', effect: 'none' })
    expect(String(error)).toContain('KONTOR_JTL_SQLSERVER')
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('geheim')
  })

  it('is a lost connection when somebody hangs up, tried twice and no more', async () => {
    let connections = 0
    const port = await listen(socket => {
      connections++
      socket.destroy()
    })
    await using jtl = connect(`127.0.0.1,${port}`)
    await expect(jtl.allStock()).rejects.toMatchObject({
      code: 'jtl.connection-lost',
      reaction: 'retry',
      effect: 'none',
    })
    expect(connections).toBeLessThanOrEqual(2)
  })

  it('is a time-out when somebody says nothing', async () => {
    const port = await listen(() => {})
    await using jtl = connect(`127.0.0.1,${port}`)
    await expect(jtl.queueMark()).rejects.toMatchObject({ code: 'jtl.timeout', reaction: 'retry' })
  })
})
