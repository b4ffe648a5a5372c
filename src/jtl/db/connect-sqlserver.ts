import {
  type CompiledQuery,
  Kysely,
  MssqlDialect,
  MssqlQueryCompiler,
  type QueryId,
  type RootOperationNode,
} from 'kysely'
import * as tarn from 'tarn'
import * as tedious from 'tedious'
import type { Clock, Random } from '../../lib/index.ts'
import type { Jtl } from '../jtl.ts'
import type { SqlServerAddress } from './connection-string.ts'
import { createJtlOverSql } from './jtl-over-sql.ts'
import type { JtlTables } from './jtl-tables.ts'
import { politeness } from './seam-sqlserver.ts'

export interface SqlServerOptions {
  readonly address: SqlServerAddress
  readonly clock: Clock
  readonly random: Random
  /** The zone of JTL's wall clock. */
  readonly timeZone: string
  /** The seller's platform whose oversell permission counts; null: none does. */
  readonly platform?: number | null
  /** Connections at most; JTL's users come first. */
  readonly connections?: number
}

/** Opens nothing yet: the first question connects, and a refused login is not repeated. */
export function connectSqlServer(options: SqlServerOptions): Jtl {
  const login: { number: number | undefined } = { number: undefined }
  const db = new Kysely<JtlTables>({ dialect: new PoliteMssqlDialect(dialectConfig(options, login)) })
  return createJtlOverSql({
    db,
    kind: 'sqlserver',
    clock: options.clock,
    random: options.random,
    timeZone: options.timeZone,
    platform: options.platform ?? null,
    loginNumber: () => login.number,
    close: () => db.destroy(),
  })
}

function dialectConfig({ address, connections = 4 }: SqlServerOptions, login: { number: number | undefined }) {
  return {
    // Without propagateCreateError tarn repeats a refused login every 0.2 s until its time-out: the account locks out.
    tarn: { ...tarn, options: { min: 0, max: connections, propagateCreateError: true, acquireTimeoutMillis: 60_000 } },
    tedious: {
      ...tedious,
      connectionFactory: () => {
        const connection = new tedious.Connection(connectionConfig(address))
        login.number = undefined
        // The refusal itself carries no number; it comes beforehand as a message.
        connection.on('errorMessage', message => {
          login.number ??= message.number
        })
        return connection
      },
    },
  }
}

/** tedious' settings, each for the reason in the table of the JTL reference: text dates, encrypted, never a lagging replica. */
export function connectionConfig(address: SqlServerAddress): tedious.ConnectionConfiguration {
  return {
    server: address.host,
    authentication: {
      type: 'default',
      options: {
        userName: address.user,
        password: address.password.reveal('the login at SQL Server'),
      },
    },
    options: {
      ...(address.at.kind === 'port' ? { port: address.at.port } : { instanceName: address.at.name }),
      database: address.database,
      encrypt: address.encrypt,
      trustServerCertificate: address.trustServerCertificate,
      appName: 'Kontor',
      connectTimeout: address.connectTimeoutMs,
      requestTimeout: 120_000,
      readOnlyIntent: false,
      rowCollectionOnRequestCompletion: false,
    },
  }
}

/** SET options end with the batch they are in, so every read carries its own. */
export class PoliteMssqlDialect extends MssqlDialect {
  override createQueryCompiler(): PoliteQueryCompiler {
    return new PoliteQueryCompiler()
  }
}

class PoliteQueryCompiler extends MssqlQueryCompiler {
  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    const compiled = super.compileQuery(node, queryId)
    return compiled.sql.startsWith('select') ? { ...compiled, sql: politeness + compiled.sql } : compiled
  }
}
