import { Writable } from 'node:stream'
import { z } from 'zod'
import { defaultMallSettings, mallSettingsSchema, settingPaths } from '../src/accounts/index.ts'
import { runCommand } from '../src/cli/index.ts'
import { ConfigError, configFrom } from '../src/config.ts'
import { grantScript, jtlFaults, objectsOf } from '../src/jtl/index.ts'
import { type TemuErrorCode, temuErrorEntry, temuErrors } from '../src/temu/index.ts'
import {
  accountTexts,
  apiTexts,
  auditTexts,
  backupTexts,
  engineTexts,
  jobTexts,
  jtlTexts,
  orderTexts,
  peopleTexts,
  serviceTexts,
  stateTexts,
  stockTexts,
  type Text,
  type Texts,
  trackingTexts,
} from '../src/texts/index.ts'
import { mallSettingWords, variableWords } from './setting-words.ts'
import { tableWords } from './table-words.ts'

/** Every page that is made from the code, by its path from the root of the project. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/reference/configuration.md', configurationPage()],
    ['docs/reference/error-codes.md', errorCodesPage()],
    ['docs/reference/jtl-tables.md', jtlTablesPage()],
    ['docs/reference/commands.md', await commandsPage()],
    ['.env.example', envExample()],
  ])
}

const made = '<!-- Made from the code: node bin/launch.mjs scripts/reference.ts -->'

const row = (...cells: readonly string[]): string =>
  `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

/** Names that the configuration asks its environment for. */
export function variablesRead(): readonly string[] {
  const asked = new Set<string>()
  configFrom(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }))
  // The system's own, which only give defaults.
  for (const name of ['LC_ALL', 'LC_MESSAGES', 'LANG', 'APPDATA', 'XDG_CONFIG_HOME']) asked.delete(name)
  return [...asked]
}

/** What the configuration itself says about a wrong value, or nothing when it takes any text. */
function allowed(name: string): string {
  try {
    configFrom({ [name]: '?' })
    return ''
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problem = error.problems.find(each => each.name === name)?.problem ?? ''
    return problem.startsWith('must be')
      ? problem.replace(/^must be (a |the )?/, '').replace(/[,.]( not “.*)?$/, '')
      : ''
  }
}

function configurationPage(): string {
  return [
    '# Configuration · Einstellungen',
    '',
    made,
    '',
    'Settings come from the environment or from a file `.env` in the working directory (`KONTOR_ENV_FILE` names another one); the environment wins. All problems are reported together. `.env.example` has every variable.',
    '',
    'Einstellungen stehen in der Umgebung oder in einer Datei `.env` im Arbeitsverzeichnis (`KONTOR_ENV_FILE` nennt eine andere); die Umgebung geht vor. Alle Fehler werden auf einmal gemeldet. `.env.example` enthält jede Variable.',
    '',
    row('Variable', 'Default', 'Allowed', 'English', 'Deutsch'),
    row('---', '---', '---', '---', '---'),
    ...Object.entries(variableWords).map(([name, { standard, en, de }]) =>
      row(`\`${name}\``, standard.startsWith('(') ? standard.slice(1, -1) : `\`${standard}\``, allowed(name), en, de),
    ),
    '',
    'For tests only: `KONTOR_TEST_SQLSERVER` (a real SQL Server for the JTL suite).',
    '',
    '## Settings of a store · Einstellungen eines TEMU-Shops',
    '',
    '`kontor account set main jtl.shippingMethod "DHL Paket"` changes one, `kontor account show main` shows all.',
    '',
    row('Path', 'Default', 'Allowed', 'English', 'Deutsch'),
    row('---', '---', '---', '---', '---'),
    ...settingPaths().map(path => {
      const words = mallSettingWords[path]
      return row(
        `\`${path}\``,
        `\`${JSON.stringify(valueAt(defaultMallSettings, path))}\``,
        allowedForMall(path),
        words?.en ?? '',
        words?.de ?? '',
      )
    }),
    '',
    'Stock rules (buffer, percent, cap, minimum, fixed, paused) are set with `kontor stock rule`; see [stock-rule.md](stock-rule.md).',
    '',
  ].join('\n')
}

const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function allowedForMall(path: string): string {
  const schema: unknown = z.toJSONSchema(mallSettingsSchema, { io: 'output' })
  const at = path
    .split('.')
    .reduce<unknown>((inner, name) => (isRecord(inner) ? valueAt(inner, `properties.${name}`) : undefined), schema)
  return isRecord(at) ? describe(at) : ''
}

