import type { Problem } from '../../../src/api/contract.ts'
import { currentLanguage } from '../language/language.ts'

/** A refusal or fault of the service, with its sentence in the reader's language, or none at all: the line is cut. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** 0: the service did not answer. */
  readonly status: number
  readonly problem: Problem | undefined

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.title ?? `status ${status}`)
    this.status = status
    this.problem = problem
  }
}

type Listener = () => void
const signedOut = new Set<Listener>()

/** Tells when the service no longer knows us. */
export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener)
  return () => signedOut.delete(listener)
}

export interface Wish {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** The same key for every repeat of one click: the service does it once. */
  readonly requestKey?: string
}

/** Asks the service for JSON. Throws ServiceError. */
export async function ask<Answer>(path: string, wish: Wish = {}): Promise<Answer> {
  const response = await send(path, wish)
  if (response.status === 204) return undefined as Answer // the caller of an endpoint without a body asks for void
  return (await response.json()) as Answer // the service checks every answer against the contract before it leaves
}

/** The same for what is not JSON: a download, an XML document. */
export async function askText(path: string, wish: Wish = {}): Promise<string> {
  return (await send(path, wish)).text()
}

async function send(path: string, { method = 'GET', body, signal, requestKey }: Wish): Promise<Response> {
  const headers: Record<string, string> = { 'accept-language': currentLanguage() }
  if (method !== 'GET') headers['content-type'] = 'application/json'
  if (requestKey !== undefined) headers['x-request-key'] = requestKey
  const response = await fetch(path, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ServiceError(0, undefined)
  })
  if (response.ok) return response
  if (response.status === 401) for (const listener of signedOut) listener()
  throw new ServiceError(response.status, await problemOf(response))
}

async function problemOf(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return undefined
  return (await response.json()) as Problem // the service's own document
}

/** `{mall: 'main', state: ['held', 'due'], search: undefined}` → `?mall=main&state=held&state=due`. */
export function queryOf(
  values: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '')
      for (const each of typeof value === 'object' ? value : [value]) query.append(name, String(each))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
