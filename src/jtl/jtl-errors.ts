import { ConnectorError, type ConnectorErrorOptions, type Reaction } from '../lib/index.ts'

/** A fault at the JTL edge: its database, its import queue or its drop folder. */
export class JtlError extends ConnectorError {
  override readonly name = 'JtlError'
}

interface Fault {
  readonly reaction: Reaction
  /** Could a write have got through? `unknown`: look before repeating (INV-4). */
  readonly effect: 'none' | 'unknown'
  /** What JTL's database, driver or file system said, in words that hold no data. */
  readonly said: string
  readonly hint: { readonly en: string; readonly de: string }
}

/**
 * Every fault of this edge, once: reaction, effect and what to do, in both languages.
 * Numbers are SQL Server's (see `codeOfNumber`); the codes are stored and never renamed.
 */
export const jtlFaults = {
  'jtl.deadlock': {
    reaction: 'retry',
    effect: 'none',
    said: 'JTL was working on the same rows and went first',
    hint: { en: 'Nothing to do: it is tried again.', de: 'Nichts zu tun: Es wird erneut versucht.' },
  },
  'jtl.locked': {
    reaction: 'retry',
    effect: 'unknown',
    said: 'JTL kept the rows locked for longer than 5 seconds',
    hint: {
      en: 'It is tried again. If this lasts, look for a long-running import or inventory in JTL.',
      de: 'Es wird erneut versucht. Wenn das anhält: In JTL läuft vermutlich ein langer Import oder eine Inventur.',
    },
  },
  'jtl.timeout': {
    reaction: 'retry',
    effect: 'unknown',
    said: 'SQL Server did not answer in time',
    hint: {
      en: 'It is tried again. If this lasts, check the load of the SQL Server.',
      de: 'Es wird erneut versucht. Wenn das anhält, die Auslastung des SQL Servers prüfen.',
    },
  },
  'jtl.connection-lost': {
    reaction: 'retry',
    effect: 'unknown',
    said: 'the connection to SQL Server was lost',
    hint: {
      en: 'It is tried again. If this lasts, check network, firewall and the SQL Server service.',
      de: 'Es wird erneut versucht. Wenn das anhält: Netzwerk, Firewall und den Dienst SQL Server prüfen.',
    },
  },
  'jtl.unreachable': {
    reaction: 'retry',
    effect: 'none',
    said: 'SQL Server could not be reached',
    hint: {
      en: 'Check server name, port and firewall in KONTOR_JTL_SQLSERVER, and that TCP/IP is switched on in SQL Server.',
      de: 'Servername, Port und Firewall in KONTOR_JTL_SQLSERVER prüfen, und ob TCP/IP im SQL Server eingeschaltet ist.',
    },
  },
  'jtl.login-refused': {
    reaction: 'pause',
    effect: 'none',
    said: 'SQL Server refused the login',
    hint: {
      en: 'Check User Id and Password in KONTOR_JTL_SQLSERVER. It is not repeated by itself, so that the login is not locked out.',
      de: 'User Id und Password in KONTOR_JTL_SQLSERVER prüfen. Es wird nicht von selbst wiederholt, damit die Anmeldung nicht gesperrt wird.',
    },
  },
  'jtl.encryption': {
    reaction: 'pause',
    effect: 'none',
    said: 'no encrypted connection to SQL Server came about',
    hint: {
      en: 'SQL Server has its own certificate in most shops: set TrustServerCertificate=true in KONTOR_JTL_SQLSERVER if the server is in your own network.',
      de: 'Meist hat der SQL Server nur ein eigenes Zertifikat: TrustServerCertificate=true in KONTOR_JTL_SQLSERVER setzen, wenn der Server im eigenen Netz steht.',
    },
  },
  'jtl.instance-not-found': {
    reaction: 'pause',
    effect: 'none',
    said: 'the named instance of SQL Server was not found',
    hint: {
      en: 'Start the service SQL Server Browser and open UDP 1434, or give a fixed port: Server=host,1433.',
      de: 'Den Dienst SQL Server Browser starten und UDP 1434 freigeben, oder einen festen Port angeben: Server=host,1433.',
    },
  },
  'jtl.database-unavailable': {
    reaction: 'retry',
    effect: 'none',
    said: 'the database of JTL cannot be opened at the moment',
    hint: {
      en: 'Is JTL being updated or restored? It is tried again. If not: check Database in KONTOR_JTL_SQLSERVER.',
      de: 'Wird JTL gerade aktualisiert oder eine Sicherung eingespielt? Es wird erneut versucht. Sonst Database in KONTOR_JTL_SQLSERVER prüfen.',
    },
  },
  'jtl.out-of-memory': {
    reaction: 'retry',
    effect: 'none',
    said: 'SQL Server is out of memory',
    hint: {
      en: 'It is tried again after a pause. SQL Server needs more memory (SQL Express is limited to about 1.4 GB).',
      de: 'Es wird nach einer Pause erneut versucht. Der SQL Server braucht mehr Speicher (SQL Express ist auf etwa 1,4 GB begrenzt).',
    },
  },
  'jtl.object-missing': {
    reaction: 'pause',
    effect: 'none',
    said: 'a table or column that Kontor needs is missing or not granted',
    hint: {
      en: 'Was JTL updated? Run `kontor doctor`: it names what is missing and prints the GRANT script.',
      de: 'Wurde JTL aktualisiert? `kontor doctor` nennt, was fehlt, und gibt das GRANT-Skript aus.',
    },
  },
  'jtl.permission': {
    reaction: 'pause',
    effect: 'none',
    said: 'the login of Kontor may not do this in the database of JTL',
    hint: {
      en: 'A JTL update can remove grants. Run the GRANT script that `kontor doctor` prints once more.',
      de: 'Ein JTL-Update kann Rechte entfernen. Das GRANT-Skript aus `kontor doctor` noch einmal ausführen.',
    },
  },
  'jtl.data-refused': {
    reaction: 'hold',
    effect: 'none',
    said: 'SQL Server refused the values',
    hint: {
      en: 'Check the platform (nPlattform must be below 256) and the order, then retry it.',
      de: 'Die Plattform (nPlattform muss unter 256 liegen) und den Auftrag prüfen, dann erneut versuchen.',
    },
  },
  'jtl.unknown-shape': {
    reaction: 'pause',
    effect: 'none',
    said: 'the database does not look like a JTL-Wawi that Kontor knows',
    hint: {
      en: 'Is Database the mandant of JTL? Were all grants given? `kontor doctor` prints the script. A Wawi version unknown to Kontor needs a newer Kontor.',
      de: 'Ist Database der Mandant von JTL? Wurden alle Rechte vergeben? `kontor doctor` gibt das Skript aus. Eine Wawi-Version, die Kontor nicht kennt, braucht ein neueres Kontor.',
    },
  },
  'jtl.folder-not-writable': {
    reaction: 'pause',
    effect: 'none',
    said: 'the drop folder cannot be written',
    hint: {
      en: 'Check KONTOR_JTL_XML_DIR: the folder must exist and be writable for the user Kontor runs as.',
      de: 'KONTOR_JTL_XML_DIR prüfen: Der Ordner muss bestehen und für den Benutzer von Kontor schreibbar sein.',
    },
  },
  'jtl.folder-missing': {
    reaction: 'pause',
    effect: 'none',
    said: 'the drop folder does not exist',
    hint: {
      en: 'Make the folder, or correct KONTOR_JTL_XML_DIR. Is the network drive connected?',
      de: 'Den Ordner anlegen oder KONTOR_JTL_XML_DIR berichtigen. Ist das Netzlaufwerk verbunden?',
    },
  },
  'jtl.folder-is-link': {
    reaction: 'pause',
    effect: 'none',
    said: 'the drop folder or a file in it is a link, and Kontor never writes through links',
    hint: {
      en: 'Give the real path of the folder in KONTOR_JTL_XML_DIR and remove links from the folder.',
      de: 'In KONTOR_JTL_XML_DIR den wirklichen Pfad des Ordners angeben und Verknüpfungen aus dem Ordner entfernen.',
    },
  },
  'jtl.disk-full': {
    reaction: 'retry',
    effect: 'none',
    said: 'the disk of the drop folder is full',
    hint: {
      en: 'Free some space on the disk of KONTOR_JTL_XML_DIR. It is tried again by itself.',
      de: 'Auf dem Laufwerk von KONTOR_JTL_XML_DIR Platz schaffen. Es wird von selbst erneut versucht.',
    },
  },
  'jtl.folder-failed': {
    reaction: 'retry',
    effect: 'unknown',
    said: 'the file system gave an error',
    hint: {
      en: 'It is tried again after looking. If this lasts, check the drive of KONTOR_JTL_XML_DIR.',
      de: 'Es wird nach einer Prüfung erneut versucht. Wenn das anhält, das Laufwerk von KONTOR_JTL_XML_DIR prüfen.',
    },
  },
  'jtl.order-not-writable': {
    reaction: 'hold',
    effect: 'none',
    said: 'a value cannot be written into the XML without changing its meaning',
    hint: {
      en: 'Correct the value named in the message, then retry the order.',
      de: 'Den genannten Wert berichtigen und den Auftrag erneut versuchen.',
    },
  },
  'jtl.country-unknown': {
    reaction: 'hold',
    effect: 'none',
    said: 'the country of the address is unknown',
    hint: {
      en: 'Correct the country, then retry the order.',
      de: 'Das Land berichtigen und den Auftrag erneut versuchen.',
    },
  },
  'jtl.unknown': {
    reaction: 'retry',
    effect: 'unknown',
    said: 'the database of JTL gave an error Kontor does not know',
    hint: {
      en: 'It is tried a few times. Please report the error number.',
      de: 'Es wird einige Male versucht. Bitte die Fehlernummer melden.',
    },
  },
} as const satisfies Readonly<Record<string, Fault>>

