import { readFileSync } from 'node:fs'
import type { Unlock } from '../backup/index.ts'
import { ConnectorError, Secret } from '../lib/index.ts'
import type { CommandContext } from './command.ts'
import { readSecret } from './read-secret.ts'

const variable = 'KONTOR_BACKUP_PASSPHRASE_FILE'

/** The passphrase from the file that a setting names, else typed without showing it. `twice`: a new one, typed twice. */
export async function readPassphrase(context: CommandContext, twice: boolean): Promise<Secret | undefined> {
  const { config, terminal } = context
  const file = config.backupPassphraseFile
  // One line: an editor ends it with a line break that nobody meant.
  if (file !== undefined) return new Secret(contentOf(file).replace(/\r?\n$/, ''))
  const typed = await readSecret(context, variable, terminal.say('Passwort der Sicherung', 'Passphrase of the backup'))
  if (typed === undefined || !twice) return typed === undefined ? undefined : new Secret(typed)
  const again = await readSecret(context, variable, terminal.say('Noch einmal', 'Once more'))
  if (typed === again) return new Secret(typed)
  throw new ConnectorError('The two passphrases differ.', {
    code: 'backup.passphrases-differ',
    reaction: 'pause',
    hint: 'Try once more.',
  })
}

/** How a backup is opened: the private key of `--identity`, or the passphrase. */
export const unlockWith = (context: CommandContext, identityFile: string | undefined): Unlock => ({
  passphrase: () => readPassphrase(context, false),
  identity: () => (identityFile === undefined ? undefined : new Secret(contentOf(identityFile))),
})

export function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault'
    throw new ConnectorError(`Reading ${file} failed (${errno}).`, {
      code: 'backup.file',
      reaction: 'pause',
      hint: 'Check that the file is there and that the user that runs Kontor can read it.',
      params: { file, errno },
    })
  }
}
