import type { Texts } from './text.ts'

/** Writing a backup, checking it, putting it back. */
export const backupTexts = {
  'backup.file-exists': {
    title: { de: 'Die Datei {file} gibt es schon.', en: 'The file {file} is there already.' },
    cure: {
      de: 'Einen anderen Namen wählen: Eine Sicherung überschreibt nie eine Datei.',
      en: 'Choose another name: a backup never writes over a file.',
    },
  },
  'backup.file': {
    title: {
      de: 'Die Datei {file} ließ sich nicht lesen oder schreiben ({errno}).',
      en: 'The file {file} could not be read or written ({errno}).',
    },
    cure: {
      de: 'Prüfen, ob Datei und Ordner da sind, dem Benutzer von Kontor gehören und Platz haben.',
      en: 'Check that the file and its folder are there, belong to the user that runs Kontor and have room.',
    },
  },
  'backup.not-a-backup': {
    title: { de: '{file} ist keine Sicherung von Kontor.', en: '{file} is no backup of Kontor.' },
    cure: {
      de: 'Die Datei angeben, die „kontor backup“ geschrieben hat.',
      en: 'Give the file that `kontor backup` wrote.',
    },
  },
  'backup.newer-format': {
    title: {
      de: '{file} hat ein Format, das dieses Kontor nicht kennt.',
      en: '{file} has a format this Kontor does not know.',
    },
    cure: {
      de: 'Das Kontor nehmen, das die Sicherung geschrieben hat, oder ein neueres.',
      en: 'Use the Kontor that wrote it, or a newer one.',
    },
  },
  'backup.wrong-passphrase': {
    title: { de: 'Das Passwort öffnet diese Sicherung nicht.', en: 'The passphrase does not open this backup.' },
    cure: {
      de: 'Das Passwort angeben, mit dem die Sicherung angelegt wurde.',
      en: 'Give the passphrase this backup was made with.',
    },
  },
  'backup.wrong-key': {
    title: {
      de: 'Der private Schlüssel öffnet diese Sicherung nicht.',
      en: 'The private key does not open this backup.',
    },
    cure: {
      de: 'Mit --identity den privaten Schlüssel angeben, der zum öffentlichen Schlüssel dieser Sicherung gehört.',
      en: 'Give the private key that belongs to the public key this backup was made for (--identity).',
    },
  },
  'backup.needs-passphrase': {
    title: { de: 'Für die Sicherung wird ein Passwort gebraucht.', en: 'The backup needs a passphrase.' },
    cure: {
      de: 'Eine Datei mit dem Passwort in KONTOR_BACKUP_PASSPHRASE_FILE nennen oder das Passwort auf Nachfrage eingeben.',
      en: 'Name a file with it in KONTOR_BACKUP_PASSPHRASE_FILE, or type it when asked.',
    },
  },
  'backup.needs-identity': {
    title: {
      de: 'Die Sicherung ist mit einem öffentlichen Schlüssel verschlossen.',
      en: 'The backup is locked with a public key.',
    },
    cure: {
      de: 'Den privaten Schlüssel angeben: --identity DATEI.',
      en: 'Give the private key: --identity FILE.',
    },
  },
  'backup.key-unreadable': {
    title: { de: 'Die Schlüsseldatei enthält keinen passenden Schlüssel.', en: 'The key file holds no fitting key.' },
    cure: {
      de: 'Gebraucht wird ein X25519-Schlüssel im PEM-Format: openssl genpkey -algorithm X25519 -out privat.pem.',
      en: 'An X25519 key in PEM is needed: openssl genpkey -algorithm X25519 -out private.pem.',
    },
  },
  'backup.passphrase-short': {
    title: { de: 'Das Passwort der Sicherung ist zu kurz.', en: 'The passphrase of the backup is too short.' },
    cure: {
      de: 'Mindestens 12 Zeichen nehmen; am leichtesten sind mehrere Wörter.',
      en: 'Take at least 12 characters; several words are easiest.',
    },
  },
  'backup.passphrases-differ': {
    title: { de: 'Die beiden Eingaben sind verschieden.', en: 'The two entries differ.' },
    cure: { de: 'Noch einmal versuchen.', en: 'Try once more.' },
  },
  'backup.damaged': {
    title: { de: 'Die Sicherung ist beschädigt oder verändert.', en: 'The backup is damaged or was changed.' },
    cure: {
      de: 'Eine frühere Sicherung nehmen, oder diese noch einmal von ihrem Ort kopieren. Es wurde nichts zurückgespielt.',
      en: 'Take an earlier backup, or copy this one again from where it lies. Nothing was restored.',
    },
  },
  'backup.folder-not-empty': {
    title: { de: 'Der Ordner {folder} ist nicht leer.', en: 'The folder {folder} is not empty.' },
    cure: {
      de: 'Einen neuen oder leeren Ordner angeben: Zurückspielen überschreibt nichts.',
      en: 'Give a new or an empty folder: a restore writes over nothing.',
    },
  },
  'state.not-empty': {
    title: {
      de: 'Die Datenbank ist nicht leer. Nichts wurde geändert.',
      en: 'The database is not empty. Nothing was changed.',
    },
    cure: {
      de: 'Eine neue PostgreSQL-Datenbank anlegen und in KONTOR_DATABASE_URL nennen.',
      en: 'Make a new PostgreSQL database and name it in KONTOR_DATABASE_URL.',
    },
  },
  'orders-not-read-since-restore': {
    title: {
      de: 'Seit dem Zurückspielen der Sicherung wurden die Bestellungen noch nicht von TEMU gelesen; vorher wird nichts an JTL übergeben.',
      en: 'Since the backup was restored the orders have not been read from TEMU yet; nothing is handed over to JTL before that.',
    },
    cure: {
      de: 'Nichts zu tun: Der nächste vollständige Abgleich der Bestellungen holt es nach.',
      en: 'Nothing to do: the next complete run of the orders does it.',
    },
  },
  'looked-for-after-restore': {
    title: {
      de: 'Nach dem Zurückspielen der Sicherung wird erst nachgesehen, was schon geschehen ist ({items}).',
      en: 'After the restore of the backup Kontor looks first what was done already ({items}).',
    },
  },
} as const satisfies Texts
