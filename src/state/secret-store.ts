import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Clock, type Random, Secret } from '../lib/index.ts'
import type { Keyring } from './keyring.ts'
import { seal, unseal } from './seal.ts'
import type { Secrets } from './sealed-secrets.ts'
import type { StateTx } from './state.ts'
import type { Tables } from './tables.ts'

export interface SecretParts {
  readonly db: Kysely<Tables>
  readonly transaction: <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
}

const label = (name: string): string => `kontor/1|sealed_secret|${name}`

export function openSecrets({ db, transaction, keyring, clock, random }: SecretParts): Secrets {
  const open = async (
    name: string,
  ): Promise<{ readonly value: Secret; readonly setAt: number } | undefined | 'key-lost'> => {
    const row = await db
      .selectFrom('sealed_secret')
      .select(['sealed', 'set_at'])
      .where('name', '=', name)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const text = unseal(row.sealed, label(name), kid => keyring.find('secret', kid))
    return text === undefined ? 'key-lost' : { value: new Secret(text.toString('utf8')), setAt: row.set_at }
  }
  return {
    put: async (tx, name, value) => {
      const key = keyring.active('secret')
      const row = {
        kid: key.kid,
        sealed: seal(Buffer.from(value.reveal('seal a secret')), label(name), key, random),
        set_at: clock.now(),
      }
      await tx
        .insertInto('sealed_secret')
        .values({ name, ...row })
        .onConflict(conflict => conflict.column('name').doUpdateSet(row))
        .execute()
    },
    get: async name => {
      const opened = await open(name)
      return opened === undefined || opened === 'key-lost' ? opened : opened.value
    },
    describe: async name => {
      const opened = await open(name)
      if (opened === undefined || opened === 'key-lost') return opened
      const hash = createHash('sha256').update(opened.value.reveal('fingerprint of a secret')).digest('hex')
      return { name, setAt: opened.setAt, fingerprint: hash.slice(-4) }
    },
    // A handful of rows; one whose key is lost stays as it is. What a secret is and since when does not change.
    reseal: () =>
      transaction(async tx => {
        const key = keyring.active('secret')
        const rows = await tx
          .selectFrom('sealed_secret')
          .selectAll()
          .where('kid', '!=', key.kid)
          .orderBy('name')
          .execute()
        let resealed = 0
        for (const { name, sealed } of rows) {
          const text = unseal(sealed, label(name), kid => keyring.find('secret', kid))
          if (text === undefined) continue
          await tx
            .updateTable('sealed_secret')
            .set({ kid: key.kid, sealed: seal(text, label(name), key, random) })
            .where('name', '=', name)
            .execute()
          text.fill(0)
          resealed++
        }
        return resealed
      }),
    remove: async (tx, name) => {
      await tx.deleteFrom('sealed_secret').where('name', '=', name).execute()
    },
  }
}
