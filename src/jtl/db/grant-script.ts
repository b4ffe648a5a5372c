import type { JtlShape } from '../jtl.ts'
import { objectsOf } from './shape.ts'

export interface GrantScriptOptions {
  readonly shape: JtlShape
  /** The mandant's database. */
  readonly database: string
  /** Orders go through the import queue; without it nothing at all is written. */
  readonly queue: boolean
}

/** These hold secrets or personal data beside the columns Kontor reads, so only those columns are granted. */
const byColumn: ReadonlySet<string> = new Set(['dbo.tfirma', 'dbo.tBenutzer', 'dbo.tkunde', 'dbo.tFirmaHistory'])

/**
 * What an administrator runs once, and again after a JTL update: a login that may read exactly what Kontor reads and
 * write one table. It can be repeated. The password is typed by the person.
 */
export function grantScript({ shape, database, queue }: GrantScriptOptions): string {
  const grants = objectsOf(shape).map(([table, columns]) => {
    if (table === 'dbo.tXMLBestellImport') return `grant select${queue ? ', insert' : ''} on ${table} to kontor;`
    return `grant select${byColumn.has(table) ? ` (${columns.join(', ')})` : ''} on ${table} to kontor;`
  })
  return [
    "if suser_id('kontor') is null create login kontor with password = '<from a password manager>', check_policy = on;",
    `use ${quoted(database)};`,
    "if user_id('kontor') is null create user kontor for login kontor;",
    ...grants,
    '',
  ].join('\n')
}

const quoted = (name: string): string => `[${name.replaceAll(']', ']]')}]`
