import { type Command, InvalidArgumentError, Option } from 'commander'
import { mallById } from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import type { Config } from '../config.ts'
import { mallId } from '../lib/index.ts'
import {
  type By,
  blockPerson,
  changeRole,
  createApiKey,
  type Desk,
  hasPeople,
  host,
  invitePerson,
  listApiKeys,
  listPeople,
  type MadeLink,
  type Malls,
  makeSetupLink,
  noteDeed,
  type Person,
  type Refusal,
  type Role,
  redeemLink,
  resetPerson,
  revokeApiKey,
  roles,
  unblockPerson,
} from '../people/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { readSecret } from './read-secret.ts'

interface Rights {
  readonly role: Role
  readonly mall?: readonly string[]
}

interface NewPersonOptions {
  readonly name: string
  readonly role?: Role
  readonly mall?: readonly string[]
}

interface KeyOptions extends Rights {
  readonly for: string
  readonly days: number
}

/** Whoever runs a command here could change the database itself: nothing more is asked. */
const by: By = { ...host, malls: 'all' }

/** `kontor people …`: who may use the dashboard and the API. */
export function peopleCommands(program: Command, run: Run): void {
  const people = program.command('people').description('people, links and API keys of dashboard and API')
  people
    .command('list')
    .description('people, their roles and shops')
    .option('--json', 'as JSON')
    .action(() => run(list))
  people
    .command('add')
    .description('adds a person at this machine; the first one becomes admin')
    .argument('<email>', 'what the person signs in with')
    .requiredOption('--name <name>', 'as others read it')
    .addOption(new Option('--role <role>', 'what the person may do; the first one is admin').choices(roles))
    .option('--mall <name...>', 'these shops alone; without: all')
    .addHelpText(
      'after',
      `
The password is asked for, or read from KONTOR_PASSWORD.${examples('kontor people add kim@example.com --name "Kim Muster"')}`,
    )
    .action((email: string, options: NewPersonOptions) => run(context => add(context, email, options)))
  people
    .command('setup-link')
    .description('a link for the first admin, while there is nobody; replaces the one before')
    .action(() => run(context => link(context, 'person.setup-link', 'host', desk => makeSetupLink(desk))))
  people
    .command('invite')
    .description('a link for a new person, for 60 minutes and once')
    .addOption(roleOption())
    .option('--mall <name...>', 'these shops alone; without: all')
    .addHelpText(
      'after',
      examples('kontor people invite --role operator', 'kontor people invite --role viewer --mall main'),
    )
    .action((rights: Rights) =>
      run(context =>
        link(context, 'person.invite', 'person', async desk => invitePerson(desk, by, await rightsOf(desk, rights))),
      ),
    )
  people
    .command('role')
    .description('changes role and shops; ends the person’s log-ins')
    .argument('<person>', 'e-mail address, or id')
    .addOption(roleOption())
    .option('--mall <name...>', 'these shops alone; without: all')
    .action((who: string, rights: Rights) =>
      run(context =>
        change(context, 'person.rights', who, async (desk, id) =>
          changeRole(desk, by, id, await rightsOf(desk, rights)),
        ),
      ),
    )
  people
    .command('block')
    .description('ends log-ins and keys at once')
    .argument('<person>', 'e-mail address, or id')
    .action((who: string) =>
      run(context => change(context, 'person.block', who, (desk, id) => blockPerson(desk, by, id))),
    )
  people
    .command('unblock')
    .description('lets a person log in again; keys stay revoked')
    .argument('<person>', 'e-mail address, or id')
    .action((who: string) =>
      run(context => change(context, 'person.unblock', who, (desk, id) => unblockPerson(desk, by, id))),
    )
  people
    .command('reset')
    .description('a link for a new password; using it takes the second factor off')
    .argument('<person>', 'e-mail address, or id')
    .action((who: string) =>
      run(context =>
        withPerson(context, who, ({ id }) =>
          link(context, 'person.reset', `person ${id}`, desk => resetPerson(desk, by, id)),
        ),
      ),
    )
  keyCommands(people, run)
}

