import { ConnectorError, Secret } from '../lib/index.ts'
import type { Desk } from './people.ts'

const name = 'people/auth'

/** What signs cookies and encrypts second factors: made once, sealed by the key ring, the same for every worker. */
export async function authSecret({ state, random }: Desk): Promise<Secret> {
  await state.transaction(async tx => {
    const row = await tx.selectFrom('sealed_secret').select('name').where('name', '=', name).executeTakeFirst()
    if (row === undefined) await state.secrets.put(tx, name, new Secret(random.bytes(32).toString('base64url')))
  })
  const secret = await state.secrets.get(name)
  if (secret === undefined || secret === 'key-lost')
    throw new ConnectorError('The secret of the log-ins cannot be opened.', {
      code: 'people.secret-lost',
      reaction: 'pause',
      hint: 'Restore the key ring and the master key this database was made with (KONTOR_CONFIG_DIR).',
    })
  return secret
}
