import { expect, test } from 'vitest'
import { openTestState } from '../../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../../test/support/virtual-clock.ts'
import { mallId, systemClock } from '../../lib/index.ts'
import { openRunFeed } from '../../runs/index.ts'
import type { State } from '../../state/index.ts'
import { closeCodes, type ServerMessage } from '../contract/live-contract.ts'
import { bareUpgrade, type LiveServer, openLiveServer, viewer } from './live-server.testsuite.ts'

interface World {
  readonly server: LiveServer
  /** Lines of a mall, `size` characters each. */
  say(count: number, mall?: string, size?: number): Promise<void>
  readonly clock: VirtualClock
}

/** The sockets' time is moved by hand; the feed polls in real time, as it would for a worker's lines. */
const story = (title: string, tell: (world: World) => Promise<void>): void =>
  test(title, async () => {
    const clock = virtualClock()
    await using opened = await openTestState({ clock })
    await using feed = openRunFeed({ state: opened.state, clock: systemClock, pollMs: 5, onFault: () => {} })
    await using server = await openLiveServer(feed, clock)
    await tell({ server, clock, say: (...args) => say(opened.state, ...args) })
    expect(server.faults).toEqual([])
  })

const say = (state: State, count: number, mall = 'main', size = 10): Promise<void> =>
  state.transaction(async tx => {
    for (let at = 0; at < count; at++)
      await tx
        .insertInto('run_log')
        .values({
          run_id: `run-${mall}`,
          flow: 'sync_orders',
          mall,
          mode: 'full',
          at: 1000 + at,
          level: at % 2 === 0 ? 'info' : 'warn',
          step: 'orders.send',
          subject: null,
          code: 'stopped',
          params: JSON.stringify({ filler: 'x'.repeat(size) }),
        })
        .execute()
  })

const idsIn = (heard: readonly ServerMessage[]): readonly number[] =>
  heard.flatMap(message => (message.type === 'log' ? [message.id] : []))
const kinds = (heard: readonly ServerMessage[]): readonly string[] => heard.map(message => message.type)
const caughtUp = (heard: readonly ServerMessage[]): boolean => kinds(heard).includes('caught-up')

story('begins from now on, and says so before the first line', async ({ server, say }) => {
  await say(3)
  const client = server.open('/ws/logs')
  await client.until(caughtUp)
  await say(1)
  await client.until(heard => idsIn(heard).length === 1)
  expect(client.heard).toMatchObject([
    { type: 'hello', lastId: 3 },
    { type: 'subscribed', after: 3, isReset: false },
    { type: 'caught-up', upTo: 3 },
    { type: 'log', id: 4, line: { job: 'sync_orders.main.full', text: 'Stopped on request.' } },
  ])
})

story('another wish takes the place of the first', async ({ server, say }) => {
  await say(4)
  await say(2, 'other')
  const client = server.open('/ws/logs?after=0&level=warn')
  await client.until(caughtUp)
  expect(idsIn(client.heard)).toEqual([2, 4, 6])
  client.send({ type: 'subscribe', mall: 'other', after: 0 })
  await client.until(heard => idsIn(heard).length === 5)
  expect(idsIn(client.heard).slice(3)).toEqual([5, 6])
  client.send({ type: 'ping' })
  await client.until(heard => kinds(heard).includes('pong'))
})

story('says so when the number to go on after is not of this database', async ({ server, say }) => {
  await say(2)
  const client = server.open('/ws/logs?after=900')
  await client.until(caughtUp)
  expect(client.heard[1]).toEqual({ type: 'subscribed', after: 2, isReset: true })
})

story('shows the lines of the caller’s malls only, whatever is asked for', async ({ server, say }) => {
  server.people.caller = { ...viewer, malls: [mallId('other')] }
  await say(2)
  await say(1, 'other')
  const all = server.open('/ws/logs?after=0')
  const run = server.open('/ws/logs?after=0&run=run-main')
  await Promise.all([all.until(caughtUp), run.until(caughtUp)])
  expect([idsIn(all.heard), idsIn(run.heard)]).toEqual([[3], []])
  const { status } = await bareUpgrade(server.port, '/ws/logs?mall=main', { origin: originOf(server) })
  expect(status).toBe(404)
  all.send({ type: 'subscribe', mall: 'main' })
  expect((await all.closed).code).toBe(closeCodes.refused)
})

const originOf = ({ port }: LiveServer): string => `http://127.0.0.1:${port}`

story('lets nobody in who is not signed in, and no page but our own', async ({ server }) => {
  const from = async (headers: Readonly<Record<string, string>>) =>
    (await bareUpgrade(server.port, '/ws/logs', headers)).status
  expect(await from({ origin: originOf(server) })).toBe(101)
  expect(await from({ origin: 'http://evil.example' })).toBe(403)
  expect(await from({ origin: 'null' })).toBe(403)
  expect(await from({})).toBe(403)
  server.people.caller = { ...viewer, kind: 'key' }
  expect(await from({})).toBe(101)
  expect(await from({ origin: 'http://evil.example' })).toBe(403)
  server.people.caller = undefined
  expect(await from({ origin: originOf(server) })).toBe(401)
})

