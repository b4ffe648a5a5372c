import type { RefusalCode } from './people-refusal.ts'

/** better-auth's words as ours. What is not here is `people.request-invalid`. */
const codes: Readonly<Record<string, RefusalCode>> = {
  INVALID_EMAIL_OR_PASSWORD: 'people.login-wrong',
  INVALID_PASSWORD: 'people.password-wrong',
  FAILED_TO_CREATE_SESSION: 'people.login-wrong',
  UNAUTHORIZED: 'people.not-logged-in',
  INVALID_CODE: 'people.code-wrong',
  INVALID_BACKUP_CODE: 'people.code-wrong',
  INVALID_TWO_FACTOR_COOKIE: 'people.login-again',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'people.login-again',
  ACCOUNT_TEMPORARILY_LOCKED: 'people.try-later',
  TOTP_ALREADY_ENABLED: 'people.second-factor-on',
  TOTP_NOT_ENABLED: 'people.second-factor-off',
  TWO_FACTOR_NOT_ENABLED: 'people.second-factor-off',
  BACKUP_CODES_NOT_ENABLED: 'people.second-factor-off',
  MISSING_OR_NULL_ORIGIN: 'people.foreign-page',
  INVALID_ORIGIN: 'people.foreign-page',
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: 'people.foreign-page',
}

/** better-auth locks the second factor that long after ten wrong codes. */
const factorLockSeconds = 900

export interface Answer {
  readonly response: Response
  /** The password was right; the second factor is asked for. */
  readonly isChallenged: boolean
}

/** better-auth's answer for the browser: never with a token in it, refusals in our codes, its cookies as they are. */
export async function answerOf(raw: Response): Promise<Answer> {
  const body = withoutTokens(await jsonOf(raw))
  const response = raw.ok ? jsonAnswer(raw.status, body) : refusedAnswer(raw, body)
  for (const cookie of raw.headers.getSetCookie()) response.headers.append('set-cookie', cookie)
  return {
    response,
    isChallenged: raw.ok && objectAt(body, 'twoFactorRedirect') === true,
  }
}

function refusedAnswer(raw: Response, body: unknown): Response {
  if (raw.status >= 500) return refusalAnswer(503, 'people.try-later', { seconds: 10 })
  if (raw.status === 429) {
    const code = textAt(body, 'code')
    const seconds = code === undefined ? Number(raw.headers.get('x-retry-after') ?? 10) : factorLockSeconds
    return refusalAnswer(429, 'people.try-later', { seconds })
  }
  const code = codes[textAt(body, 'code') ?? ''] ?? 'people.request-invalid'
  return refusalAnswer(raw.status, code)
}

export function refusalAnswer(
  status: number,
  code: RefusalCode,
  params: Readonly<Record<string, string | number>> = {},
): Response {
  const response = jsonAnswer(status, { code, params })
  if (typeof params.seconds === 'number') response.headers.set('retry-after', String(params.seconds))
  return response
}

const jsonAnswer = (status: number, body: unknown): Response =>
  Response.json(body, {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' },
  })

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** A session's token is worthless without its signature, and still no page's business. */
function withoutTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTokens)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'token')
      .map(([name, inner]) => [name, withoutTokens(inner)]),
  )
}

const objectAt = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name] // asked just before
    : undefined

function textAt(value: unknown, name: string): string | undefined {
  const found = objectAt(value, name)
  return typeof found === 'string' ? found : undefined
}
