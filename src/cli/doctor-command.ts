import { accessSync, constants } from 'node:fs'
import type { Command } from 'commander'
import { listMalls, type Mall } from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { pausedSides } from '../engine/index.ts'
import { grantScript } from '../jtl/index.ts'
import { ConnectorError } from '../lib/index.ts'
import { checkJtl } from './check-jtl.ts'
import { checkTemu } from './check-temu.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { faultText } from './fault-text.ts'
import { counted, dateTime } from './local-format.ts'
import type { Run } from './program.ts'
import type { Terminal } from './terminal.ts'

/** One line of the doctor: fine, worth knowing, or broken with what to do. */
export interface Finding {
  readonly about: string
  readonly state: 'ok' | 'note' | 'bad'
  readonly text: string
  readonly cure?: string
}

/** `kontor doctor`: is everything in place? Each line says ok, or what to do. */
export function doctorCommand(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('checks runtime, data folder, keys, clock, token and its rights, JTL, drop folder')
    .option('--json', 'the findings as JSON')
    .option('--grants', 'prints the SQL that gives Kontor its login in JTL’s database, for the administrator')
    .action((options: { readonly grants?: boolean }) => run(options.grants ? grants : doctor))
}

/** Exactly the rights that are used: SELECT on what is read, INSERT on the one table that is written. */
const grants = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const facts = await kontor.jtl?.inspect({ signal: context.signal }).catch((error: unknown) => {
      // Without the login there is nothing to inspect yet; the script for a current Wawi is what makes it.
      if (error instanceof ConnectorError) return undefined
      throw error
    })
    const queue = kontor.config.jtl.handOver === 'queue'
    context.streams.out.write(
      `${grantScript({ shape: facts?.shape ?? '1.6+', database: facts?.database ?? 'eazybusiness', queue })}\n`,
    )
    return 0
  })

async function doctor(context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const findings: Finding[] = [runtime(terminal)]
  try {
    findings.push(
      ...(await context.withKontor(async kontor => {
        const malls = await listMalls(kontor.state.db)
        return [
          ...(await ground(kontor, terminal)),
          ...(await checkTemu(kontor, terminal, malls, context.signal)),
          ...(await checkJtl(kontor, terminal, malls, context.signal)),
          ...dropFolder(kontor, terminal, malls),
          ...(await pauses(kontor, terminal)),
        ]
      })),
    )
  } catch (error) {
    findings.push({ about: terminal.say('Daten', 'data'), state: 'bad', text: faultText(error, terminal.language) })
  }
  showFindings(terminal, findings)
  return findings.some(finding => finding.state === 'bad') ? 1 : 0
}

/** Each finding on a line, what to do below it; then whether all is well. */
export function showFindings(terminal: Terminal, findings: readonly Finding[]): void {
  if (terminal.isJson) {
    terminal.json({ findings })
    return
  }
  for (const finding of findings) {
    const [first = '', ...more] = finding.text.split('\n')
    terminal.line(`${{ ok: '✓', note: '!', bad: '✗' }[finding.state]} ${finding.about}: ${first}`)
    for (const line of more) terminal.line(`    ${line}`)
    if (finding.cure) terminal.line(`    → ${finding.cure}`)
  }
  const bad = findings.filter(finding => finding.state === 'bad').length
  terminal.line()
  terminal.line(
    bad === 0
      ? terminal.say('Alles in Ordnung.', 'All is well.')
      : terminal.say(
          `${counted(bad, 'Punkt ist', 'Punkte sind')} zu klären.`,
          `${counted(bad, 'thing is', 'things are')} to be mended.`,
        ),
  )
}

function runtime(terminal: Terminal): Finding {
  const about = terminal.say('Laufzeit', 'runtime')
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return { about, state: 'ok', text: `Node ${process.versions.node}` }
  return {
    about,
    state: 'bad',
    text: `Node ${process.versions.node}`,
    cure: terminal.say(
      'Kontor über „npm run kontor“ starten; es bringt Node 24 mit.',
      'Start Kontor by “npm run kontor”; it brings Node 24.',
    ),
  }
}

async function ground(kontor: Kontor, terminal: Terminal): Promise<readonly Finding[]> {
  const { config, state } = kontor
  const problems = await state.check()
  return [
    problems.length === 0
      ? { about: terminal.say('Datenbank', 'database'), state: 'ok', text: `${state.kind}, ${config.dataDir}` }
      : {
          about: terminal.say('Datenbank', 'database'),
          state: 'bad',
          text: problems.join('; '),
          cure: terminal.say(
            'Kontor anhalten und die letzte Sicherung zurückspielen.',
            'Stop Kontor and restore the last backup.',
          ),
        },
    { about: terminal.say('Schlüssel', 'keys'), state: 'ok', text: config.configDir },
  ]
}

function dropFolder(kontor: Kontor, terminal: Terminal, malls: readonly Mall[]): readonly Finding[] {
  const { config } = kontor
  const [mall] = malls
  if (config.jtl.handOver !== 'folder' || config.jtl.xmlDir === undefined) return []
  const about = terminal.say('Übergabeordner', 'drop folder')
  try {
    if (mall) kontor.handOverOf(mall)
    accessSync(config.jtl.xmlDir, constants.R_OK | constants.W_OK)
    return [{ about, state: 'ok', text: config.jtl.xmlDir }]
  } catch {
    return [
      {
        about,
        state: 'bad',
        text: config.jtl.xmlDir,
        cure: terminal.say(
          'Der Ordner ist nicht da oder nicht beschreibbar. KONTOR_JTL_XML_DIR prüfen und dem Dienstkonto Schreibrecht geben.',
          'The folder is not there or not writable. Check KONTOR_JTL_XML_DIR and give the service account the right to write.',
        ),
      },
    ]
  }
}

async function pauses(kontor: Kontor, terminal: Terminal): Promise<readonly Finding[]> {
  const rows = await pausedSides(kontor.state.db)
  return rows.map(row => {
    const { title, cure } = codeText(row.code, terminal.language, row.params)
    return {
      about: `${row.mall} · ${row.side.toUpperCase()}`,
      state: 'bad' as const,
      text: terminal.say(
        `angehalten seit ${dateTime(row.since, kontor.config.timeZone, terminal.language)}: ${title}`,
        `paused since ${dateTime(row.since, kontor.config.timeZone, terminal.language)}: ${title}`,
      ),
      ...(cure ? { cure } : {}),
    }
  })
}
