import type { Generated } from 'kysely'

/**
 * A person who works with Kontor, and better-auth's user. Its columns keep better-auth's types: `created_at` and the like are
 * ISO text on SQLite and timestamptz on PostgreSQL, and only better-auth reads them; what Kontor decides by is in ms UTC.
 */
export interface PersonTable {
  id: string
  name: string
  email: string
  email_verified: BetterAuthFlag
  image: string | null
  created_at: BetterAuthDate
  updated_at: BetterAuthDate
  two_factor_enabled: BetterAuthFlag | null
  role: 'viewer' | 'operator' | 'admin'
  /** `all`, or a JSON list of malls. */
  malls: string
  language: 'de' | 'en' | null
  blocked_at: number | null
  last_login_at: number | null
  password_set_at: number | null
}

/** 0 or 1 on SQLite, a boolean on PostgreSQL. */
export type BetterAuthFlag = number | boolean
/** ISO text on SQLite; PostgreSQL takes that too, and gives back a Date. */
export type BetterAuthDate = string

/** A log-in that is open. better-auth keeps `token`; what ends it early is ours, on our clock. */
export interface PersonSessionTable {
  id: string
  expires_at: BetterAuthDate
  token: string
  created_at: BetterAuthDate
  updated_at: BetterAuthDate
  ip_address: string | null
  user_agent: string | null
  person_id: string
  begun_at: number
  /** Noted at most once a minute. */
  used_at: number
  /** When the password was given last: what needs the password again looks here. */
  password_at: number
}

/** A way to log in, better-auth's account: the password as an argon2id string. */
export interface PersonLoginTable {
  id: string
  account_id: string
  provider_id: string
  person_id: string
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: BetterAuthDate | null
  refresh_token_expires_at: BetterAuthDate | null
  scope: string | null
  password: string | null
  created_at: BetterAuthDate
  updated_at: BetterAuthDate
}

/** better-auth's verifications: log-ins that wait for their second factor. */
export interface PersonChallengeTable {
  id: string
  identifier: string
  value: string
  expires_at: BetterAuthDate
  created_at: BetterAuthDate
  updated_at: BetterAuthDate
}

/** TOTP secret and backup codes, encrypted by better-auth with the key ring's `auth` key. */
export interface PersonSecondFactorTable {
  id: string
  secret: string
  backup_codes: string
  person_id: string
  verified: BetterAuthFlag | null
  failed_verification_count: number | null
  locked_until: BetterAuthDate | null
  /** The last time step a code was taken for: that code and all before it are used up. */
  used_step: number | null
}

/** better-auth's limiter per address. */
export interface PersonRateLimitTable {
  id: string
  key: string
  count: number
  last_request: number
}

/** The last passwords of a person, the one in use among them. */
export interface PersonPasswordTable {
  id: Generated<number>
  person_id: string
  hash: string
  set_at: number
}

/** Wrong passwords in a row, per account, whether there is such an account or not. */
export interface LoginDelayTable {
  /** SHA-256 of the e-mail address. */
  account: string
  failures: number
  /** Before it no password of this account is looked at. */
  next_at: number
}

/** A link that works once: set-up, invitation, reset. */
export interface PersonLinkTable {
  /** SHA-256 of the token. */
  hash: string
  kind: 'setup' | 'invite' | 'reset'
  /** Whom a reset is for. */
  person_id: string | null
  role: 'viewer' | 'operator' | 'admin'
  malls: string
  made_by: string
  made_at: number
  expires_at: number
  used_at: number | null
}

/** A key for programs. The key itself is shown once and kept nowhere. */
export interface ApiKeyTable {
  id: string
  name: string
  /** SHA-256 of the key. */
  hash: string
  role: 'viewer' | 'operator' | 'admin'
  malls: string
  /** Who made it: it ends with them. */
  person_id: string
  created_at: number
  expires_at: number
  /** Noted at most once a minute. */
  used_at: number | null
  revoked_at: number | null
}

/** Who did what, append-only: triggers refuse everything but what housekeeping deletes. */
export interface AuditTrailTable {
  id: Generated<number>
  at: number
  actor_kind: 'person' | 'key' | 'host' | 'nobody'
  actor_id: string | null
  role: 'viewer' | 'operator' | 'admin' | null
  /** `order.retry`, `refused:key.create`. */
  deed: string
  /** What it was done to. */
  object: string
  mall: string | null
  /** Small JSON, never a secret, never personal data. */
  before: string | null
  after: string | null
  address: string | null
  request_id: string | null
}

/** While a row stands here, entries before `until` may be deleted, in the transaction that put it there. */
export interface AuditTrailCutTable {
  until: number
}