export type JtlFaultCode = keyof typeof jtlFaults

/** SQL Server's error numbers. Sources: Microsoft's list of system messages; seen ones are marked in jtl.testsuite.ts. */
const codeOfNumber: ReadonlyMap<number, JtlFaultCode> = new Map(
  (
    [
      ['jtl.deadlock', [1205]],
      ['jtl.locked', [1222]],
      ['jtl.login-refused', [18456, 18470, 18486, 18487, 18488]],
      ['jtl.database-unavailable', [233, 911, 924, 927, 942, 983, 4060, 6005, 18401, 18451]],
      ['jtl.out-of-memory', [701, 802, 8645, 8651]],
      ['jtl.object-missing', [207, 208]],
      ['jtl.permission', [229, 230]],
      ['jtl.data-refused', [220, 515, 547, 2601, 2627, 2628, 8152]],
    ] as const
  ).flatMap(([code, numbers]) => numbers.map(number => [number, code] as const)),
)

/** Codes of tedious, of Node's sockets, and of tarn. */
const codeOfText: ReadonlyMap<string, JtlFaultCode> = new Map<string, JtlFaultCode>([
  ['ETIMEOUT', 'jtl.timeout'],
  ['ESOCKET', 'jtl.connection-lost'],
  ['ECLOSE', 'jtl.connection-lost'],
  ['ECONNCLOSED', 'jtl.connection-lost'],
  ['ECONNRESET', 'jtl.connection-lost'],
  ['EPIPE', 'jtl.connection-lost'],
  ['EINVALIDSTATE', 'jtl.connection-lost'],
  ['ECANCEL', 'jtl.timeout'],
  ['ECONNREFUSED', 'jtl.unreachable'],
  ['ENOTFOUND', 'jtl.unreachable'],
  ['EAI_AGAIN', 'jtl.unreachable'],
  ['EHOSTUNREACH', 'jtl.unreachable'],
  ['ENETUNREACH', 'jtl.unreachable'],
  ['ELOGIN', 'jtl.login-refused'],
  ['EENCRYPT', 'jtl.encryption'],
  ['ETLS', 'jtl.encryption'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'jtl.encryption'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'jtl.encryption'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'jtl.encryption'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'jtl.encryption'],
  ['CERT_HAS_EXPIRED', 'jtl.encryption'],
  ['EINSTLOOKUP', 'jtl.instance-not-found'],
])

