import type { Clock, Random } from '../lib/index.ts'
import type { KeyFacts, Keyring } from './keyring.ts'
import type { KeyKind } from './ring-file.ts'
import type { State } from './state.ts'

/** A key and how much is sealed with it now. */
export interface KeyInUse extends KeyFacts {
  /** Boxes or secrets; null where Kontor cannot count (`auth`). */
  readonly sealed: number | null
}

/** The kinds whose sealed rows Kontor can seal anew. */
export type SealingKind = Exclude<KeyKind, 'auth'>

/** The keys that seal what lies in our database: changing them, and getting rid of old ones. */
export interface Keys {
  /** Every key of the ring, in order of their ids. */
  list(): Promise<readonly KeyInUse[]>
  /** A new key seals from now on. Undefined: the active one is not `olderThanMs` yet. What is sealed stays readable. */
  rotate(kind: SealingKind, olderThanMs?: number): number | undefined
  /** Seals everything with the newest key, in batches; may be stopped anywhere and goes on where it stopped. Returns how many rows. */
  reseal(kind: SealingKind): Promise<number>
  /**
   * Destroys keys nothing is sealed with any more, and that were retired an hour ago or longer: until then another process
   * may still be in the middle of sealing with one. Returns how many.
   */
  destroyUnused(kind: SealingKind): Promise<number>
}

/** No transaction takes that long. */
const retiredMs = 3_600_000

interface KeyParts {
  readonly db: State['db']
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
  readonly boxes: Pick<State['boxes'], 'reseal'>
  readonly secrets: { reseal(): Promise<number> }
}

export function openKeys({ db, keyring, clock, boxes, secrets }: KeyParts): Keys {
  const countsOf = async (kind: SealingKind): Promise<ReadonlyMap<number, number>> => {
    const rows = await db
      .selectFrom(kind === 'personal' ? 'personal.box' : 'sealed_secret')
      .select(({ fn }) => ['kid', fn.countAll<number>().as('count')])
      .groupBy('kid')
      .orderBy('kid')
      .execute()
    return new Map(rows.map(row => [Number(row.kid), Number(row.count)]))
  }
  return {
    list: async () => {
      const counts = { personal: await countsOf('personal'), secret: await countsOf('secret') }
      return keyring.keys().map(key => ({
        ...key,
        sealed: key.kind === 'auth' ? null : (counts[key.kind].get(key.kid) ?? 0),
      }))
    },
    rotate: (kind, olderThanMs) => keyring.rotate(kind, olderThanMs),
    reseal: kind => (kind === 'personal' ? boxes.reseal() : secrets.reseal()),
    destroyUnused: async kind => {
      const counts = await countsOf(kind)
      const unused = keyring
        .keys()
        .filter(key => key.kind === kind && key.state === 'read-only')
        .filter(key => clock.now() - (key.retiredAt ?? clock.now()) >= retiredMs)
        .filter(key => !counts.has(key.kid))
      return unused.length === 0
        ? 0
        : keyring.destroy(
            kind,
            unused.map(key => key.kid),
          )
    },
  }
}