story('ten sockets for one person, the eleventh waits its turn', async ({ server }) => {
  const clients = Array.from({ length: 10 }, () => server.open('/ws/jobs'))
  await Promise.all(clients.map(client => client.until(caughtUp)))
  const upgrade = () => bareUpgrade(server.port, '/ws/jobs', { origin: originOf(server) })
  expect((await upgrade()).status).toBe(429)
  server.people.caller = { ...viewer, id: 'p2' }
  expect((await upgrade()).status).toBe(101)
  server.people.caller = viewer
  clients[0]?.close()
  await clients[0]?.closed
  expect((await upgrade()).status).toBe(101)
})

story('whoever loses the right is out at once, and within seconds when another process took it', async world => {
  const { server, clock } = world
  const first = server.open('/ws/logs')
  await first.until(caughtUp)
  server.people.revoke()
  expect((await first.closed).code).toBe(closeCodes.revoked)

  server.people.isValid = true
  const second = server.open('/ws/logs')
  await second.until(caughtUp)
  await clock.advance('5s')
  server.people.isValid = false
  await clock.advance('5s')
  expect((await second.closed).code).toBe(closeCodes.revoked)
})

for (const [what, frame, code] of [
  ['bytes instead of text', new Uint8Array([1, 2, 3]), 1003],
  ['text that is no JSON', 'subscribe!', closeCodes.refused],
  ['a message nobody knows', { type: 'delete-everything' }, closeCodes.refused],
  ['a field nobody knows', { type: 'subscribe', role: 'admin' }, closeCodes.refused],
  ['a prototype', '{"type":"subscribe","__proto__":{"mall":"x"}}', closeCodes.refused],
  ['a number out of range', { type: 'subscribe', after: -1 }, closeCodes.refused],
  ['a message above 16 KiB', 'x'.repeat(16 * 1024 + 1), 1009],
] as const)
  story(`${what} ends that socket and no other`, async ({ server, say }) => {
    const [client, other] = [server.open('/ws/logs'), server.open('/ws/logs')]
    await Promise.all([client.until(caughtUp), other.until(caughtUp)])
    client.send(frame)
    expect((await client.closed).code).toBe(code)
    await say(1)
    await other.until(heard => idsIn(heard).length === 1)
  })

story('frames that break the protocol end their connection and nothing else', async ({ server, say }) => {
  const other = server.open('/ws/logs')
  await other.until(caughtUp)
  // Reserved bits, an unknown opcode, a client's frame without its mask, a length of 2^63.
  for (const bytes of ['f18000000000', '838000000000', '8103616263', '81ff8000000000000000', '000102030405060708']) {
    const { status, socket } = await bareUpgrade(server.port, '/ws/logs', { origin: originOf(server) })
    expect(status).toBe(101)
    const ended = new Promise<void>(resolve => socket.once('close', () => resolve()))
    socket.resume()
    socket.write(Buffer.from(bytes, 'hex'))
    await ended
  }
  await say(1)
  await other.until(heard => idsIn(heard).length === 1)
})

story('a flood of messages is refused', async ({ server }) => {
  const client = server.open('/ws/logs')
  await client.until(caughtUp)
  for (let n = 0; n < 100; n++) client.send({ type: 'ping' })
  expect((await client.closed).code).toBe(closeCodes.refused)
})

story('who stopped answering is gone after a minute', async ({ server, clock }) => {
  const { socket } = await bareUpgrade(server.port, '/ws/logs', { origin: originOf(server) })
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.resume()
  await clock.runUntil(ended, '65s')
})

story('a reader that does not take what it is sent is let go, and comes again without a gap', async world => {
  const { server, clock, say } = world
  await say(12_000, 'main', 1000)
  const { socket } = await bareUpgrade(server.port, '/ws/logs?after=0', { origin: originOf(server) })
  // Nothing is read: what fits into the machine's buffers is taken, the rest waits, and then half a minute is over.
  await stalled(server)
  await clock.advance('31s')
  // A close frame of two bytes, 4408, is the last there is.
  const close = Buffer.from([0x88, 2, closeCodes.tooSlow >> 8, closeCodes.tooSlow & 0xff])
  const bytes: Buffer[] = []
  const isLetGo = new Promise<void>(resolve =>
    socket.on('data', (data: Buffer) => {
      bytes.push(data)
      if (data.subarray(-4).equals(close)) resolve()
    }),
  )
  socket.resume()
  await isLetGo
  socket.destroy()
  const all = Buffer.concat(bytes)
  const last = Math.max(...[...String(all).matchAll(/\{"type":"log","id":(\d+)/g)].map(match => Number(match[1])))
  expect(last).toBeLessThan(12_000)
  const again = server.open(`/ws/logs?after=${last}`)
  await again.until(caughtUp)
  expect(idsIn(again.heard)[0]).toBe(last + 1)
  expect(idsIn(again.heard).at(-1)).toBe(12_000)
})

/** Until the server's connection takes no more: as many bytes wait through many turns of the event loop. */
async function stalled(server: LiveServer): Promise<void> {
  let before = 0
  for (let same = 0; same < 5000; ) {
    await new Promise(resolve => setImmediate(resolve))
    const waiting = server.waitingBytes()
    same = waiting > 0 && waiting === before ? same + 1 : 0
    before = waiting
  }
}
