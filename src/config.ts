import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir, platform } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type RetryPlan, Secret } from './lib/index.ts'

/** Everything Kontor is told from outside. Read once, complete and checked. */
export interface Config {
  readonly dataDir: string
  readonly configDir: string
  readonly secretKeyFile: string | undefined
  readonly host: string
  readonly port: number
  readonly publicUrl: string | undefined
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly timeZone: string
  readonly language: 'de' | 'en'
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: Secret }
  readonly jtl: {
    /** `Server=…;Database=…;…` of JTL's SQL Server, or undefined: then the drop folder works alone. */
    readonly sqlServer: Secret | undefined
    readonly handOver: 'queue' | 'folder'
    readonly xmlDir: string | undefined
  }
  readonly temu: {
    /** How long TEMU's order list may lag behind its stock number. */
    readonly orderLagMs: number
    /** How long TEMU's readings may lag behind a write. */
    readonly readLagMs: number
    readonly callsPerSecond: number
    readonly callsPerSecondAndApi: number
    readonly firstMall: FirstMall | undefined
  }
  readonly retry: RetryPlan
  readonly every: { readonly ordersSeconds: number; readonly inventorySeconds: number }
  readonly archiveDays: number
  /** Runs and their lines are kept this long. */
  readonly logDays: number
  /** What the process says beside its runs. `file` undefined: standard error. */
  readonly log: { readonly level: 'info' | 'warn' | 'error'; readonly file: string | undefined }
  /** A file that holds nothing but the passphrase of backups; undefined: it is asked for. */
  readonly backupPassphraseFile: string | undefined
}

export interface FirstMall {
  readonly appKey: string
  readonly appSecret: Secret
  readonly accessToken: Secret
  readonly endpoint: string
}

/** One thing that is wrong with a setting: its name, what is wrong, and an example that works (empty where `problem` has one). */
export interface ConfigProblem {
  readonly name: string
  readonly problem: string
  readonly example: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    super(
      [
        `${problems.length} setting${problems.length === 1 ? ' is' : 's are'} wrong:`,
        ...problems.map(
          ({ name, problem, example }) => `  ${name}: ${problem}${example ? ` Example: ${name}=${example}` : ''}`,
        ),
      ].join('\n'),
    )
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The process's environment over a file of settings (`.env`, or what KONTOR_ENV_FILE names): what is set in the environment
 * wins. The only reader of process.env.
 */
export function readEnvironment(file = process.env.KONTOR_ENV_FILE ?? '.env'): Environment {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return { ...fromFile, ...process.env }
}

const defaultEndpoint = 'https://openapi-b-eu.temu.com/openapi/router'

/** Checks every setting and reports all problems together. Throws ConfigError. */
export function configFrom(environment: Environment): Config {
  const problems: ConfigProblem[] = []
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined
  const wrong = (name: string, problem: string, example: string) => {
    problems.push({ name, problem, example })
  }
  const whole = (name: string, fallback: number, low: number, high: number, example: string): number => {
    const value = text(name)
    if (value === undefined) return fallback
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= low && number <= high) return number
    wrong(name, `must be a whole number from ${low} to ${high}, not ${quote(value)}.`, example)
    return fallback
  }
  const oneOf = <Value extends string>(name: string, values: readonly [Value, ...Value[]], fallback: Value): Value => {
    const value = text(name)
    if (value === undefined) return fallback
    const found = values.find(each => each === value.toLowerCase())
    if (found) return found
    wrong(name, `must be ${values.join(' or ')}, not ${quote(value)}.`, fallback)
    return fallback
  }

  const file = text('KONTOR_ENV_FILE')
  if (file && !existsSync(file)) wrong('KONTOR_ENV_FILE', `names a file that is not there: ${quote(file)}.`, './.env')