function keyCommands(people: Command, run: Run): void {
  const keys = people.command('keys').description('API keys for programs')
  keys
    .command('list')
    .description('keys, whose they are, and until when')
    .option('--json', 'as JSON')
    .action(() => run(listKeys))
  keys
    .command('create')
    .description('a key in the name of a person; shown once')
    .argument('<name>', 'what it is for')
    .requiredOption('--for <person>', 'e-mail address or id of who answers for it')
    .addOption(roleOption())
    .option('--mall <name...>', 'these shops alone; without: all')
    .option('--days <days>', 'how long it works, at most 365', days, 90)
    .action((name: string, options: KeyOptions) => run(context => createKey(context, name, options)))
  keys
    .command('revoke')
    .description('ends a key for ever')
    .argument('<id>', 'from kontor people keys list')
    .action((id: string) =>
      run(context =>
        atDesk(context, async (desk, kontor) => {
          const outcome = await revokeApiKey(desk, id)
          if (outcome.kind === 'refused') return complain(context, outcome)
          await note(kontor, 'key.revoke', `key ${id}`)
          return say(context, 'Widerrufen.', 'Revoked.')
        }),
      ),
    )
}

const roleOption = (): Option =>
  new Option('--role <role>', 'what the person may do').choices(roles).makeOptionMandatory()

/** Throws ConnectorError `accounts.mall-unknown`: a name typed wrongly would let the person see nothing. */
async function rightsOf(
  { state }: Desk,
  { role, mall }: Rights,
): Promise<{ readonly role: Role; readonly malls: Malls }> {
  if (mall === undefined) return { role, malls: 'all' }
  const malls = await Promise.all(mall.map(name => mallById(state.db, mallId(name))))
  return { role, malls: malls.map(({ id }) => id) }
}

/** A service that runs beside this command learns of a change from the database, within five seconds. */
const atDesk = (context: CommandContext, work: (desk: Desk, kontor: Kontor) => Promise<ExitCode>): Promise<ExitCode> =>
  context.withKontor(kontor =>
    work({ state: kontor.state, clock: kontor.clock, random: kontor.random, revoked: () => {} }, kontor),
  )

const list = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async ({ state, config }) => {
    const { terminal } = context
    const all = await listPeople(state)
    if (terminal.isJson) terminal.json(all)
    else if (all.length === 0)
      terminal.line(terminal.say('Noch niemand. Anfangen: kontor people add', 'Nobody yet. Begin: kontor people add'))
    else
      terminal.table(
        [
          terminal.say('E-Mail-Adresse', 'E-mail address'),
          'Name',
          terminal.say('Rolle', 'Role'),
          terminal.say('Shops', 'Shops'),
          terminal.say('2. Faktor', '2nd factor'),
          terminal.say('zuletzt angemeldet', 'last log-in'),
          terminal.say('gesperrt', 'blocked'),
        ],
        all.map(person => [
          person.email,
          person.name,
          person.role,
          mallsText(context, person.malls),
          person.hasSecondFactor ? '✓' : '–',
          person.lastLoginAt === null ? '–' : dateTime(person.lastLoginAt, config.timeZone, terminal.language),
          person.isBlocked ? '✓' : '–',
        ]),
      )
    return 0
  })

/** A link made and used at once: the same checks as for whoever opens one. */
const add = (context: CommandContext, email: string, options: NewPersonOptions): Promise<ExitCode> =>
  atDesk(context, async (desk, kontor) => {
    const { terminal } = context
    const isFirst = !(await hasPeople(desk.state))
    if (!isFirst && options.role === undefined) {
      terminal.complain(
        terminal.say('--role fehlt: viewer, operator oder admin.', '--role is missing: viewer, operator or admin.'),
      )
      return 2
    }
    const password = await readSecret(context, 'KONTOR_PASSWORD', terminal.say('Kennwort', 'Password'))
    if (password === undefined) return 2
    const { role = 'admin', mall, name } = options
    const made = isFirst
      ? await makeSetupLink(desk)
      : await invitePerson(desk, by, await rightsOf(desk, { role, ...(mall ? { mall } : {}) }))
    if (made.kind === 'refused') return complain(context, made)
    const redeemed = await redeemLink(desk, made.token, { name, email, password })
    if (redeemed.kind === 'refused') return complain(context, redeemed)
    await note(kontor, 'person.add', `person ${redeemed.personId}`, { role: isFirst ? 'admin' : role })
    return say(context, 'Angelegt. Anmelden geht sofort.', 'Added. Signing in works at once.')
  })

