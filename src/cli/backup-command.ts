import { resolve } from 'node:path'
import type { Command } from 'commander'
import { checkBackup, type Lock, writeBackup } from '../backup/index.ts'
import { contentOf, readPassphrase, unlockWith } from './backup-lock-words.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { programVersion } from './program-version.ts'

interface BackupOptions {
  readonly check?: boolean
  readonly recipient?: string
  readonly identity?: string
}

/** `kontor backup FILE`: everything our database holds, encrypted, while Kontor runs. */
export function backupCommand(program: Command, run: Run): void {
  program
    .command('backup')
    .description('writes an encrypted backup of Kontor’s database, while it runs')
    .argument('<file>', 'where it goes; never written over')
    .option('--check', 'reads an existing backup to its end and writes nothing')
    .option('--recipient <pem>', 'public X25519 key instead of a passphrase')
    .option('--identity <pem>', 'private key, to check a backup made for its public key')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      `
Addresses of buyers and keys are not in it. The passphrase is read from the file that
KONTOR_BACKUP_PASSPHRASE_FILE names, else asked for.
${examples('kontor backup /backup/kontor-2026-11-24.kbak', 'kontor backup --check /backup/kontor-2026-11-24.kbak')}`,
    )
    .action((file: string, options: BackupOptions) =>
      run(context =>
        options.check ? check(context, resolve(file), options) : backup(context, resolve(file), options),
      ),
    )
}

async function backup(context: CommandContext, file: string, options: BackupOptions): Promise<ExitCode> {
  const { terminal, config, signal } = context
  const lock = await lockOf(context, options)
  if (lock === undefined) return 2
  return context.withKontor(async ({ state, clock, random }) => {
    const { database, dataDir } = config
    const written = await writeBackup({
      database,
      dataDir,
      file,
      lock,
      version: programVersion(),
      clock,
      random,
      signal,
    })
    const row = { value: String(written.takenAt), updated_at: clock.now() }
    await state.transaction(tx =>
      tx
        .insertInto('setting')
        .values({ name: 'last_backup_at', ...row })
        .onConflict(conflict => conflict.column('name').doUpdateSet(row))
        .execute(),
    )
    if (terminal.isJson) terminal.json({ file, ...written })
    const { rows, tables } = written
    terminal.line(
      terminal.say(
        `Gesichert: ${rows} Zeilen aus ${tables} Tabellen, ${size(written.bytes)}, in ${file}.`,
        `Backed up: ${rows} rows of ${tables} tables, ${size(written.bytes)}, in ${file}.`,
      ),
    )
    terminal.line(
      terminal.say(
        'Nicht darin: Adressen der Käufer, archivierte Antworten und die Schlüssel (KONTOR_CONFIG_DIR). Die Schlüssel gesondert sichern.',
        'Not in it: buyers’ addresses, archived answers, and the keys (KONTOR_CONFIG_DIR). Keep a copy of the keys elsewhere.',
      ),
    )
    return 0
  })
}

async function lockOf(context: CommandContext, { recipient }: BackupOptions): Promise<Lock | undefined> {
  if (recipient !== undefined) return { kind: 'recipient', publicKey: contentOf(recipient) }
  const passphrase = await readPassphrase(context, true)
  return passphrase && { kind: 'passphrase', passphrase }
}

async function check(context: CommandContext, file: string, { identity }: BackupOptions): Promise<ExitCode> {
  const { terminal, config, signal } = context
  const checked = await checkBackup(file, unlockWith(context, identity), signal)
  if (terminal.isJson) terminal.json({ file, ...checked })
  const at = dateTime(checked.takenAt, config.timeZone, terminal.language)
  terminal.line(
    terminal.say(
      `Vollständig und lesbar: ${checked.rows} Zeilen aus ${checked.tables} Tabellen, Stand ${at}, Kontor ${checked.version}.`,
      `Complete and readable: ${checked.rows} rows of ${checked.tables} tables, as of ${at}, Kontor ${checked.version}.`,
    ),
  )
  return 0
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
