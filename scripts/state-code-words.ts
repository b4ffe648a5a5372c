/** Codes of Kontor's own database, files and keys, whose words stand where they are thrown. */
export const stateCodeWords: Readonly<
  Record<string, { readonly reaction: 'retry' | 'pause'; readonly en: string; readonly de: string }>
> = {
  'state.busy': {
    reaction: 'retry',
    en: 'Another process writes right now; it is tried again by itself.',
    de: 'Ein anderer Prozess schreibt gerade; Kontor versucht es von selbst wieder.',
  },
  'state.corrupt': {
    reaction: 'pause',
    en: 'The database file is damaged. Stop Kontor and restore the last backup.',
    de: 'Die Datenbankdatei ist beschädigt. Kontor anhalten und die letzte Sicherung zurückspielen.',
  },
  'state.disk-full': {
    reaction: 'retry',
    en: 'The disk is full. Make room; what was committed is kept, and Kontor goes on by itself.',
    de: 'Die Festplatte ist voll. Platz schaffen; Gespeichertes bleibt, Kontor macht von selbst weiter.',
  },
  'state.file': {
    reaction: 'retry',
    en: 'A file cannot be written. Check that the folder exists and belongs to Kontor’s user.',
    de: 'Eine Datei lässt sich nicht schreiben. Prüfen, ob der Ordner da ist und Kontors Benutzer gehört.',
  },
  'state.folder-in-use': {
    reaction: 'pause',
    en: 'Another `kontor start` works on this data folder. Stop it first, or use another KONTOR_DATA_DIR.',
    de: 'Ein anderes `kontor start` arbeitet in diesem Datenordner. Erst jenes beenden oder ein anderes KONTOR_DATA_DIR nehmen.',
  },
  'state.io': {
    reaction: 'retry',
    en: 'The disk of the data folder gave an error. Check it; Kontor tries again by itself.',
    de: 'Die Festplatte des Datenordners hat einen Fehler gemeldet. Prüfen; Kontor versucht es von selbst wieder.',
  },
  'state.newer-database': {
    reaction: 'pause',
    en: 'A newer Kontor made this database. Start the newer one again; nothing was changed.',
    de: 'Diese Datenbank stammt von einem neueren Kontor. Wieder das neuere starten; nichts wurde geändert.',
  },
  'state.not-allowed': {
    reaction: 'pause',
    en: 'PostgreSQL refused the log-in or a right. Check KONTOR_DATABASE_URL.',
    de: 'PostgreSQL hat die Anmeldung oder ein Recht verweigert. KONTOR_DATABASE_URL prüfen.',
  },
  'state.not-writable': {
    reaction: 'retry',
    en: 'The database cannot be opened or written. The data folder must exist and belong to Kontor’s user.',
    de: 'Die Datenbank lässt sich nicht öffnen oder schreiben. Der Datenordner muss da sein und Kontors Benutzer gehören.',
  },
  'state.refused': {
    reaction: 'retry',
    en: 'The database refused a statement: a defect of Kontor. Please report it with the log of the run.',
    de: 'Die Datenbank hat eine Anweisung abgelehnt: ein Fehler in Kontor. Bitte mit dem Protokoll melden.',
  },
  'state.transaction-ended': {
    reaction: 'retry',
    en: 'The transaction ended at an earlier error, which says what to do; nothing of it is kept.',
    de: 'Die Transaktion endete bei einem früheren Fehler, der sagt, was zu tun ist; nichts davon bleibt.',
  },
  'state.unreachable': {
    reaction: 'retry',
    en: 'PostgreSQL cannot be reached. Check that it runs; it is tried again by itself.',
    de: 'PostgreSQL ist nicht erreichbar. Prüfen, ob es läuft; Kontor versucht es von selbst wieder.',
  },
  'keyring.damaged': {
    reaction: 'pause',
    en: 'keyring.json is damaged: restore it. Without it addresses and secrets cannot be opened; open orders are fetched again.',
    de: 'keyring.json ist beschädigt: wiederherstellen. Ohne sie lassen sich Adressen und Zugangsdaten nicht öffnen; offene Bestellungen werden neu abgerufen.',
  },
  'keyring.inside-data': {
    reaction: 'pause',
    en: 'The keys would lie inside the data folder. Set KONTOR_CONFIG_DIR to a folder outside it.',
    de: 'Die Schlüssel lägen im Datenordner. KONTOR_CONFIG_DIR auf einen Ordner außerhalb setzen.',
  },
  'keyring.no-master-key': {
    reaction: 'pause',
    en: 'The master key is missing. Put it back, or set KONTOR_SECRET_KEY_FILE to where it lies.',
    de: 'Der Hauptschlüssel fehlt. Zurücklegen oder KONTOR_SECRET_KEY_FILE darauf setzen.',
  },
  'keyring.readable-by-others': {
    reaction: 'pause',
    en: 'Others on this machine can read the key. Run chmod 600 on the file named.',
    de: 'Andere auf diesem Rechner können den Schlüssel lesen. chmod 600 auf die genannte Datei anwenden.',
  },
  'keyring.wrong-master-key': {
    reaction: 'pause',
    en: 'This is not the master key the key ring was made with. Restore both together.',
    de: 'Das ist nicht der Hauptschlüssel, mit dem der Schlüsselbund entstand. Beide zusammen wiederherstellen.',
  },
}
