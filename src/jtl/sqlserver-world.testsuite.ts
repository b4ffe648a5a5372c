import { type CompiledQuery, Kysely, MssqlDialect, sql } from 'kysely'
import * as tarn from 'tarn'
import * as tedious from 'tedious'
import { randomId, systemClock, systemRandom } from '../lib/index.ts'
import { connectionConfig, connectSqlServer } from './db/connect-sqlserver.ts'
import { parseSqlServerAddress, type SqlServerAddress } from './db/connection-string.ts'
import type { JtlShape } from './jtl.ts'
import type { JtlTestWorld } from './jtl-test-world.testsuite.ts'

/** A database of its own on a real SQL Server, with JTL's tables as far as Kontor reads them; dropped afterwards. */
export async function openSqlServerWorld(
  text: string,
  { shape, compatibilityLevel }: { shape: JtlShape; compatibilityLevel?: number },
): Promise<JtlTestWorld> {
  const parsed = parseSqlServerAddress(
    /database\s*=|initial catalog\s*=/i.test(text) ? text : `${text};Database=master`,
  )
  if (!parsed.ok) throw new Error(`KONTOR_TEST_SQLSERVER: ${parsed.problems.join('; ')}`)
  const database = `kontor_test_${randomId(systemRandom).slice(0, 12)}`
  const master = plainConnection(parsed.address)
  await exec(master, `create database ${database}`)
  if (compatibilityLevel !== undefined)
    await exec(master, `alter database ${database} set compatibility_level = ${compatibilityLevel}`)
  const address: SqlServerAddress = { ...parsed.address, database }
  const admin = plainConnection(address)
  if (shape === '1.6+') await exec(admin, 'create schema Verkauf')
  await exec(admin, 'create schema Worker')
  for (const table of tablesOf(shape)) await exec(admin, `create table ${table}`)
  await exec(admin, "insert into dbo.tversion (cVersion) values ('1.10.11.0')")
  // The server's wall clock may be any; no date of this suite is computed by the server.
  const connect = () =>
    connectSqlServer({ address, clock: systemClock, random: systemRandom, timeZone: 'Europe/Berlin', platform: 3 })
  const jtl = connect()
  return {
    jtl,
    connect,
    insert: async (table, row) => {
      const columns = sql.join(Object.keys(row).map(column => sql.ref(column)))
      await sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`.execute(admin)
    },
    run: text => exec(admin, text),
    async [Symbol.asyncDispose]() {
      await jtl[Symbol.asyncDispose]()
      await admin.destroy()
      await exec(master, `alter database ${database} set single_user with rollback immediate`)
      await exec(master, `drop database ${database}`)
      await master.destroy()
    },
  }
}

function plainConnection(address: SqlServerAddress): Kysely<unknown> {
  return new Kysely<unknown>({
    dialect: new MssqlDialect({
      tarn: { ...tarn, options: { min: 0, max: 1, propagateCreateError: true } },
      tedious: { ...tedious, connectionFactory: () => new tedious.Connection(connectionConfig(address)) },
    }),
  })
}

async function exec(db: Kysely<unknown>, text: string): Promise<void> {
  const statement: CompiledQuery = sql.raw(text).compile(db)
  await db.executeQuery(statement)
}

/** Names and types as in JTL 1.10.11; only the keys are plain, so that the suite can choose them. */
function tablesOf(shape: JtlShape): readonly string[] {
  const number = 'decimal(25,13)'
  const orders =
    shape === '1.6+'
      ? [
          `Verkauf.tAuftrag (kAuftrag int primary key, kBenutzer int not null, kKunde int, cAuftragsNr nvarchar(50) not null, nType tinyint not null,
            dErstellt datetime not null, kFirmaHistory int not null, kPlattform int, cExterneAuftragsnummer nvarchar(50), kVersandArt int, nStorno bit not null default 0,
            nKomplettAusgeliefert int not null default 0, kRueckhaltegrund int, kZahlungsart int, nPending bit not null default 0, bRowversion rowversion,
            index IX_extern (cExterneAuftragsnummer))`,
          `Verkauf.tAuftragPosition (kAuftragPosition int primary key, kArtikel int, kAuftrag int not null, cArtNr nvarchar(100), fAnzahl ${number} not null,
            fVkNetto ${number} not null default 0, fMwSt ${number} not null default 0, fRabatt ${number} not null default 0, nSort int not null default 0, nType tinyint not null, kAuftragStueckliste int, bRowversion rowversion)`,
          'Verkauf.tAuftragPositionEckdaten (kAuftragPosition int primary key, kAuftrag int not null, nVersandSperre bit not null default 0)',
          'Verkauf.tAuftragEckdaten (kAuftrag int primary key, dBezahlt datetime, bRowversion rowversion)',
          'Verkauf.tAuftragStorno (kAuftrag int primary key, kBenutzer int not null, kAuftragStornogrund int not null, dStorniert datetime not null)',
          'Verkauf.tAuftragStornogrund (kAuftragStornogrund int primary key, cStornogrund nvarchar(50), cScxMapping nvarchar(50))',
          'dbo.tFirmaHistory (kFirmaHistory int primary key, kFirma int not null)',
        ]
      : [
          `dbo.tBestellung (kBestellung int primary key, tKunde_kKunde int, cBestellNr nvarchar(50), cType char(1), cInetBestellNr nvarchar(50), dErstellt datetime,
            tVersandArt_kVersandArt int, kZahlungsart int, nPlatform int, kFirma int, nStorno tinyint not null default 0, nKomplettAusgeliefert tinyint not null default 0,
            kRueckhaltegrund int, dBezahlt datetime)`,
          `dbo.tbestellpos (kBestellPos int primary key, tArtikel_kArtikel int, tBestellung_kBestellung int not null, cArtNr nvarchar(100), nAnzahl ${number} not null,
            fVKNetto ${number} not null default 0, fMwSt ${number} not null default 0, fRabatt ${number} default 0, nType tinyint not null, nSort int not null default 0, kBestellStueckliste int not null default 0)`,
        ]
  return [
    ...orders,
    'dbo.tversion (cVersion nvarchar(255))',
    `dbo.tArtikel (kArtikel int primary key, cArtNr nvarchar(100) not null unique, cBarcode nvarchar(255), cAktiv char(1) default 'N', nDelete tinyint default 0,
      nIstVater tinyint not null default 0, kVaterArtikel int not null default 0, kStueckliste int not null default 0, cLagerAktiv char(1), cLagerKleinerNull char(1) default 'N',
      nPuffer int not null default 0, fVKNetto ${number}, kSteuerklasse int, bRowversion rowversion)`,
    `dbo.tStueckliste (kStueckliste int, kArtikel int, fAnzahl ${number} not null)`,
    `dbo.tGebinde (kGebinde int identity primary key, kArtikel int not null, fAnzahl ${number} not null, cEAN nvarchar(255))`,
    `dbo.tlagerbestand (kArtikel int primary key, fLagerbestand ${number} not null, fVerfuegbar ${number} not null, fInAuftraegen ${number} not null, bRowversion rowversion)`,
    `dbo.tlagerbestandProLagerLagerartikel (kArtikel int, kWarenlager int, fBestand ${number} not null, fVerfuegbarGesperrt ${number} not null)`,
    'dbo.tPlattformUeberverkaeufeMoeglich (kPlattformUeberverkaeufeMoeglich int identity primary key, kArtikel int not null, nPlattform int not null, bRowversion rowversion)',
    'dbo.tWarenLager (kWarenLager int primary key, cName nvarchar(255), cKuerzel nvarchar(255), nAktiv tinyint not null, nFulfillment tinyint not null)',
    'dbo.tLieferschein (kLieferschein int primary key, kBestellung int not null, kBenutzer int not null, cLieferscheinNr nvarchar(50))',
    `dbo.tLieferscheinPos (kLieferscheinPos int identity primary key, kLieferschein int not null, kBestellPos int, fAnzahl ${number} not null)`,
    'dbo.tLieferscheinEckdaten (kLieferschein int primary key, kVersandArt int)',
    `dbo.tVersand (kVersand int primary key, kLieferschein int not null, kBenutzer int not null, cIdentCode nvarchar(255), cShipmentId nvarchar(50), kVersandArt int,
      cLogistiker nvarchar(50), dVersendet datetime, dErstellt datetime, bRowversion rowversion)`,
    'dbo.tversandart (kVersandArt int primary key, cName nvarchar(255), cAktiv char(1), cAmazonCarrierCode nvarchar(255))',
    'dbo.tZahlungsart (kZahlungsart int primary key, cName nvarchar(255), nAktiv bit not null, nAusliefernVorZahlung tinyint)',
    'dbo.tRueckhalteGrund (kRueckhalteGrund int primary key, cName nvarchar(50) not null)',
    'dbo.tPlattform (nPlattform int primary key, cName nvarchar(30) not null, cID nvarchar(30) not null, nInet int not null, nTyp int not null)',
    'dbo.tfirma (kFirma int primary key, cName nvarchar(255), cLandISO nvarchar(5))',
    'dbo.tBenutzer (kBenutzer int primary key, cLogin nvarchar(15), cName nvarchar(255), nAktiv bit not null)',
    'dbo.tkunde (kKunde int primary key, cSperre char(1))',
    'dbo.tXMLBestellImport (kXMLBestellImport int identity primary key, cText nvarchar(max), nPlattform tinyint, nRechnung tinyint, bRowversion rowversion)',
    'Worker.tStatus (nAbgleichstyp tinyint not null, kZiel int not null, nStatus int not null, dZeitstempelUtc datetime not null)',
  ]
}
