import type { Texts } from './text.ts'

/** Our own database, the files beside it, the keys, and what is wrong before anything runs. */
export const stateTexts = {
  'state.busy': {
    title: { de: 'Die Datenbank war zu lange belegt.', en: 'The database was busy for too long.' },
    cure: {
      de: 'Kontor versucht es von selbst wieder. Bleibt es dabei: schließen, was die Datei sonst noch geöffnet hat.',
      en: 'Kontor tries again by itself. If it stays: close whatever else has the file open.',
    },
  },
  'state.io': {
    title: {
      de: 'Die Datenbank ließ sich nicht lesen oder schreiben.',
      en: 'The database could not be read or written.',
    },
    cure: {
      de: 'Den Datenträger prüfen. Der Datenordner muss auf diesem Rechner liegen, nicht auf einer Netzfreigabe.',
      en: 'Check the disk. The data folder must be on this machine, not on a network share.',
    },
  },
  'state.corrupt': {
    title: { de: 'Die Datenbank ist beschädigt.', en: 'The database is damaged.' },
    cure: {
      de: 'Kontor anhalten, den Datenordner aufheben und die letzte Sicherung in einen neuen Ordner zurückspielen (kontor restore SICHERUNG --to ORDNER); danach den Datenträger prüfen.',
      en: 'Stop Kontor, keep a copy of the data folder and restore the last backup into a new one (kontor restore BACKUP --to FOLDER); then check the disk.',
    },
  },
  'state.not-writable': {
    title: {
      de: 'Die Datenbank lässt sich nicht öffnen oder beschreiben.',
      en: 'The database cannot be opened or written.',
    },
    cure: {
      de: 'Prüfen, ob der Datenordner (KONTOR_DATA_DIR) da ist und dem Benutzer gehört, unter dem Kontor läuft.',
      en: 'Check that the data folder (KONTOR_DATA_DIR) is there and belongs to the user that runs Kontor.',
    },
  },
  'state.refused': {
    title: { de: 'Die Datenbank hat eine Anweisung abgelehnt.', en: 'The database refused a statement.' },
    cure: {
      de: 'Das ist ein Fehler in Kontor: bitte mit dem Protokoll des Laufs melden.',
      en: 'This is a defect of Kontor: please report it with the log of the run.',
    },
  },
  'state.not-allowed': {
    title: { de: 'PostgreSQL lehnt Anmeldung oder Recht ab.', en: 'PostgreSQL refused the log-in or a right.' },
    cure: {
      de: 'Benutzer, Passwort, Datenbank und Rechte in KONTOR_DATABASE_URL prüfen.',
      en: 'Check user, password, database and rights in KONTOR_DATABASE_URL.',
    },
  },
  'state.unreachable': {
    title: { de: 'Die Datenbank ist nicht erreichbar.', en: 'The database cannot be reached.' },
    cure: {
      de: 'Prüfen, ob PostgreSQL läuft und KONTOR_DATABASE_URL es nennt. Kontor versucht es von selbst wieder.',
      en: 'Check that PostgreSQL runs and that KONTOR_DATABASE_URL names it. Kontor tries again by itself.',
    },
  },
  'state.transaction-ended': {
    title: {
      de: 'Die Änderung wurde nach einem früheren Fehler verworfen; nichts davon ist gespeichert.',
      en: 'The change was dropped after an earlier error; nothing of it is kept.',
    },
    cure: { de: 'Der frühere Fehler sagt, was zu tun ist.', en: 'The earlier error says what to do.' },
  },
  'state.file': {
    title: {
      de: 'Eine Datei im Datenordner ließ sich nicht schreiben oder lesen ({errno}).',
      en: 'A file in the data folder could not be written or read ({errno}).',
    },
    cure: {
      de: 'Prüfen, ob der Ordner da ist, dem Benutzer von Kontor gehört und Platz hat.',
      en: 'Check that the folder exists, belongs to the user that runs Kontor and has room.',
    },
  },
  'state.disk-full': {
    title: {
      de: 'Der Datenträger ist voll. Was vorher gespeichert war, bleibt erhalten.',
      en: 'The disk is full. What was kept before is safe.',
    },
    cure: {
      de: 'Auf dem Datenträger des Datenordners Platz schaffen; Kontor macht von selbst weiter.',
      en: 'Make room on the disk of the data folder; Kontor goes on by itself.',
    },
  },
  'state.folder-in-use': {
    title: {
      de: 'Ein anderes Kontor ({holder}) arbeitet schon mit dem Datenordner {folder}.',
      en: 'Another Kontor ({holder}) already works on the data folder {folder}.',
    },
    cure: {
      de: 'Zuerst jenes beenden oder diesem einen eigenen KONTOR_DATA_DIR geben. Kurze Befehle (orders, held, doctor) dürfen daneben laufen.',
      en: 'Stop that one first, or give this one a KONTOR_DATA_DIR of its own. Short commands (orders, held, doctor) may run beside it.',
    },
  },
  'state.newer-database': {
    title: {
      de: 'Die Datenbank stammt von einem neueren Kontor ({migration}). Nichts wurde geändert.',
      en: 'The database was made by a newer Kontor ({migration}). Nothing was changed.',
    },
    cure: {
      de: 'Das neuere Kontor wieder starten oder die Sicherung von vor der Aktualisierung zurückspielen.',
      en: 'Start the newer Kontor again, or restore the backup from before the update.',
    },
  },
  'keyring.wrong-master-key': {
    title: {
      de: 'Der Hauptschlüssel passt nicht zum Schlüsselbund.',
      en: 'The master key does not fit the key ring.',
    },
    cure: {
      de: 'Den Hauptschlüssel angeben, mit dem der Schlüsselbund angelegt wurde (KONTOR_SECRET_KEY_FILE), oder beide zusammen zurückspielen.',
      en: 'Give the master key this key ring was made with (KONTOR_SECRET_KEY_FILE), or restore both together.',
    },
  },
  'keyring.no-master-key': {
    title: { de: 'Der Hauptschlüssel fehlt.', en: 'The master key is missing.' },
    cure: {
      de: 'Den Hauptschlüssel zurücklegen, oder KONTOR_SECRET_KEY_FILE auf seinen Ort setzen.',
      en: 'Put the master key back, or set KONTOR_SECRET_KEY_FILE to where it lies.',
    },
  },
  'keyring.inside-data': {
    title: { de: 'Die Schlüssel lägen im Datenordner.', en: 'The keys would lie inside the data folder.' },
    cure: {
      de: 'KONTOR_CONFIG_DIR und KONTOR_SECRET_KEY_FILE außerhalb von KONTOR_DATA_DIR legen: eine Kopie der Daten darf ihre Schlüssel nicht enthalten.',
      en: 'Put KONTOR_CONFIG_DIR and KONTOR_SECRET_KEY_FILE outside KONTOR_DATA_DIR: a copy of the data must not hold its keys.',
    },
  },
  'keyring.readable-by-others': {
    title: {
      de: 'Andere Benutzer dieses Rechners können die Schlüsseldatei lesen.',
      en: 'Others on this machine can read the key file.',
    },
    cure: {
      de: 'Die Rechte so setzen, dass nur der Benutzer von Kontor sie liest (chmod 600).',
      en: 'Set its rights so that only the user that runs Kontor can read it (chmod 600).',
    },
  },
  'keyring.damaged': {
    title: { de: 'Der Schlüsselbund ist beschädigt.', en: 'The key ring is damaged.' },
    cure: {
      de: 'keyring.json aus der Sicherung zurückspielen. Ohne sie lassen sich Adressen und Zugangsdaten nicht öffnen; offene Bestellungen werden neu abgeholt.',
      en: 'Restore keyring.json. Without it sealed addresses and secrets cannot be opened; open orders are fetched again.',
    },
  },
  'keyring.busy': {
    title: {
      de: 'Ein anderer Kontor-Prozess ändert gerade den Schlüsselbund.',
      en: 'Another Kontor process is changing the key ring.',
    },
    cure: {
      de: 'Noch einmal versuchen. Bleibt es so, hängt ein Kontor-Prozess auf diesem Rechner: beenden.',
      en: 'Try again. If it stays, a Kontor process hangs on this machine: end it.',
    },
  },
  'schedule-invalid': {
    title: { de: '„{schedule}“ ist kein Zeitplan.', en: '“{schedule}” is not a schedule.' },
    cure: {
      de: 'Sekunden (300) oder einen Cron-Ausdruck mit fünf Feldern (0 3 * * *) angeben.',
      en: 'Use seconds (300) or a cron expression of five fields (0 3 * * *).',
    },
  },
  'scrub-busy': {
    title: {
      de: 'Die Reste gelöschter Adressen konnten noch nicht überschrieben werden; jemand liest gerade. Kontor versucht es wieder.',
      en: 'What is left of erased addresses could not be overwritten yet; somebody is reading. Kontor tries again.',
    },
  },
} as const satisfies Texts