function describe(schema: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isRecord).map(describe).join(' or ')
  if (Array.isArray(schema.enum)) return schema.enum.join(' or ')
  if ('const' in schema) return String(schema.const)
  if (schema.type === 'integer') {
    const low = schema.exclusiveMinimum === 0 ? 1 : Number(schema.minimum)
    const high = Number(schema.maximum)
    return `whole number from ${low}${high < Number.MAX_SAFE_INTEGER ? ` to ${high}` : ''}`
  }
  if (schema.type === 'string')
    return schema.maxLength === undefined ? 'text' : `text, at most ${String(schema.maxLength)} characters`
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'array') return 'list of whole numbers'
  return schema.type === 'null' ? 'null' : ''
}

function envExample(): string {
  return [
    '# Kontor: settings. Copy to .env and change what you need. Every page about them: docs/reference/configuration.md',
    '# Kontor: Einstellungen. Nach .env kopieren und anpassen. Alle Erklärungen: docs/reference/configuration.md',
    '# Made from the code: node bin/launch.mjs scripts/reference.ts',
    ...Object.entries(variableWords).flatMap(([name, { en, de, standard, example }]) => [
      '',
      `# ${plain(en)}`,
      `# ${plain(de)}`,
      `#${name}=${example ?? standard}`,
    ]),
    '',
  ].join('\n')
}

const plain = (text: string): string => text.replaceAll('`', '')

function errorCodesPage(): string {
  return [
    '# Codes: what happened and what to do · Codes: was ist geschehen, was ist zu tun',
    '',
    made,
    '',
    'Reactions: **retry** by itself, later · **hold** this item waits for a person (`kontor held`) · **pause** this side of the store stands still until the cause is mended; nothing is lost, everything is caught up. *May have acted*: after this answer Kontor looks before it repeats anything (INV-4). Codes are stored and never renamed.',
    '',
    'Reaktionen: **retry** von selbst, später · **hold** dieser Vorgang ist ein Klärfall (`kontor held`) · **pause** diese Seite des Shops steht, bis die Ursache behoben ist; nichts geht verloren, alles wird nachgeholt. *May have acted*: danach sieht Kontor nach, bevor es etwas wiederholt (INV-4). Codes bleiben für immer gleich.',
    '',
    '## TEMU',
    '',
    row('Code', 'TEMU’s numbers', 'Reaction', 'May have acted', 'English', 'Deutsch'),
    row('---', '---', '---', '---', '---', '---'),
    ...(Object.keys(temuErrors) as TemuErrorCode[]).map(code => {
      const { temu, reaction, hint, mayHaveActed } = temuErrorEntry(code)
      return row(`\`${code}\``, temu.join(' '), reaction, mayHaveActed ? 'yes' : '', hint.en, hint.de)
    }),
    '',
    '## JTL',
    '',
    row('Code', 'Reaction', 'May have acted', 'English', 'Deutsch'),
    row('---', '---', '---', '---', '---'),
    ...Object.entries(jtlFaults).map(([code, { reaction, effect, hint }]) => {
      const text: Text | undefined = (jtlTexts as Texts)[code]
      const words = (language: 'de' | 'en'): string => (text ? sentence(text, language) : hint[language])
      return row(`\`${code}\``, reaction, effect === 'unknown' ? 'yes' : '', words('en'), words('de'))
    }),
    ...onlyTexts(jtlTexts).map(([code, text]) =>
      row(`\`${code}\``, '', '', sentence(text, 'en'), sentence(text, 'de')),
    ),
    '',
    ...catalogues.flatMap(([title, texts]) => sentences(title, texts)),
  ].join('\n')
}

/** Every catalogue of sentences but JTL's, which stands beside its faults. */
const catalogues: readonly (readonly [string, Texts])[] = [
  ['Kontor’s own database, files and keys · Kontors Datenbank, Dateien und Schlüssel', stateTexts],
  ['Backups · Sicherungen', backupTexts],
  ['Orders · Bestellungen', orderTexts],
  ['Parcels and carriers · Pakete und Versanddienstleister', trackingTexts],
  ['Listings and stock · Angebote und Bestand', stockTexts],
  ['Stores · TEMU-Shops', accountTexts],
  ['Runs · Läufe', engineTexts],
  ['Schedules · Zeitpläne', jobTexts],
  ['Log-in, people, API keys · Anmeldung, Personen, API-Schlüssel', peopleTexts],
  ['REST API', apiTexts],
  ['Service · Dienst', serviceTexts],
  ['Audit · Prüfung', auditTexts],
]