/** A fault of ours, from the table. `doing` is what was tried on what: `Reading parcels of 12 orders`. */
export function jtlFault(
  code: JtlFaultCode,
  doing: string,
  more: {
    detail?: string
    params?: ConnectorErrorOptions['params']
    cause?: unknown
    effect?: 'none' | 'unknown'
  } = {},
): JtlError {
  const fault: Fault = jtlFaults[code]
  const detail = more.detail === undefined ? '' : ` (${more.detail})`
  return new JtlError(`${doing} failed: ${fault.said}${detail}. ${fault.hint.en}`, {
    code,
    reaction: fault.reaction,
    hint: fault.hint.en,
    effect: more.effect ?? fault.effect,
    ...(more.params && { params: more.params }),
    ...(more.cause !== undefined && { cause: more.cause }),
  })
}

/** SQLite's primary result codes, for the simulated JTL. 1 is "no such table" or "no such column": our SQL is fixed. */
const codeOfSqlite: ReadonlyMap<number, JtlFaultCode> = new Map<number, JtlFaultCode>([
  [1, 'jtl.object-missing'],
  [5, 'jtl.locked'],
  [6, 'jtl.locked'],
  [13, 'jtl.database-unavailable'],
  [14, 'jtl.database-unavailable'],
  [19, 'jtl.data-refused'],
])

