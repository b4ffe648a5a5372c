import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import { ConnectorError } from '../lib/index.ts'
import type { Api } from './api.ts'

/**
 * Listens where the settings say, and returns the address people use. Throws ConnectorError `api.port-in-use`,
 * `api.port-forbidden`, `api.address-unknown`, or `api.public-without-…`: an open door is not left unlocked.
 */
export async function serve(
  app: Api,
  config: Pick<Config, 'host' | 'port' | 'publicUrl'>,
  hasPeople: () => Promise<boolean>,
): Promise<string> {
  await demandLockedDoor(config, hasPeople)
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    throw listenFault(error, config)
  }
  const bound = app.server.address() as AddressInfo // a TCP server that listens
  return config.publicUrl ?? `http://${isLoopback(config.host) ? config.host : '127.0.0.1'}:${bound.port}`
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** Beyond this machine only with people who have passwords, and only behind TLS: cookies on plain http are for everybody. */
async function demandLockedDoor(
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  hasPeople: () => Promise<boolean>,
): Promise<void> {
  if (isLoopback(host)) return
  if (publicUrl === undefined || !isSafeUrl(publicUrl))
    throw refusal('api.public-without-tls', `Listening on ${host} without an https address was refused.`, host)
  if (!(await hasPeople()))
    throw refusal('api.public-without-people', `Listening on ${host} before anybody has a password was refused.`, host)
}

/** https, or plain http to this machine itself: a container's port that is published on loopback alone. */
function isSafeUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}

const refusal = (code: string, message: string, host: string): ConnectorError =>
  new ConnectorError(message, {
    code,
    reaction: 'pause',
    hint: 'See KONTOR_HOST and KONTOR_PUBLIC_URL in docs/reference/configuration.md.',
    params: { host },
  })

function listenFault(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const codes: Readonly<Record<string, string>> = {
    EADDRINUSE: 'api.port-in-use',
    EACCES: 'api.port-forbidden',
    EADDRNOTAVAIL: 'api.address-unknown',
    ENOTFOUND: 'api.address-unknown',
  }
  const code = error instanceof Error && 'code' in error ? codes[String(error.code)] : undefined
  if (code === undefined) return error
  return new ConnectorError(`Listening on ${host}:${port} failed.`, {
    code,
    reaction: 'pause',
    hint: 'Choose another KONTOR_PORT or KONTOR_HOST, or end the program that has it.',
    params: { host, port },
    cause: error,
  })
}
