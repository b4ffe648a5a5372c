import { Secret } from '../../lib/index.ts'

/** Where JTL's SQL Server is: `KONTOR_JTL_SQLSERVER` taken apart. Either a port or an instance name, never both. */
export interface SqlServerAddress {
  readonly host: string
  readonly at: { readonly kind: 'port'; readonly port: number } | { readonly kind: 'instance'; readonly name: string }
  readonly database: string
  readonly user: string
  readonly password: Secret
  readonly encrypt: boolean
  readonly trustServerCertificate: boolean
  readonly connectTimeoutMs: number
}

export type SqlServerAddressResult =
  | { readonly ok: true; readonly address: SqlServerAddress }
  /** Every problem at once, each with an example. No value of the string is quoted: one of them is the password. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** The words ADO, ODBC and JTL's own configuration use for the same thing, without blanks and in small letters. */
const synonyms: ReadonlyMap<string, Field> = new Map(
  (
    [
      ['server', ['server', 'datasource', 'addr', 'address', 'networkaddress', 'host']],
      ['database', ['database', 'initialcatalog']],
      ['user', ['userid', 'uid', 'user', 'username', 'login']],
      ['password', ['password', 'pwd']],
      ['encrypt', ['encrypt', 'encryption']],
      ['trust', ['trustservercertificate']],
      ['timeout', ['connecttimeout', 'connectiontimeout', 'timeout']],
      [
        'ignored',
        [
          'applicationname',
          'app',
          'multipleactiveresultsets',
          'mars',
          'persistsecurityinfo',
          'pooling',
          'driver',
          'provider',
          'port',
        ],
      ],
      ['integrated', ['integratedsecurity', 'trustedconnection', 'trusted_connection']],
    ] as const
  ).flatMap(([field, words]) => words.map(word => [word, field] as const)),
)
type Field = 'server' | 'database' | 'user' | 'password' | 'encrypt' | 'trust' | 'timeout' | 'ignored' | 'integrated'

/** `Server=host,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true` */
export function parseSqlServerAddress(text: string): SqlServerAddressResult {
  const problems: string[] = []
  const fields = new Map<Field, string>()
  let port: string | undefined
  for (const { key, value } of parts(text, problems)) {
    const field = synonyms.get(key.toLowerCase().replaceAll(/\s/g, ''))
    if (field === undefined)
      problems.push(
        `the word before "=" no. ${fields.size + 1} is unknown; known are Server, Database, User Id, Password, Encrypt, TrustServerCertificate, Connect Timeout`,
      )
    else if (key.toLowerCase() === 'port') port = value
    else fields.set(field, value)
  }
  if (/^(true|yes|sspi)$/i.test(fields.get('integrated') ?? ''))
    problems.push(
      'Integrated Security does not work from here: give an SQL login, for example User Id=kontor;Password=…',
    )
  const server = serverFrom(fields.get('server') ?? '', port, problems)
  const required = (field: Field, example: string): string => {
    const value = fields.get(field) ?? ''
    if (value === '') problems.push(`${example.slice(0, example.indexOf('='))} is missing, for example ${example}`)
    return value
  }
  const database = required('database', 'Database=eazybusiness')
  const user = required('user', 'User Id=kontor')
  const password = required('password', 'Password=…')
  const encrypt = flag(fields.get('encrypt'), true, 'Encrypt', problems)
  const trustServerCertificate = flag(fields.get('trust'), false, 'TrustServerCertificate', problems)
  const seconds = Number(fields.get('timeout') ?? '15')
  if (!(seconds >= 1 && seconds <= 600))
    problems.push('Connect Timeout is no number of seconds from 1 to 600, for example Connect Timeout=15')
  if (problems.length > 0 || server === undefined) return { ok: false, problems }
  return {
    ok: true,
    address: {
      ...server,
      database,
      user,
      password: new Secret(password),
      encrypt,
      trustServerCertificate,
      connectTimeoutMs: seconds * 1000,
    },
  }
}

/** `key=value;…`; a value may be quoted ("…", '…' with doubled quotes inside, {…}) to hold a semicolon. */
function parts(text: string, problems: string[]): readonly { key: string; value: string }[] {
  const found: { key: string; value: string }[] = []
  const part = /\s*([^=;]+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\{([^}]*)\}|([^;]*?))\s*(?:;|$)/y
  let at = 0
  while (/[^;\s]/.test(text.slice(at))) {
    while (/[;\s]/.test(text.charAt(at))) at++
    part.lastIndex = at
    const match = part.exec(text)
    if (!match) {
      problems.push(
        `the part no. ${found.length + 1} is not of the form Name=Value; a value with ";" or quotes in it must be quoted: Password="a;b"`,
      )
      break
    }
    const [, key = '', double, single, braced, plain] = match
    found.push({ key, value: double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? braced ?? plain ?? '' })
    at = part.lastIndex
  }
  return found
}

function serverFrom(
  text: string,
  portField: string | undefined,
  problems: string[],
): Pick<SqlServerAddress, 'host' | 'at'> | undefined {
  // tedious knows neither `tcp:`, `host,port` nor `host\instance`, and throws when it gets both port and instance.
  const [address = '', portText = portField] = text
    .replace(/^tcp:/i, '')
    .split(',')
    .map(part => part.trim())
  const [hostText = '', instance] = address.split('\\')
  const host = hostText === '.' || /^\(local\)$/i.test(hostText) ? 'localhost' : hostText
  if (/^\(localdb\)$/i.test(host))
    problems.push('LocalDB cannot be reached over the network; give a server, for example Server=192.168.1.10,1433')
  else if (!/^[\w.:-]+$/.test(host)) {
    problems.push('Server is missing or no host name, for example Server=192.168.1.10,1433 or Server=WAWI\\JTLWAWI')
    return undefined
  }
  if (portText !== undefined) {
    const port = Number(portText)
    if (/^\d{1,5}$/.test(portText) && port >= 1 && port <= 65_535) return { host, at: { kind: 'port', port } }
    problems.push(
      'the port after the comma in Server is no number from 1 to 65535, for example Server=192.168.1.10,1433',
    )
    return undefined
  }
  return { host, at: instance ? { kind: 'instance', name: instance } : { kind: 'port', port: 1433 } }
}

function flag(text: string | undefined, fallback: boolean, name: string, problems: string[]): boolean {
  if (text === undefined || text === '') return fallback
  if (/^(true|yes|1|mandatory|strict)$/i.test(text)) return true
  if (/^(false|no|0|optional)$/i.test(text)) return false
  problems.push(`${name} is neither true nor false, for example ${name}=true`)
  return fallback
}
