import { ConnectorError, type ConnectorErrorOptions } from '../lib/index.ts'

/** A fault of our own database or the files beside it. `state.*` and `keyring.*`. */
export class StateError extends ConnectorError {
  override readonly name: string = 'StateError'
}

/** Where it happened, for the message: `the database /srv/kontor/kontor.db`. Never a connection URL. */
export type Where = string

/** A fault of SQLite by its result code (https://sqlite.org/rescode.html). SQLite's own message may quote values: not kept. */
export function sqliteFault(error: unknown, where: Where): StateError {
  if (error instanceof StateError) return error
  const code = resultCode(error)
  switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return fault('state.busy', `${where} was busy for too long`, 'retry', {
        hint: 'Another Kontor or a tool holds the database. It is tried again; close what else has the file open.',
        sqlite: code,
      })
    case 13: // SQLITE_FULL
      return diskFull(where, code)
    case 10: // SQLITE_IOERR; 778 (write) is what a file size limit or quota gives
      return code === 778
        ? diskFull(where, code)
        : fault('state.io', `Reading or writing ${where} failed`, 'retry', {
            hint: 'Check the disk and that the data folder is a local one (no network share).',
            sqlite: code,
          })
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return fault('state.corrupt', `${where} is damaged`, 'pause', {
        hint: 'Stop Kontor, keep a copy of the data folder and restore the last backup into a new one (kontor restore BACKUP --to FOLDER); then check the disk.',
        sqlite: code,
      })
    case 8: // SQLITE_READONLY
    case 3: // SQLITE_PERM
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
      return fault('state.not-writable', `${where} cannot be opened or written`, 'retry', {
        hint: 'Check that the data folder (KONTOR_DATA_DIR) exists and belongs to the user that runs Kontor.',
        sqlite: code,
      })
    default:
      return fault(
        'state.refused',
        `${where} refused a statement (SQLite ${code}${schemaWords(error, code)})`,
        'retry',
        {
          hint: 'This is a defect of Kontor: please report it with the log of the run.',
          sqlite: code,
        },
      )
  }
}

/**
 * SQLITE_ERROR and SQLITE_CONSTRAINT name tables, columns and SQL words, never bound values (all our values are bound);
 * other messages are not looked at.
 */
function schemaWords(error: unknown, code: number): string {
  return (code === 1 || (code & 0xff) === 19) && error instanceof Error ? `, ${error.message}` : ''
}

/** A fault of PostgreSQL by its SQLSTATE. `detail` and message quote values: not kept; constraint and table names are. */
export function postgresFault(error: unknown, where: Where): StateError {
  if (error instanceof StateError) return error
  const state = textField(error, 'code') ?? ''
  const params = { sqlstate: state || 'none' }
  if (state === '40001' || state === '40P01' || state === '55P03')
    return fault('state.busy', `Two writers met in ${where}`, 'retry', {
      hint: 'It is tried again by itself.',
      ...params,
    })
  if (state === '53100') return diskFull(where, 53100)
  if (state === '28P01' || state === '28000' || state === '3D000' || state === '42501')
    return fault('state.not-allowed', `${where} refused the log-in or a right (${state})`, 'pause', {
      hint: 'Check user, password, database and rights in KONTOR_DATABASE_URL.',
      ...params,
    })
  if (state === '25006')
    return fault('state.refused', `A write was tried on a connection for reading (${where})`, 'retry', {
      hint: 'This is a defect of Kontor: please report it with the log of the run.',
      ...params,
    })
  // No SQLSTATE of a statement: the connection itself (ECONNREFUSED, 57P01 admin shutdown, 08006 …).
  if (!/^[0-9A-Z]{5}$/.test(state) || state.startsWith('08') || state.startsWith('57') || state.startsWith('53'))
    return fault('state.unreachable', `${where} cannot be reached (${state || 'connection ended'})`, 'retry', {
      hint: 'Check that PostgreSQL runs and that KONTOR_DATABASE_URL names it. It is tried again by itself.',
      ...params,
    })
  const constraint = textField(error, 'constraint')
  return fault(
    'state.refused',
    `${where} refused a statement (${state}${constraint === undefined ? '' : `, ${constraint}`})`,
    'retry',
    { hint: 'This is a defect of Kontor: please report it with the log of the run.', ...params },
  )
}

/** A fault of the file system beside the database: archive, erasure list, key ring. */
export function fileFault(error: unknown, doing: string): StateError {
  if (error instanceof StateError) return error
  const code = textField(error, 'code') ?? 'unknown'
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return diskFull(doing, code)
  return new StateError(`${doing} failed (${code}).`, {
    code: 'state.file',
    reaction: 'retry',
    hint: 'Check that the folder exists, belongs to the user that runs Kontor and has room.',
    params: { errno: code },
  })
}

export const isBusy = (error: unknown): boolean => (resultCode(error) & 0xff) === 5

/** SQLite's result code of a node:sqlite error; 0 for anything else. */
function resultCode(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number')
    return error.errcode
  return 0
}

function textField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined
  const value = (error as Record<string, unknown>)[name] // checked right above
  return typeof value === 'string' ? value : undefined
}

const diskFull = (where: Where, code: number | string): StateError =>
  new StateError(`The disk is full: ${where} could not be written. What was committed before is kept.`, {
    code: 'state.disk-full',
    reaction: 'retry',
    hint: 'Make room on the disk of the data folder; Kontor goes on by itself.',
    params: { number: code },
  })

function fault(
  code: string,
  message: string,
  reaction: ConnectorErrorOptions['reaction'],
  options: { readonly hint: string; readonly [param: string]: string | number },
): StateError {
  const { hint, ...params } = options
  return new StateError(`${message}.`, { code, reaction, hint, params })
}
