import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type RunningPostgres, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a suite asks for the PostgreSQL of this run, see postgres-for-tests.ts. */
    postgresDesk: { readonly port: number; readonly token: string }
  }
}

export type PostgresAnswer = { readonly url: string } | { readonly missing: string }

let close = async (): Promise<void> => {}

/**
 * Vitest's global setup: one PostgreSQL per run, shared by all suites, started when the first one asks for it.
 * The suites run in workers and cannot call us, so they ask at a loopback port, with a token as the answer holds a password.
 */
export async function setup(project: TestProject): Promise<void> {
  let server: Promise<RunningPostgres> | undefined
  const token = randomBytes(16).toString('hex')
  const answer = async (): Promise<PostgresAnswer> => {
    try {
      server ??= startPostgres()
      return { url: (await server).url }
    } catch (error) {
      return { missing: error instanceof Error ? error.message : String(error) }
    }
  }
  const desk = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', asked => {
      if (asked.toString() !== token) socket.destroy()
      else void answer().then(reply => socket.end(JSON.stringify(reply)))
    })
  })
  const port = await new Promise<number>((resolve, reject) => {
    desk.once('error', reject)
    desk.listen(0, '127.0.0.1', () => {
      const address = desk.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  project.provide('postgresDesk', { port, token })
  close = async () => {
    desk.close()
    if (!server) return
    const running = await server.catch(() => undefined)
    await running?.stop()
  }
}

export const teardown = (): Promise<void> => close()
