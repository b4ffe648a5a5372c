import type { BetterAuthOptions } from 'better-auth'
import { randomId, type Secret } from '../lib/index.ts'
import type { AuthCookies } from './auth-cookies.ts'
import { hashPassword, isPassword } from './password-hash.ts'
import { passwordMaxLength } from './password-policy.ts'
import type { Desk } from './people.ts'
import { takeStep } from './second-factor-step.ts'
import { stateKysely } from './state-kysely.ts'

/** What Kontor uses of better-auth. */
export interface BetterAuth {
  handler(request: Request): Promise<Response>
  /** The log-in a signed cookie stands for, as far as better-auth knows. */
  sessionIdOf(cookie: string): Promise<string | undefined>
}

export interface BetterAuthParts {
  readonly desk: Desk
  /** Where the browser finds us: `https://kontor.example.com`, `http://127.0.0.1:8787`. */
  readonly origin: string
  readonly otherOrigins: readonly string[]
  readonly cookies: AuthCookies
  readonly secret: Secret
  /** What better-auth could not answer: a fault of ours or the database. */
  onFault(error: unknown): void
}

export const authPath = '/api/auth'
/** The only header better-auth takes the sender's address from; ours alone to set. */
export const addressHeader = 'x-kontor-ip'

/** Two seconds and 100 MB: loaded by the service alone, once. */
export async function loadBetterAuth(): Promise<(parts: BetterAuthParts) => BetterAuth> {
  const [{ betterAuth }, options] = await Promise.all([import('better-auth'), loadOptions()])
  return parts => {
    const auth = betterAuth(options(parts))
    return {
      handler: request => auth.handler(request),
      sessionIdOf: async cookie => (await auth.api.getSession({ headers: new Headers({ cookie }) }))?.session.id,
    }
  }
}

/** better-auth's settings. Apart from `loadBetterAuth` for the test that compares its tables with ours. */
export async function loadOptions(): Promise<(parts: BetterAuthParts) => BetterAuthOptions> {
  const [{ twoFactor }, { createAuthMiddleware }, { symmetricDecrypt }] = await Promise.all([
    import('better-auth/plugins'),
    import('better-auth/api'),
    import('better-auth/crypto'),
  ])
  return parts => {
    const { desk, cookies } = parts
    return {
      ...plainOptions(parts),
      plugins: [
        twoFactor({
          issuer: 'Kontor',
          backupCodeOptions: { amount: 10 },
          schema: secondFactorColumns,
        }),
      ],
      hooks: {
        before: createAuthMiddleware(async context => {
          if (context.path !== '/two-factor/verify-totp') return
          const personId = await personOfChallenge(context)
          const factor = personId === undefined ? undefined : await secondFactorOf(desk, personId)
          if (personId === undefined || factor === undefined) return
          const secret = await symmetricDecrypt({ key: context.context.secretConfig, data: factor })
          const { code } = context.body as { readonly code: string } // our list of endpoints has parsed it
          // A used code is made a wrong one, so that better-auth counts it as one.
          if (!(await takeStep(desk, personId, secret, code))) return { context: { body: { code: '' } } }
        }),
      },
    }

    /** Whose code this is: of the log-in that waits, or of the one that switches its second factor on. */
    async function personOfChallenge(
      context: Parameters<Parameters<typeof createAuthMiddleware>[0]>[0],
    ): Promise<string | undefined> {
      const { secret, internalAdapter, authCookies } = context.context
      const token = await context.getSignedCookie(authCookies.sessionToken.name, secret)
      const session = token ? await internalAdapter.findSession(token) : null
      if (session) return session.user.id
      const identifier = await context.getSignedCookie(cookies.challenge, secret)
      if (!identifier) return undefined
      return (await internalAdapter.findVerificationValue(identifier))?.value
    }
  }
}

