/** Names and attributes of our cookies. What is behind https gets the strictest form there is. */
export interface AuthCookies {
  readonly isSecure: boolean
  readonly session: string
  readonly challenge: string
  readonly prefix: string
}

/**
 * `__Host-` binds a cookie to host and https. On a loopback address there is no https, and cookies do not tell ports apart:
 * the installation in the name keeps two Kontors on one machine from logging each other out.
 */
export function authCookies(publicUrl: string | undefined, installation: string): AuthCookies {
  const prefix = `kontor-${installation.replaceAll(/[^A-Za-z0-9_-]/g, '')}`
  return publicUrl?.startsWith('https:')
    ? { isSecure: true, session: '__Host-kontor', challenge: '__Host-kontor-challenge', prefix }
    : { isSecure: false, session: `${prefix}.session_token`, challenge: `${prefix}.challenge`, prefix }
}

/** The value of a cookie; of two with one name neither is believed. */
export function cookieOf(headers: Headers, name: string): string | undefined {
  const found = cookiesOf(headers).filter(cookie => cookie.startsWith(`${name}=`))
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined
}

/** The same header without this cookie. */
export const withoutCookie = (headers: Headers, name: string): string =>
  cookiesOf(headers)
    .filter(cookie => !cookie.startsWith(`${name}=`))
    .join('; ')

const cookiesOf = (headers: Headers): readonly string[] =>
  (headers.get('cookie') ?? '')
    .split(';')
    .map(cookie => cookie.trim())
    .filter(Boolean)
