import type { Texts } from './text.ts'

/** What happened at JTL's side. What to do about it stands in the JTL edge's own table, under the same code. */
export const jtlTexts = {
  'jtl.deadlock': {
    title: {
      de: 'JTL war mit denselben Zeilen beschäftigt und ging vor.',
      en: 'JTL was working on the same rows and went first.',
    },
  },
  'jtl.locked': {
    title: {
      de: 'JTL hat die Zeilen länger als 5 Sekunden gesperrt.',
      en: 'JTL kept the rows locked for longer than 5 seconds.',
    },
  },
  'jtl.timeout': {
    title: { de: 'SQL Server hat nicht rechtzeitig geantwortet.', en: 'SQL Server did not answer in time.' },
  },
  'jtl.connection-lost': {
    title: { de: 'Die Verbindung zum SQL Server ist abgerissen.', en: 'The connection to SQL Server was lost.' },
  },
  'jtl.unreachable': {
    title: { de: 'SQL Server ist nicht erreichbar.', en: 'SQL Server could not be reached.' },
  },
  'jtl.login-refused': {
    title: { de: 'SQL Server lehnt die Anmeldung ab.', en: 'SQL Server refused the login.' },
  },
  'jtl.encryption': {
    title: {
      de: 'Eine verschlüsselte Verbindung zum SQL Server kam nicht zustande.',
      en: 'No encrypted connection to SQL Server came about.',
    },
  },
  'jtl.instance-not-found': {
    title: {
      de: 'Die benannte Instanz von SQL Server wurde nicht gefunden.',
      en: 'The named instance of SQL Server was not found.',
    },
  },
  'jtl.database-unavailable': {
    title: {
      de: 'JTLs Datenbank lässt sich zurzeit nicht öffnen.',
      en: 'JTL’s database cannot be opened at the moment.',
    },
  },
  'jtl.out-of-memory': {
    title: { de: 'SQL Server hat keinen Speicher mehr.', en: 'SQL Server is out of memory.' },
  },
  'jtl.object-missing': {
    title: {
      de: 'Eine Tabelle oder Spalte, die Kontor braucht, fehlt oder ist nicht freigegeben.',
      en: 'A table or column that Kontor needs is missing or not granted.',
    },
  },
  'jtl.permission': {
    title: {
      de: 'Der Anmeldung von Kontor fehlt dieses Recht in JTLs Datenbank.',
      en: 'Kontor’s login may not do this in JTL’s database.',
    },
  },
  'jtl.data-refused': {
    title: { de: 'SQL Server hat die Werte abgelehnt.', en: 'SQL Server refused the values.' },
  },
  'jtl.unknown-shape': {
    title: {
      de: 'Die Datenbank sieht nicht aus wie eine JTL-Wawi, die Kontor kennt.',
      en: 'The database does not look like a JTL-Wawi that Kontor knows.',
    },
  },
  'jtl.folder-not-writable': {
    title: { de: 'Der Übergabeordner ist nicht beschreibbar.', en: 'The drop folder cannot be written.' },
  },
  'jtl.folder-missing': {
    title: { de: 'Den Übergabeordner gibt es nicht.', en: 'The drop folder does not exist.' },
  },
  'jtl.folder-is-link': {
    title: {
      de: 'Der Übergabeordner oder eine Datei darin ist eine Verknüpfung; durch Verknüpfungen schreibt Kontor nicht.',
      en: 'The drop folder or a file in it is a link, and Kontor never writes through links.',
    },
  },
  'jtl.disk-full': {
    title: { de: 'Der Datenträger des Übergabeordners ist voll.', en: 'The disk of the drop folder is full.' },
  },
  'jtl.folder-failed': {
    title: {
      de: 'Das Dateisystem des Übergabeordners meldet einen Fehler.',
      en: 'The file system of the drop folder gave an error.',
    },
  },
  'jtl.order-not-writable': {
    title: {
      de: 'Ein Wert lässt sich nicht in die XML-Datei schreiben, ohne seinen Sinn zu ändern.',
      en: 'A value cannot be written into the XML without changing its meaning.',
    },
  },
  'jtl.country-unknown': {
    title: { de: 'Das Land der Adresse ist unbekannt.', en: 'The country of the address is unknown.' },
  },
  'jtl.unknown': {
    title: {
      de: 'JTLs Datenbank meldet einen Fehler, den Kontor nicht kennt.',
      en: 'JTL’s database gave an error Kontor does not know.',
    },
  },
  'jtl.address-wrong': {
    title: { de: 'KONTOR_JTL_SQLSERVER ist nicht lesbar.', en: 'KONTOR_JTL_SQLSERVER cannot be read.' },
    cure: {
      de: 'Beispiel: Server=jtl-server,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true',
      en: 'Example: Server=jtl-server,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true',
    },
  },
} as const satisfies Texts
