/** Why something was not done; each has its sentences in texts/people-texts.ts. */
export type RefusalCode =
  | 'people.login-wrong'
  | 'people.login-again'
  | 'people.not-logged-in'
  | 'people.request-invalid'
  | 'people.foreign-page'
  | 'people.not-there'
  | 'people.try-later'
  | 'people.code-wrong'
  | 'people.second-factor-on'
  | 'people.second-factor-off'
  | 'people.unknown'
  | 'people.last-admin'
  | 'people.blocked'
  | 'people.more-than-own'
  | 'people.link-invalid'
  | 'people.setup-done'
  | 'people.email-taken'
  | 'people.email-invalid'
  | 'people.name-invalid'
  | 'people.password-wrong'
  | 'people.key-unknown'
  | 'people.key-name-invalid'
  | 'people.key-expiry-invalid'
  | 'people.key-makes-no-key'
  | 'people.session-unknown'
  | PasswordProblem

/** What is wrong with a new password. */
export type PasswordProblem =
  | 'people.password-too-short'
  | 'people.password-too-long'
  | 'people.password-one-kind'
  | 'people.password-common'
  | 'people.password-own-name'
  | 'people.password-reused'

/** An outcome that is expected: said to the person, never logged as a fault. */
export interface Refusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  readonly params: Readonly<Record<string, string | number>>
}

export interface Done {
  readonly kind: 'done'
}

export const done: Done = { kind: 'done' }

class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** Leaves the work, and with it the transaction: nothing of it is kept. Only inside `unlessRefused`. */
export function refuse(code: RefusalCode, params: Refusal['params'] = {}): never {
  throw new Refused({ kind: 'refused', code, params })
}

export async function unlessRefused<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}
