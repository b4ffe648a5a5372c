import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Clock, type Random, Secret } from '../lib/index.ts'
import type { Keyring } from './keyring.ts'
import { seal, unseal } from './seal.ts'
import type { Secrets } from './sealed-secrets.ts'
import type { Tables } from './tables.ts'

export interface SecretParts {
  readonly db: Kysely<Tables>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
}

const label = (name: string): string => `kontor/1|sealed_secret|${name}`

export function openSecrets({ db, keyring, clock, random }: SecretParts): Secrets {
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
    remove: async (tx, name) => {
      await tx.deleteFrom('sealed_secret').where('name', '=', name).execute()
    },
  }
}