const listKeys = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async ({ state, config, clock }) => {
    const { terminal } = context
    const keys = await listApiKeys(state)
    if (terminal.isJson) {
      terminal.json(keys)
      return 0
    }
    const owners = new Map((await listPeople(state)).map(person => [person.id, person.email]))
    const at = (instant: number): string => dateTime(instant, config.timeZone, terminal.language)
    terminal.table(
      [
        'Id',
        'Name',
        terminal.say('von', 'of'),
        terminal.say('Rolle', 'Role'),
        terminal.say('Shops', 'Shops'),
        terminal.say('gilt bis', 'works until'),
        terminal.say('zuletzt benutzt', 'last used'),
      ],
      keys.map(key => [
        key.id,
        key.name,
        owners.get(key.personId) ?? key.personId,
        key.role,
        mallsText(context, key.malls),
        key.revokedAt !== null || key.expiresAt <= clock.now()
          ? terminal.say('gilt nicht mehr', 'over')
          : at(key.expiresAt),
        key.lastUsedAt === null ? '–' : at(key.lastUsedAt),
      ]),
    )
    return 0
  })

const createKey = (context: CommandContext, name: string, options: KeyOptions): Promise<ExitCode> =>
  withPerson(context, options.for, person =>
    atDesk(context, async (desk, kontor) => {
      if (person.isBlocked) return complain(context, { kind: 'refused', code: 'people.blocked', params: {} })
      const { terminal } = context
      const made = await createApiKey(
        desk,
        { ...person, kind: 'person' },
        {
          name,
          ...(await rightsOf(desk, options)),
          expiresAt: desk.clock.now() + options.days * 86_400_000,
        },
      )
      if (made.kind === 'refused') return complain(context, made)
      await note(kontor, 'key.make', `key ${made.id}`, { role: options.role, for: person.id })
      terminal.line(made.key)
      terminal.complain(
        terminal.say(
          'Der Schlüssel steht nur hier. Bewahren Sie ihn wie ein Passwort auf.',
          'The key is shown here only. Keep it like a password.',
        ),
      )
      return 0
    }),
  )

const change = (
  context: CommandContext,
  deed: string,
  who: string,
  work: (desk: Desk, id: string) => Promise<{ readonly kind: 'done' } | Refusal>,
): Promise<ExitCode> =>
  withPerson(context, who, ({ id }) =>
    atDesk(context, async (desk, kontor) => {
      const outcome = await work(desk, id)
      if (outcome.kind === 'refused') return complain(context, outcome)
      await note(kontor, deed, `person ${id}`)
      return say(context, 'Gespeichert.', 'Saved.')
    }),
  )

/** Prints the link alone on the output, and on the other one what there is to know. */
const link = (
  context: CommandContext,
  deed: string,
  object: string,
  work: (desk: Desk) => Promise<MadeLink | Refusal>,
): Promise<ExitCode> =>
  atDesk(context, async (desk, kontor) => {
    const made = await work(desk)
    if (made.kind === 'refused') return complain(context, made)
    await note(kontor, deed, object)
    const { terminal } = context
    terminal.line(`${addressOf(kontor.config)}${made.path}`)
    terminal.complain(
      terminal.say(
        'Gilt 60 Minuten und einmal. Wer ihn hat, kommt hinein: nur der Person selbst geben.',
        'Works for 60 minutes, once. Whoever has it gets in: give it to the person alone.',
      ),
    )
    return 0
  })

async function withPerson(
  context: CommandContext,
  who: string,
  work: (person: Person) => Promise<ExitCode>,
): Promise<ExitCode> {
  const all = await context.withKontor(({ state }) => listPeople(state))
  const person = all.find(each => each.id === who || each.email === who.trim().toLowerCase())
  return person ? work(person) : complain(context, { kind: 'refused', code: 'people.unknown', params: {} })
}

/** Where the dashboard is; a server that listens everywhere is found on this machine by its loopback address. */
function addressOf({ publicUrl, host: name, port }: Config): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '')
  const own = name === '0.0.0.0' || name === '::' ? '127.0.0.1' : name
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}`
}

const note = (
  { state, clock }: Kontor,
  what: string,
  object: string,
  after: Readonly<Record<string, string>> | null = null,
): Promise<void> =>
  noteDeed(state, {
    at: clock.now(),
    who: host,
    what,
    object,
    mall: null,
    before: null,
    after,
    address: null,
    requestId: null,
  })

function complain({ terminal }: CommandContext, { code, params }: Refusal): ExitCode {
  const { title, cure } = codeText(code, terminal.language, params)
  terminal.complain(cure === undefined ? title : `${title} ${cure}`)
  return code === 'people.unknown' ? 2 : 1
}

function say({ terminal }: CommandContext, german: string, english: string): ExitCode {
  terminal.line(terminal.say(german, english))
  return 0
}

const mallsText = ({ terminal }: CommandContext, malls: Malls): string =>
  malls === 'all' ? terminal.say('alle', 'all') : malls.join(', ')

function days(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > 365) throw new InvalidArgumentError('1 to 365')
  return value
}
