import { resolve } from 'node:path'
import type { Command } from 'commander'
import { restoreBackup } from '../backup/index.ts'
import { systemClock, systemRandom } from '../lib/index.ts'
import { unlockWith } from './backup-lock-words.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'

interface RestoreOptions {
  readonly to: string
  readonly identity?: string
}

/** `kontor restore FILE --to DIR`: into a new folder, or with KONTOR_DATABASE_URL=postgres://… into an empty database. */
export function restoreCommand(program: Command, run: Run): void {
  program
    .command('restore')
    .description('puts a backup back: into a new folder, or into an empty PostgreSQL database')
    .argument('<file>', 'what `kontor backup` wrote')
    .requiredOption('--to <dir>', 'the new data folder: not there yet, or empty')
    .option('--identity <pem>', 'private key, for a backup made for its public key')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      `
The database is the one KONTOR_DATABASE_URL names where that is PostgreSQL (it must be empty), else a file in the new folder.
Stop the Kontor that worked before: two on one shop must not be.
${examples('kontor restore /backup/kontor-2026-11-24.kbak --to /srv/kontor/data-restored')}`,
    )
    .action((file: string, options: RestoreOptions) => run(context => restore(context, resolve(file), options)))
}

async function restore(context: CommandContext, file: string, options: RestoreOptions): Promise<ExitCode> {
  const { terminal, config, signal } = context
  const restored = await restoreBackup({
    file,
    unlock: unlockWith(context, options.identity),
    to: resolve(options.to),
    database: config.database.kind === 'postgres' ? config.database : { kind: 'sqlite' },
    dataDirBefore: config.dataDir,
    clock: systemClock,
    random: systemRandom,
    signal,
  })
  if (terminal.isJson) terminal.json({ file, ...restored })
  const at = dateTime(restored.takenAt, config.timeZone, terminal.language)
  for (const line of [
    terminal.say(
      `Zurückgespielt: ${restored.rows} Zeilen, Stand ${at}, nach ${restored.dataDir}.`,
      `Restored: ${restored.rows} rows, as of ${at}, into ${restored.dataDir}.`,
    ),
    terminal.say(
      `Weiter: das alte Kontor beenden, KONTOR_DATA_DIR=${restored.dataDir} setzen, „kontor doctor“, dann „kontor start“.`,
      `Next: stop the old Kontor, set KONTOR_DATA_DIR=${restored.dataDir}, run \`kontor doctor\`, then \`kontor start\`.`,
    ),
    terminal.say(
      'Kontor sieht dann bei TEMU und JTL nach, was seit der Sicherung geschehen ist, bevor es etwas sendet; offene Bestellungen warten dafür etwa fünf Minuten. Von Hand Entschiedenes (Klärfälle, Zuordnungen, Einstellungen) seit der Sicherung bitte noch einmal durchsehen.',
      'Kontor then looks at TEMU and JTL for what happened since the backup before it sends anything; open orders wait about five minutes for that. Please go once more through what people decided since the backup (held items, links, settings).',
    ),
  ])
    terminal.line(line)
  return 0
}
