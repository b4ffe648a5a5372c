/** What each setting means, for the pages and for .env.example. The rest (default, what is allowed) is asked from the code. */
export interface SettingWords {
  readonly en: string
  readonly de: string
  /** As it is shown when nothing is set; a text in brackets where it depends on the machine or on other settings. */
  readonly standard: string
  /** A value that works, for settings without a default. */
  readonly example?: string
}

/** Variables in the order in which a person meets them. */
export const variableWords: Readonly<Record<string, SettingWords>> = {
  TEMU_APP_KEY: {
    en: 'App key of the first store, from TEMU’s partner platform. With secret and token it makes a store named `main` at first start. More stores: `kontor account add`.',
    de: 'App-Key des ersten TEMU-Shops, aus TEMUs Partner-Portal. Mit Secret und Token entsteht beim ersten Start der Shop `main`. Weitere Shops: `kontor account add`.',
    standard: '(none)',
    example: '0123456789abcdef',
  },
  TEMU_APP_SECRET: {
    en: 'App secret of the first store. Sealed in the database at first start; may be taken out of the file afterwards.',
    de: 'App-Secret des ersten TEMU-Shops. Wird beim ersten Start versiegelt gespeichert und kann danach aus der Datei entfernt werden.',
    standard: '(none)',
    example: 'secret',
  },
  TEMU_ACCESS_TOKEN: {
    en: 'Access token of the first store, from Seller Center after authorising the app. Sealed like the secret.',
    de: 'Access-Token des ersten TEMU-Shops, aus dem Seller Center nach der Autorisierung der App. Wird versiegelt wie das Secret.',
    standard: '(none)',
    example: 'token',
  },
  TEMU_API_ENDPOINT: {
    en: 'Full address of TEMU’s router for the first store. The European one serves all European sites.',
    de: 'Vollständige Adresse von TEMUs Router für den ersten Shop. Der europäische gilt für alle europäischen Länder.',
    standard: 'https://openapi-b-eu.temu.com/openapi/router',
  },
  KONTOR_JTL_SQLSERVER: {
    en: 'JTL’s SQL Server as a connection string; `Database` is the mandant’s. Without it orders go out as files, and tracking numbers and stock rest.',
    de: 'JTLs SQL Server als Verbindungszeichenfolge; `Database` ist die des Mandanten. Ohne sie gehen Bestellungen als Dateien hinaus, Sendungsnummern und Bestände ruhen.',
    standard: '(none)',
    example:
      'Server=jtl-server,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true',
  },
  KONTOR_JTL_HANDOVER: {
    en: 'How orders get into JTL: `queue` is JTL’s import table (dbo.tXMLBestellImport), `folder` a folder of XML files that a person or a script imports.',
    de: 'Wie Bestellungen nach JTL kommen: `queue` ist JTLs Importtabelle (dbo.tXMLBestellImport), `folder` ein Ordner mit XML-Dateien, die jemand importiert.',
    standard: '(queue with KONTOR_JTL_SQLSERVER, else folder)',
    example: 'queue',
  },
  KONTOR_JTL_XML_DIR: {
    en: 'Folder for `jtl_temu_bestellungen*.xml` when orders are handed over as files.',
    de: 'Ordner für `jtl_temu_bestellungen*.xml`, wenn Bestellungen als Dateien übergeben werden.',
    standard: '(`jtl_xml` in the data folder)',
    example: '/srv/jtl-import',
  },
  KONTOR_DATA_DIR: {
    en: 'Folder for the databases, TEMU’s archived answers and drop files. Only Kontor’s user should be able to read it.',
    de: 'Ordner für Datenbanken, archivierte TEMU-Antworten und Übergabedateien. Nur Kontors Benutzer sollte ihn lesen können.',
    standard: './data',
  },
  KONTOR_CONFIG_DIR: {
    en: 'Folder for the keys (`master.key`, `keyring.json`). Never inside the data folder: a stolen copy of the data must not hold its keys.',
    de: 'Ordner für die Schlüssel (`master.key`, `keyring.json`). Nie im Datenordner: eine gestohlene Kopie der Daten darf ihre Schlüssel nicht enthalten.',
    standard: '(`kontor` in the user’s configuration folder)',
    example: '/etc/kontor',
  },
  KONTOR_SECRET_KEY_FILE: {
    en: 'File with the master key (64 hex digits), where it comes from a secret store. Readable by Kontor’s user alone.',
    de: 'Datei mit dem Hauptschlüssel (64 Hex-Ziffern), wenn er aus einem Geheimnisspeicher kommt. Nur für Kontors Benutzer lesbar.',
    standard: '(`master.key` in the configuration folder, made at first start)',
    example: '/run/secrets/kontor-key',
  },
  KONTOR_DATABASE_URL: {
    en: 'Kontor’s own database: `file:…` for SQLite, `postgres://…` for PostgreSQL.',
    de: 'Kontors eigene Datenbank: `file:…` für SQLite, `postgres://…` für PostgreSQL.',
    standard: '(SQLite: `kontor.db` in the data folder)',
    example: 'postgres://kontor:…@localhost:5432/kontor',
  },
  KONTOR_TIME_ZONE: {
    en: 'Time zone of the merchant and of JTL’s server. `kontor doctor` compares it with the server’s clock.',
    de: 'Zeitzone des Händlers und des JTL-Servers. `kontor doctor` vergleicht sie mit der Uhr des Servers.',
    standard: 'Europe/Berlin',
  },
  KONTOR_LANGUAGE: {
    en: 'Language of what Kontor says: `de` or `en`. `--lang` on a command goes first.',
    de: 'Sprache der Ausgaben: `de` oder `en`. `--lang` an einem Befehl geht vor.',
    standard: '(de when the system’s language is German, else en)',
    example: 'de',
  },
  KONTOR_ORDERS_EVERY_SECONDS: {
    en: 'How often `kontor start` runs the order flow, in seconds.',
    de: 'Wie oft `kontor start` die Bestellungen abgleicht, in Sekunden.',
    standard: '300',
  },
  KONTOR_INVENTORY_EVERY_SECONDS: {
    en: 'How often `kontor start` runs the quick stock flow, in seconds. The full one runs every night at 02:15.',
    de: 'Wie oft `kontor start` die Bestände schnell abgleicht, in Sekunden. Der vollständige Abgleich läuft jede Nacht um 02:15 Uhr.',
    standard: '300',
  },
  KONTOR_TEMU_ORDER_LAG_SECONDS: {
    en: 'How long TEMU’s order list may lag behind its stock number. A rise of stock waits that long, a fall never does. See stock-rule.md.',
    de: 'Wie lange TEMUs Bestellliste seiner Bestandszahl hinterherhinken darf. So lange wartet ein Steigen des Bestands, ein Sinken nie. Siehe stock-rule.md.',
    standard: '180',
  },
  KONTOR_TEMU_READ_LAG_SECONDS: {
    en: 'How long TEMU’s readings may lag behind a write. Kontor reads back only after it.',
    de: 'Wie lange TEMU nach einem Schreiben noch alte Werte zeigen darf. Kontor liest erst danach nach.',
    standard: '8',
  },
  KONTOR_TEMU_CALLS_PER_SECOND: {
    en: 'Calls to TEMU per second and app key. TEMU’s limit is 20; Kontor slows down by itself when TEMU refuses.',
    de: 'Aufrufe an TEMU je Sekunde und App-Key. TEMUs Grenze ist 20; lehnt TEMU ab, wird Kontor von selbst langsamer.',
    standard: '10',
  },
  KONTOR_TEMU_API_CALLS_PER_SECOND: {
    en: 'Calls per second to one and the same TEMU API.',
    de: 'Aufrufe je Sekunde an ein und dieselbe TEMU-Schnittstelle.',
    standard: '3',
  },
  KONTOR_RETRY_SECONDS: {
    en: 'Pauses between tries, in seconds, separated by commas; the last one repeats.',
    de: 'Pausen zwischen Versuchen, in Sekunden, durch Kommas getrennt; die letzte wiederholt sich.',
    standard: '30,120,600,1800,3600',
  },
  KONTOR_RETRY_TRIES: {
    en: 'After so many failed tries an item is held for a person.',
    de: 'Nach so vielen erfolglosen Versuchen wird ein Vorgang zum Klärfall.',
    standard: '12',
  },
  KONTOR_ARCHIVE_DAYS: {
    en: 'Days for which TEMU’s answers are kept (`kontor archive`, `kontor replay`).',
    de: 'Tage, die TEMUs Antworten aufbewahrt werden (`kontor archive`, `kontor replay`).',
    standard: '30',
  },
  KONTOR_LOG_DAYS: {
    en: 'Days for which runs and the lines of their logs are kept.',
    de: 'Tage, die Läufe und ihre Protokolle aufbewahrt werden.',
    standard: '90',
  },
  KONTOR_LOG_LEVEL: {
    en: 'What `kontor start` writes into its own log (start, stop, faults; not the runs): this and what is graver.',
    de: 'Was `kontor start` in sein eigenes Protokoll schreibt (Start, Ende, Störungen; nicht die Läufe): dies und Ernsteres.',
    standard: 'info',
  },
  KONTOR_LOG_FILE: {
    en: 'File for that log, one JSON object per line; lines are added, and never removed by Kontor. Without it they go to standard error.',
    de: 'Datei für dieses Protokoll, ein JSON-Objekt je Zeile; Zeilen kommen hinzu, Kontor entfernt keine. Ohne sie gehen sie auf die Fehlerausgabe.',
    standard: '(standard error)',
    example: '/var/log/kontor/kontor.log',
  },
  KONTOR_BACKUP_PASSPHRASE_FILE: {
    en: 'File that holds nothing but the passphrase of backups, for `kontor backup` and `kontor restore` that nobody watches. Readable by Kontor’s user alone.',
    de: 'Datei, in der nur das Passwort der Sicherungen steht, für `kontor backup` und `kontor restore` ohne Zuschauer. Nur für Kontors Benutzer lesbar.',
    standard: '(asked for)',
    example: '/run/secrets/kontor-backup',
  },
  KONTOR_ENV_FILE: {
    en: 'File of settings to read. Set it in the environment, not in the file.',
    de: 'Datei, aus der die Einstellungen gelesen werden. In der Umgebung setzen, nicht in der Datei.',
    standard: '(`.env` in the working directory)',
    example: '/etc/kontor/kontor.env',
  },
  KONTOR_HOST: {
    en: 'Address the service listens on. Anything but this machine itself needs people with passwords and KONTOR_PUBLIC_URL.',
    de: 'Adresse, auf der der Dienst lauscht. Alles außer diesem Rechner selbst braucht Personen mit Passwort und KONTOR_PUBLIC_URL.',
    standard: '127.0.0.1',
  },
  KONTOR_PORT: {
    en: 'Port of the service; 0 takes a free one and prints it.',
    de: 'Port des Dienstes; 0 nimmt einen freien und nennt ihn.',
    standard: '8787',
  },
  KONTOR_PUBLIC_URL: {
    en: 'Address under which people reach the service, usually https through a proxy in front of it. Cookies, links and the check of foreign pages come from it.',
    de: 'Adresse, unter der Menschen den Dienst erreichen, meist https über einen Proxy davor. Cookies, Links und die Prüfung fremder Seiten richten sich danach.',
    standard: '(none: this machine alone)',
    example: 'https://kontor.example.com',
  },
  KONTOR_TRUSTED_PROXIES: {
    en: 'Addresses or ranges of the proxies in front of the service, separated by commas. Only they may say who is behind them.',
    de: 'Adressen oder Bereiche der Proxys vor dem Dienst, durch Kommas getrennt. Nur sie dürfen sagen, wer hinter ihnen steht.',
    standard: '(none)',
    example: '127.0.0.1,10.0.0.0/8',
  },
}

