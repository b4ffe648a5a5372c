import { ConnectorError } from '../lib/index.ts'

/** A backup that cannot be written or read. `backup.*` */
export class BackupError extends ConnectorError {
  override readonly name = 'BackupError'
}

const hints = {
  'backup.file-exists': 'Choose another name: a backup never writes over a file.',
  'backup.file': 'Check that the file and its folder are there, belong to the user that runs Kontor and have room.',
  'backup.not-a-backup': 'Give the file that `kontor backup` wrote.',
  'backup.newer-format': 'Use the Kontor that wrote it, or a newer one.',
  'backup.wrong-passphrase': 'Give the passphrase this backup was made with.',
  'backup.wrong-key': 'Give the private key that belongs to the public key this backup was made for (--identity).',
  'backup.needs-passphrase': 'Name its file in KONTOR_BACKUP_PASSPHRASE_FILE, or type it when asked.',
  'backup.needs-identity': 'Give the private key: --identity FILE.',
  'backup.key-unreadable': 'An X25519 key in PEM is needed: openssl genpkey -algorithm X25519 -out private.pem.',
  'backup.passphrase-short': 'Take at least 12 characters; several words are easiest.',
  'backup.damaged': 'The file is cut or changed. Take an earlier backup, and copy this one again from where it lies.',
  'backup.folder-not-empty': 'Give a new or an empty folder: a restore writes over nothing.',
} as const

export type BackupFaultCode = keyof typeof hints

/** `doing`: what was tried on what. */
export function backupFault(
  code: BackupFaultCode,
  doing: string,
  options: { readonly params?: Readonly<Record<string, string | number>>; readonly cause?: unknown } = {},
): BackupError {
  return new BackupError(doing, { code, reaction: 'pause', hint: hints[code], ...options })
}

/** A fault of the file system, by its code: the message may quote nothing but the path. */
export function fileFault(error: unknown, doing: string, file: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const errno =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown fault'
  if (errno === 'EEXIST') return backupFault('backup.file-exists', `${file} is there already.`, { params: { file } })
  return backupFault('backup.file', `${doing} failed (${errno}).`, { params: { file, errno } })
}
