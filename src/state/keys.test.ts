import { describe, expect, it } from 'vitest'
import { type StateKind, stateKinds, type TestState } from '../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId, Personal, Secret, temuOrderId } from '../lib/index.ts'
import { openBoxes } from './box-store.ts'
import { type Keyring, openKeyring } from './keyring.ts'
import { type Keys, openKeys } from './keys.ts'
import { openSecrets } from './secret-store.ts'
import type { State } from './state.ts'

const mall = mallId('main')
const idOf = (n: number) => temuOrderId(`PO-${String(n).padStart(5, '0')}`)

class Crash extends Error {}

/** One process: its own view of the ring, its way to the database; it dies at the nth port. */
function life(test: TestState, clock: VirtualClock, dieAt = Number.POSITIVE_INFINITY) {
  let ports = 0
  const port = (): void => {
    if (++ports === dieAt) throw new Crash()
  }
  const { state, random, dataDir, configDir } = test
  const ring = openKeyring({ configDir, dataDir, random, clock })
  const through =
    <Input extends unknown[], Result>(work: (...input: Input) => Result) =>
    (...input: Input): Result => {
      port()
      const result = work(...input)
      port()
      return result
    }
  const keyring: Keyring = {
    active: kind => ring.active(kind),
    find: (kind, kid) => ring.find(kind, kid),
    keys: () => ring.keys(),
    rotate: through((kind, age) => ring.rotate(kind, age)),
    destroy: through((kind, kids) => ring.destroy(kind, kids)),
  }
  const transaction: State['transaction'] = async work => {
    const result = await state.transaction(async tx => {
      const inner = await work(tx)
      port()
      return inner
    })
    port()
    return result
  }
  const parts = { db: state.db, transaction, keyring, clock, random, dataDir }
  const boxes = openBoxes({ ...parts, scrub: async () => 'erased' })
  const secrets = openSecrets(parts)
  return { keys: openKeys({ ...parts, boxes, secrets }), boxes, secrets, ports: () => ports }
}

async function fill(test: TestState, boxes: number): Promise<void> {
  const { state } = test
  await state.transaction(async tx => {
    for (let n = 0; n < boxes; n++)
      await state.boxes.put(tx, {
        mall,
        orderId: idOf(n),
        kind: 'order',
        value: new Personal({ n }),
        eraseAfter: 9e15,
      })
    for (const name of ['a', 'b']) await state.secrets.put(tx, name, new Secret(`value of ${name}`))
  })
}

/** Everything opens for a process that starts now, and says what it said. */
async function expectAllReadable(test: TestState, clock: VirtualClock, boxes: number): Promise<void> {
  const { boxes: store, secrets } = life(test, clock)
  const all = await store.getMany(
    mall,
    Array.from({ length: boxes }, (_, n) => idOf(n)),
    'order',
  )
  expect(all.size).toBe(boxes)
  for (let n = 0; n < boxes; n++) {
    const box = all.get(idOf(n))
    expect(typeof box === 'object' && box.value.reveal('compare')).toEqual({ n })
  }
  for (const name of ['a', 'b']) {
    const secret = await secrets.get(name)
    expect(typeof secret === 'object' && secret.reveal('compare')).toBe(`value of ${name}`)
  }
}

/** The whole way of a rotation, as housekeeping and the command go it. */
async function renew(keys: Keys, clock: VirtualClock): Promise<void> {
  for (const kind of ['personal', 'secret'] as const) {
    keys.rotate(kind)
    await keys.reseal(kind)
  }
  await clock.advance('1h')
  for (const kind of ['personal', 'secret'] as const) await keys.destroyUnused(kind)
}

const leftOver = async (keys: Keys) =>
  (await keys.list()).filter(
    key => key.kind !== 'auth' && key.state !== 'active' && (key.state !== 'destroyed' || key.sealed !== 0),
  )

async function crashEverywhere(kind: StateKind, boxes: number): Promise<void> {
  const clock = virtualClock()
  await using test = await kind.open(clock)
  await fill(test, boxes)
  let crashes = 0
  for (let dieAt = 1; ; dieAt++) {
    const { keys } = life(test, clock, dieAt)
    const isOver = await renew(keys, clock).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof Crash)) throw error
        return false
      },
    )
    await expectAllReadable(test, clock, boxes)
    if (isOver) break
    crashes++
    // The next start goes on with what this one left; now and then a second one dies on the way.
    if (dieAt % 3 === 0) continue
    const next = life(test, clock)
    await renew(next.keys, clock)
    expect(await leftOver(next.keys)).toEqual([])
    await expectAllReadable(test, clock, boxes)
  }
  // 2 kinds × (rotate, batches, destroy) × (before, after).
  expect(crashes).toBeGreaterThanOrEqual(12)
}

for (const kind of await stateKinds())
  describe.skipIf(!kind.isThere)(`keys on ${kind.name}`, () => {
    it(
      'a rotation stopped anywhere loses nothing, and the next start brings it to its end',
      () =>
        // Three batches where it is quick; one on PostgreSQL.
        crashEverywhere(kind, kind.name.startsWith('PostgreSQL') ? 20 : 1100),
      60_000,
    )

    it('a key is destroyed only when nothing is sealed with it, and an hour after it was retired', async () => {
      const clock = virtualClock()
      await using test = await kind.open(clock)
      await fill(test, 3)
      const { keys } = test.state
      const [old] = await keys.list()
      const kid = keys.rotate('personal')
      expect(await keys.destroyUnused('personal')).toBe(0)
      await clock.advance('2h')
      // Retired long enough, and still in use.
      expect(await keys.destroyUnused('personal')).toBe(0)
      expect(await keys.list()).toContainEqual(
        expect.objectContaining({ kid: old?.kid, state: 'read-only', sealed: 3 }),
      )
      expect(await keys.reseal('personal')).toBe(3)
      expect(await keys.destroyUnused('personal')).toBe(1)
      expect(await keys.list()).toContainEqual(expect.objectContaining({ kid, state: 'active', sealed: 3 }))
      await expectAllReadable(test, clock, 3)

      keys.rotate('personal')
      await keys.reseal('personal')
      await clock.advance('59m')
      expect(await keys.destroyUnused('personal')).toBe(0)
      await clock.advance('1m')
      expect(await keys.destroyUnused('personal')).toBe(1)
    })

    it('a process that sealed all along seals with the new key at once, so nothing of it is lost', async () => {
      const clock = virtualClock()
      await using test = await kind.open(clock)
      await fill(test, 2)
      const command = life(test, clock)
      command.keys.rotate('personal')
      await command.keys.reseal('personal')
      // The service never heard of the command.
      await test.state.transaction(tx =>
        test.state.boxes.put(tx, {
          mall,
          orderId: idOf(2),
          kind: 'order',
          value: new Personal({ n: 2 }),
          eraseAfter: 9e15,
        }),
      )
      await clock.advance('1h')
      expect(await command.keys.destroyUnused('personal')).toBe(1)
      await expectAllReadable(test, clock, 3)
      expect(typeof (await test.state.boxes.get(mall, idOf(0), 'order'))).toBe('object')
    })
  })