  const dataDir = resolve(text('KONTOR_DATA_DIR') ?? './data')
  const configDir = resolve(text('KONTOR_CONFIG_DIR') ?? userConfigDir(environment))
  if (isInside(configDir, dataDir))
    wrong(
      'KONTOR_CONFIG_DIR',
      'lies inside the data folder. The keys must not lie beside what they open, or one stolen folder is enough.',
      '/etc/kontor',
    )
  const secretKeyFile = text('KONTOR_SECRET_KEY_FILE')
  if (secretKeyFile && isInside(resolve(secretKeyFile), dataDir))
    wrong('KONTOR_SECRET_KEY_FILE', 'lies inside the data folder.', '/run/secrets/kontor-key')

  const timeZone = text('KONTOR_TIME_ZONE') ?? 'Europe/Berlin'
  if (!isTimeZone(timeZone)) wrong('KONTOR_TIME_ZONE', `${quote(timeZone)} is not a time zone.`, 'Europe/Berlin')

  const publicUrl = text('KONTOR_PUBLIC_URL')
  if (publicUrl && !isHttpUrl(publicUrl))
    wrong('KONTOR_PUBLIC_URL', 'must be an http(s) address.', 'https://kontor.example.com')

  const trustedProxies = (text('KONTOR_TRUSTED_PROXIES') ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(Boolean)
  const foreign = trustedProxies.find(each => !isAddress(each))
  if (foreign !== undefined)
    wrong('KONTOR_TRUSTED_PROXIES', `${quote(foreign)} is not an address or a range.`, '127.0.0.1,10.0.0.0/8')

  const database = readDatabase(text('KONTOR_DATABASE_URL'), dataDir, wrong)
  const sqlServer = text('KONTOR_JTL_SQLSERVER')
  const xmlDir = text('KONTOR_JTL_XML_DIR')
  const handOver = oneOf('KONTOR_JTL_HANDOVER', ['queue', 'folder'], sqlServer ? 'queue' : 'folder')
  if (handOver === 'queue' && !sqlServer)
    wrong(
      'KONTOR_JTL_SQLSERVER',
      'is missing, and KONTOR_JTL_HANDOVER=queue needs it. Without SQL Server set KONTOR_JTL_HANDOVER=folder and KONTOR_JTL_XML_DIR.',
      'Server=jtl-server,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true',
    )

  const logFile = text('KONTOR_LOG_FILE')
  return finish(problems, {
    dataDir,
    configDir,
    secretKeyFile: secretKeyFile ? resolve(secretKeyFile) : undefined,
    host: text('KONTOR_HOST') ?? '127.0.0.1',
    port: whole('KONTOR_PORT', 8787, 0, 65_535, '8787'),
    publicUrl,
    trustedProxies,
    timeZone,
    language: oneOf('KONTOR_LANGUAGE', ['de', 'en'], systemLanguage(environment)),
    database,
    jtl: {
      sqlServer: sqlServer ? new Secret(sqlServer) : undefined,
      handOver,
      xmlDir: xmlDir ? resolve(xmlDir) : handOver === 'folder' ? join(dataDir, 'jtl_xml') : undefined,
    },
    temu: {
      orderLagMs: whole('KONTOR_TEMU_ORDER_LAG_SECONDS', 180, 0, 86_400, '180') * 1000,
      readLagMs: whole('KONTOR_TEMU_READ_LAG_SECONDS', 8, 0, 3600, '8') * 1000,
      callsPerSecond: whole('KONTOR_TEMU_CALLS_PER_SECOND', 10, 1, 20, '10'),
      callsPerSecondAndApi: whole('KONTOR_TEMU_API_CALLS_PER_SECOND', 3, 1, 20, '3'),
      firstMall: readFirstMall(text, wrong),
    },
    retry: {
      delaysMs: readDelays(text('KONTOR_RETRY_SECONDS'), wrong),
      maxTries: whole('KONTOR_RETRY_TRIES', 12, 1, 1000, '12'),
    },
    every: {
      ordersSeconds: whole('KONTOR_ORDERS_EVERY_SECONDS', 300, 1, 86_400, '300'),
      inventorySeconds: whole('KONTOR_INVENTORY_EVERY_SECONDS', 300, 1, 86_400, '300'),
    },
    archiveDays: whole('KONTOR_ARCHIVE_DAYS', 30, 1, 3650, '30'),
    logDays: whole('KONTOR_LOG_DAYS', 90, 1, 3650, '90'),
    log: { level: oneOf('KONTOR_LOG_LEVEL', ['info', 'warn', 'error'], 'info'), file: logFile && resolve(logFile) },
    backupPassphraseFile: text('KONTOR_BACKUP_PASSPHRASE_FILE'),
  })
}

type Wrong = (name: string, problem: string, example: string) => void

function finish(problems: readonly ConfigProblem[], config: Config): Config {
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

function readDatabase(url: string | undefined, dataDir: string, wrong: Wrong): Config['database'] {
  if (!url) return { kind: 'sqlite', file: join(dataDir, 'kontor.db') }
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', url: new Secret(url) }
  if (url.startsWith('file:')) {
    const path = url.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
    if (path) return { kind: 'sqlite', file: resolve(path) }
  }
  // The address may hold a password, so it is not repeated.
  wrong('KONTOR_DATABASE_URL', 'must begin with file: or postgres://.', 'postgres://kontor:…@localhost:5432/kontor')
  return { kind: 'sqlite', file: join(dataDir, 'kontor.db') }
}

function readFirstMall(text: (name: string) => string | undefined, wrong: Wrong): FirstMall | undefined {
  const names = ['TEMU_APP_KEY', 'TEMU_APP_SECRET', 'TEMU_ACCESS_TOKEN'] as const
  const [appKey, appSecret, accessToken] = names.map(text)
  const endpoint = text('TEMU_API_ENDPOINT') ?? defaultEndpoint
  if (!isHttpUrl(endpoint)) wrong('TEMU_API_ENDPOINT', 'must be the full address of the router.', defaultEndpoint)
  // Secret and token alone are for `kontor account add` and `account token`, which take the key as a word.
  if (!appKey) return undefined
  for (const name of names)
    if (!text(name))
      wrong(name, 'is missing, while the others of TEMU_APP_KEY, TEMU_APP_SECRET, TEMU_ACCESS_TOKEN are set.', '…')
  if (!appKey || !appSecret || !accessToken) return undefined
  return { appKey, appSecret: new Secret(appSecret), accessToken: new Secret(accessToken), endpoint }
}

function readDelays(value: string | undefined, wrong: Wrong): readonly number[] {
  const standard = [30, 120, 600, 1800, 3600]
  const seconds = value === undefined ? standard : value.split(',').map(part => Number(part.trim()))
  if (seconds.length > 0 && seconds.every(each => Number.isFinite(each) && each > 0 && each <= 86_400))
    return seconds.map(each => Math.round(each * 1000))
  wrong('KONTOR_RETRY_SECONDS', 'must be seconds separated by commas, each above 0.', '30,120,600,1800,3600')
  return standard.map(each => each * 1000)
}

/** As POSIX says: LC_ALL, then LC_MESSAGES, then LANG. Windows sets none of them. */
function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: Environment): 'de' | 'en' {
  const locale = LC_ALL || LC_MESSAGES || LANG
  if (locale) return locale.startsWith('de') ? 'de' : 'en'
  return platform() === 'win32' && new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('de') ? 'de' : 'en'
}

function userConfigDir(environment: Environment): string {
  if (platform() === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'kontor')
  return join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'kontor')
}

const quote = (value: string): string => `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`

const isInside = (path: string, folder: string): boolean =>
  path === folder ||
  path.startsWith(
    folder.endsWith('/') || folder.endsWith('\\') ? folder : `${folder}${platform() === 'win32' ? '\\' : '/'}`,
  )

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** `10.0.0.7`, `fd00::1`, or a range: `10.0.0.0/8`. */
function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