/** Settings of one store: `kontor account set NAME PATH VALUE`. */
export const mallSettingWords: Readonly<Record<string, { readonly en: string; readonly de: string }>> = {
  'jtl.companyKey': {
    en: 'JTL company (tfirma.kFirma) the orders are booked on; null leaves it to JTL.',
    de: 'Firma in JTL (tfirma.kFirma), auf die gebucht wird; null überlässt es JTL.',
  },
  'jtl.userKey': {
    en: 'JTL user (tBenutzer.kBenutzer) named as creator; null: none.',
    de: 'Benutzer in JTL (tBenutzer.kBenutzer) als Ersteller; null: keiner.',
  },
  'jtl.platformKey': {
    en: 'Platform of the import row. JTL’s column takes 0 to 255, so platforms a merchant made (from 20000 on) cannot be named.',
    de: 'Plattform der Importzeile. JTLs Spalte fasst 0 bis 255, selbst angelegte Plattformen (ab 20000) lassen sich nicht nennen.',
  },
  'jtl.invoice': {
    en: '1: JTL writes an invoice at import. 0: it does not.',
    de: '1: JTL schreibt beim Import eine Rechnung. 0: nicht.',
  },
  'jtl.shippingMethod': {
    en: 'Shipping method of the order in JTL. Must exist there by this name and be active.',
    de: 'Versandart des Auftrags in JTL. Muss dort unter diesem Namen bestehen und aktiv sein.',
  },
  'jtl.paymentMethod': {
    en: 'Payment method of the order in JTL. Must exist there by this name and be active.',
    de: 'Zahlungsart des Auftrags in JTL. Muss dort unter diesem Namen bestehen und aktiv sein.',
  },
  'jtl.dateFormat': {
    en: 'Dates in the XML: 2026-11-24 (iso) or 24.11.2026 (german). Sources disagree, so it is a setting.',
    de: 'Datumsform im XML: 2026-11-24 (iso) oder 24.11.2026 (german). Die Quellen widersprechen sich, darum ist es einstellbar.',
  },
  'jtl.country': {
    en: 'Country in the XML by its German name or by its ISO code. Sources disagree, so it is a setting.',
    de: 'Land im XML mit deutschem Namen (name) oder ISO-Code (iso). Die Quellen widersprechen sich, darum ist es einstellbar.',
  },
  'jtl.markPaid': {
    en: 'Orders arrive paid. If not, JTL ships only when the payment method ships before payment.',
    de: 'Aufträge kommen bezahlt an. Sonst liefert JTL nur, wenn die Zahlungsart „Ausliefern vor Zahlung“ erlaubt.',
  },
  'jtl.language': { en: 'Language of the order, ISO 639-2.', de: 'Sprache des Auftrags, ISO 639-2.' },
  'jtl.customerNumber': {
    en: 'One collective customer for all orders; empty: JTL makes a customer per order.',
    de: 'Ein Sammelkunde für alle Aufträge; leer: JTL legt je Auftrag einen Kunden an.',
  },
  'jtl.keepEmail': {
    en: 'Hand TEMU’s relay address to JTL, which then writes its own mails to it.',
    de: 'TEMUs Weiterleitungsadresse an JTL geben; JTL schreibt dann eigene E-Mails dorthin.',
  },
  'jtl.transliterate': {
    en: 'Letters that Latin-1 lacks: a Latin spelling (true) or a character reference (false).',
    de: 'Buchstaben, die Latin-1 fehlen: lateinische Schreibweise (true) oder Zeichenreferenz (false).',
  },
  'jtl.shippingLineName': {
    en: 'Name of the shipping line on JTL’s documents.',
    de: 'Name der Versandposition auf JTLs Belegen.',
  },
  'stock.share': {
    en: 'split: an article’s stock is divided over all stores and countries. share-fully: this store offers all of it (INV-3 then does not hold for it).',
    de: 'split: der Bestand eines Artikels wird über alle TEMU-Shops und Länder aufgeteilt. share-fully: dieser Shop bietet alles an (INV-3 gilt für ihn dann nicht).',
  },
  'stock.warehouses': {
    en: 'JTL warehouses (kWarenLager) to sell from, as [1,2]; null: JTL’s own sellable number over all warehouses.',
    de: 'Lager in JTL (kWarenLager), aus denen verkauft wird, als [1,2]; null: JTLs eigene verfügbare Zahl über alle Lager.',
  },
  withoutAmounts: {
    en: 'TEMU has not unlocked the amounts: hold the order, or hand it over at JTL’s own prices with a flag.',
    de: 'TEMU hat die Beträge nicht freigeschaltet: Klärfall, oder Übergabe zu JTLs eigenen Preisen mit Vermerk.',
  },
  importTimeoutMinutes: {
    en: 'An order handed over and not found in JTL after so long is held.',
    de: 'Eine übergebene Bestellung, die nach so langer Zeit nicht in JTL ist, wird zum Klärfall.',
  },
  partialShipments: {
    en: 'Some lines left, others not: report whole lines when the ship-by time is near, wait for all, or report each line as it leaves.',
    de: 'Teillieferung: ganze Positionen melden, wenn die Versandfrist naht, auf alle warten, oder jede Position melden, sobald sie geht.',
  },
  shipmentIdAsTracking: {
    en: 'JTL’s shipment reference (cShipmentId) stands in for a missing tracking number.',
    de: 'JTLs Sendungsreferenz (cShipmentId) ersetzt eine fehlende Sendungsnummer.',
  },
  retentionDays: {
    en: 'Days after the end of an order until its address is erased.',
    de: 'Tage nach dem Ende einer Bestellung, bis ihre Adresse gelöscht wird.',
  },
  firstDays: {
    en: 'How many days back the very first read of orders goes.',
    de: 'Wie viele Tage das allererste Abrufen zurückreicht.',
  },
  temuWarehouseId: {
    en: 'TEMU’s id of the warehouse parcels leave from; empty: the store’s default one.',
    de: 'TEMUs Kennung des Versandlagers; leer: das Standardlager des Shops.',
  },
}