/** SQLite's primary result code inside an error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined
}

/** Every error inside: Kysely throws arrays when tedious reports several, and sockets nest theirs under `cause`. */
function* errorsWithin(error: unknown, depth = 0): Generator<unknown> {
  if (depth > 5) return
  if (Array.isArray(error)) for (const inner of error) yield* errorsWithin(inner, depth + 1)
  else if (error instanceof Error) {
    if (error instanceof AggregateError) yield* errorsWithin(error.errors, depth + 1)
    yield* errorsWithin(error.cause, depth + 1)
    yield error
  }
}

const numberOf = (error: unknown): number | undefined =>
  error instanceof Error && 'number' in error && typeof error.number === 'number' ? error.number : undefined
const textCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** SQL Server's numbers inside an error, for those who ask "is a table missing?". */
export function sqlNumbersOf(error: unknown): readonly number[] {
  return [...errorsWithin(error)].flatMap(inner => numberOf(inner) ?? [])
}

/**
 * What the driver threw, as one of ours. Its message is not kept: SQL Server quotes values in it.
 * `isRead`: a read has no effect, so nothing is unknown. `loginNumber`: what SQL Server said during a refused login.
 */
export function jtlErrorFrom(
  error: unknown,
  doing: string,
  context: { isRead: boolean; loginNumber?: number | undefined },
): JtlError {
  if (error instanceof JtlError) return error
  const inner = [...errorsWithin(error)]
  const numbers = inner.flatMap(one => numberOf(one) ?? [])
  if (context.loginNumber !== undefined && inner.some(one => textCodeOf(one) === 'ELOGIN'))
    numbers.unshift(context.loginNumber)
  const texts = inner.flatMap(one => textCodeOf(one) ?? [])
  const known =
    inner.flatMap(one => codeOfSqlite.get(sqliteCodeOf(one) ?? 0) ?? [])[0] ??
    numbers.flatMap(number => codeOfNumber.get(number) ?? [])[0] ??
    texts.flatMap(text => codeOfText.get(text) ?? [])[0]
  // A connection that never came about did nothing. tarn's own time-out (no free connection) has no code.
  const isPoolTimeout = inner.some(one => one instanceof Error && one.name === 'TimeoutError')
  const code: JtlFaultCode = known ?? (isPoolTimeout ? 'jtl.timeout' : 'jtl.unknown')
  const seen = [...numbers.map(String), ...texts].slice(0, 4).join(', ')
  // Neither message nor stack of the driver's error is kept as cause: both quote data (SQL values, server names).
  return jtlFault(code, doing, {
    ...(seen && { detail: `error ${seen}`, params: { sqlError: seen } }),
    ...((context.isRead || isPoolTimeout) && { effect: 'none' as const }),
  })
}