const sentences = (title: string, texts: Texts): readonly string[] => [
  `## ${title}`,
  '',
  row('Code', 'English', 'Deutsch'),
  row('---', '---', '---'),
  ...Object.entries(texts).map(([code, text]) => row(`\`${code}\``, sentence(text, 'en'), sentence(text, 'de'))),
  '',
]

const onlyTexts = (texts: Texts): readonly (readonly [string, Text])[] =>
  Object.entries(texts).filter(([code]) => !Object.hasOwn(jtlFaults, code))

const sentence = ({ title, cure }: Text, language: 'de' | 'en'): string =>
  [title[language], ...(cure ? [`→ ${cure[language]}`] : [])].join(' ')

/** Codes with a text or a hint: what the page explains. */
export const explainedCodes = (): ReadonlySet<string> =>
  new Set([
    ...Object.keys(temuErrors),
    ...Object.keys(jtlFaults),
    ...Object.keys(jtlTexts),
    ...catalogues.flatMap(([, texts]) => Object.keys(texts)),
  ])

function jtlTablesPage(): string {
  const newShape = objectsOf('1.6+')
  const known = new Set(newShape.map(([table]) => table))
  const onlyOld = objectsOf('1.5').filter(([table]) => !known.has(table))
  const table = ([name, columns]: readonly [string, readonly string[]]): string =>
    row(`\`${name}\``, tableWords[name] ?? '', columns.join(', '))
  return [
    '# JTL-Wawi: what is read, and the one write',
    '',
    made,
    '',
    'Kontor reads these columns and no others. Through SQL it writes exactly one thing: one row per order into `dbo.tXMLBestellImport` (only with `KONTOR_JTL_HANDOVER=queue`). Everything else in JTL is done by JTL. What each fact rests on: [jtl.md](jtl.md).',
    '',
    'The version of JTL is not looked at: each object is asked for with its columns. Missing or not granted: the whole edge pauses with `jtl.unknown-shape` and the names, or, for the last eight, only what needs them is left out. Tables of Wawi 2.x have not been seen.',
    '',
    '## Wawi 1.6 and later',
    '',
    row('Object', 'For', 'Columns'),
    row('---', '---', '---'),
    ...newShape.map(table),
    '',
    '## Wawi 1.5 in place of the `Verkauf` tables',
    '',
    row('Object', 'For', 'Columns'),
    row('---', '---', '---'),
    ...onlyOld.map(table),
    '',
    '## The login',
    '',
    'An administrator runs this once, and again after a JTL update (an update can take grants away). It can be repeated. Put the name of the mandant’s database in place of `eazybusiness`. Without the import table (`folder`), leave `, insert` out.',
    '',
    '```sql',
    grantScript({ shape: '1.6+', database: 'eazybusiness', queue: true }).trimEnd(),
    '```',
    '',
    'For Wawi 1.5:',
    '',
    '```sql',
    grantScript({ shape: '1.5', database: 'eazybusiness', queue: true }).trimEnd(),
    '```',
    '',
  ].join('\n')
}

async function commandsPage(): Promise<string> {
  const parts = [
    '# Commands',
    '',
    made,
    '',
    'In a checkout `kontor …` is written `npm run --silent kontor -- …`. Exit code 0: nothing failed · 1: something failed or waits · 2: the command or a setting is wrong. With `--json` the last line of stdout is one JSON document, and words for people go to stderr.',
    '',
  ]
  for (const words of await commandWords([])) {
    parts.push(`## kontor ${words.join(' ')}`.trimEnd(), '', '```', (await helpOf(words)).trimEnd(), '```', '')
  }
  return parts.join('\n')
}

/** Every command and subcommand, as the help names them. */
async function commandWords(words: readonly string[]): Promise<readonly (readonly string[])[]> {
  const [, after = ''] = (await helpOf(words)).split('Commands:\n')
  // Examples may follow, after an empty line.
  const names = (after.split('\n\n')[0] ?? '').split('\n').flatMap(line => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? [])
  const below = await Promise.all(
    names.filter(name => name !== 'help').map(async name => await commandWords([...words, name])),
  )
  return [words, ...below.flat()]
}

async function helpOf(words: readonly string[]): Promise<string> {
  let text = ''
  const out = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk)
      done()
    },
  })
  await runCommand([...words, '--help'], {}, { out, err: out })
  return text
}