async function secondFactorOf({ state }: Desk, personId: string): Promise<string | undefined> {
  const row = await state.db
    .selectFrom('person_second_factor')
    .select('secret')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.secret
}

function plainOptions({ desk, origin, otherOrigins, cookies, secret, onFault }: BetterAuthParts): BetterAuthOptions {
  const { state, clock, random } = desk
  const attributes = { secure: cookies.isSecure, httpOnly: true, sameSite: 'strict', path: '/' } as const
  const now = (): number => clock.now()
  const stamp = {
    type: 'number',
    bigint: true,
    required: true,
    input: false,
    returned: false,
    defaultValue: now,
  } as const
  return {
    appName: 'Kontor',
    baseURL: origin,
    basePath: authPath,
    trustedOrigins: [...otherOrigins],
    secret: secret.reveal('sign cookies and encrypt second factors'),
    database: { db: stateKysely(state), type: state.kind, transaction: false },
    telemetry: { enabled: false },
    // Its messages may quote addresses; faults come through onError, by name.
    logger: { disabled: true },
    onAPIError: { onError: error => onFault(error) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: passwordMaxLength,
      password: {
        hash: password => hashPassword(password, random),
        verify: ({ hash, password }) => isPassword(password, hash),
      },
    },
    user: {
      modelName: 'person',
      fields: columns('emailVerified', 'createdAt', 'updatedAt'),
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        malls: { type: 'string', required: true, input: false },
        language: { type: 'string', required: false },
      },
    },
    session: {
      modelName: 'person_session',
      fields: { ...columns('expiresAt', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent'), userId: 'person_id' },
      expiresIn: 7 * 86_400,
      // What ends a session before that is ours, on our clock (sessions.ts).
      disableSessionRefresh: true,
      additionalFields: {
        begunAt: { ...stamp, fieldName: 'begun_at' },
        usedAt: { ...stamp, fieldName: 'used_at' },
        passwordAt: { ...stamp, fieldName: 'password_at' },
      },
    },
    account: {
      modelName: 'person_login',
      fields: {
        ...columns('accountId', 'providerId', 'accessToken', 'refreshToken', 'idToken', 'createdAt', 'updatedAt'),
        ...columns('accessTokenExpiresAt', 'refreshTokenExpiresAt'),
        userId: 'person_id',
      },
    },
    verification: { modelName: 'person_challenge', fields: columns('expiresAt', 'createdAt', 'updatedAt') },
    rateLimit: {
      // Without this it is on only where NODE_ENV says production, and forgets at every start.
      enabled: true,
      storage: 'database',
      modelName: 'person_rate_limit',
      fields: { lastRequest: 'last_request' },
    },
    databaseHooks: {
      session: { create: { before: async session => ((await isBlocked(desk, session.userId)) ? false : undefined) } },
    },
    advanced: {
      cookiePrefix: cookies.prefix,
      // It would put __Secure- before our __Host-.
      useSecureCookies: false,
      defaultCookieAttributes: attributes,
      cookies: {
        session_token: { name: cookies.session, attributes },
        two_factor: { name: cookies.challenge, attributes },
      },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      disableOriginCheck: false,
      database: { generateId: () => randomId(random) },
    },
  }
}

const secondFactorColumns = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'person_second_factor',
    fields: {
      secret: 'secret',
      backupCodes: 'backup_codes',
      userId: 'person_id',
      verified: 'verified',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
} as const

/** better-auth's names as our columns: `createdAt` → `created_at`. */
const columns = <Name extends string>(...names: readonly Name[]): Record<Name, string> =>
  // one entry per name, so the record is complete
  Object.fromEntries(
    names.map(name => [name, name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)]),
  ) as Record<Name, string>

async function isBlocked({ state }: Desk, personId: string): Promise<boolean> {
  const row = await state.db.selectFrom('person').select('blocked_at').where('id', '=', personId).executeTakeFirst()
  return row === undefined || row.blocked_at !== null
}
