import { type Command, Option } from 'commander'
import {
  accountWarnings,
  addMall,
  listMalls,
  mallById,
  replaceToken,
  setMallEnabled,
  setMallSetting,
} from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import { resumeSide } from '../engine/index.ts'
import { mallId, Secret } from '../lib/index.ts'
import { regionGateways } from '../temu/index.ts'
import { checkTemu } from './check-temu.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { showFindings } from './doctor-command.ts'
import { examples, type Run } from './program.ts'
import { readSecret } from './read-secret.ts'

/** `kontor account …`: TEMU stores, their tokens and settings. */
export function accountCommands(program: Command, run: Run): void {
  const account = program.command('account').description('TEMU stores: add, list, check, token, settings')
  account
    .command('add')
    .description('adds a store; secret and token are asked for, or read from TEMU_APP_SECRET and TEMU_ACCESS_TOKEN')
    .argument('<name>', 'short name, such as main')
    .requiredOption('--app-key <key>', 'the app key of the partner platform')
    .option('--title <title>', 'how the store is called')
    .addOption(
      new Option('--region <region>', 'where the app is registered').choices(Object.keys(regionGateways)).default('eu'),
    )
    .option('--endpoint <url>', 'another router, by its full address')
    .addHelpText('after', examples('kontor account add main --app-key KEY --title "My store"'))
    .action((name: string, options: AddOptions) => run(context => add(context, name, options)))
  account
    .command('list')
    .description('the stores and how they are')
    .option('--json', 'as JSON')
    .action(() => run(list))
  account
    .command('check')
    .description('asks TEMU about key, token, rights and clock')
    .argument('[name]', 'one store alone')
    .option('--json', 'as JSON')
    .action((name: string | undefined) => run(context => check(context, name)))
  account
    .command('token')
    .description('a new token after re-authorising; asked for, or read from TEMU_ACCESS_TOKEN')
    .argument('<name>', 'short name of the store')
    .option('--secret', 'the app secret too; asked for, or read from TEMU_APP_SECRET')
    .action((name: string, options: { readonly secret?: boolean }) =>
      run(context => token(context, name, options.secret === true)),
    )
  account
    .command('set')
    .description('changes a setting')
    .argument('<name>', 'short name of the store')
    .argument('<path>', 'one of the names kontor account show prints')
    .argument('<value>', 'text, or JSON for numbers, true, false, null and lists')
    .addHelpText(
      'after',
      examples(
        'kontor account set main jtl.shippingMethod "DHL Paket"',
        'kontor account set main jtl.companyKey 1',
        'kontor account set main withoutAmounts jtl-prices',
      ),
    )
    .action((name: string, path: string, value: string) => run(context => set(context, name, path, value)))
  account
    .command('show')
    .description('every setting of a store')
    .argument('<name>', 'short name of the store')
    .option('--json', 'as JSON')
    .action((name: string) => run(context => show(context, name)))
  for (const [word, isEnabled] of [
    ['pause', false],
    ['resume', true],
  ] as const)
    account
      .command(word)
      .description(isEnabled ? 'lets flows run for the store again' : 'runs no flow for the store until resumed')
      .argument('<name>', 'short name of the store')
      .action((name: string) => run(context => enable(context, name, isEnabled)))
}

interface AddOptions {
  readonly appKey: string
  readonly title?: string
  readonly region: keyof typeof regionGateways
  readonly endpoint?: string
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<ExitCode> {
  const { terminal } = context
  const appSecret = await readSecret(context, 'TEMU_APP_SECRET', 'App secret')
  const accessToken = await readSecret(context, 'TEMU_ACCESS_TOKEN', 'Access token')
  if (!appSecret || !accessToken) return 2
  return context.withKontor(async kontor => {
    const result = await addMall(kontor.state, kontor.clock, {
      id: name,
      title: options.title ?? '',
      endpoint: options.endpoint ?? regionGateways[options.region],
      appKey: options.appKey,
      appSecret: new Secret(appSecret),
      accessToken: new Secret(accessToken),
    })
    if (result.kind === 'added') {
      terminal.line(
        terminal.say(
          `„${name}“ ist angelegt. Prüfen: kontor account check ${name}`,
          `“${name}” is added. Check it: kontor account check ${name}`,
        ),
      )
      return 0
    }
    terminal.complain(
      result.kind === 'exists'
        ? terminal.say(
            `„${name}“ gibt es schon. Neues Token: kontor account token ${name}`,
            `“${name}” is there already. A new token: kontor account token ${name}`,
          )
        : result.problem,
    )
    return 2
  })
}

const list = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const malls = await listMalls(kontor.state.db)
    const now = kontor.clock.now()
    const rows = malls.map(mall => ({
      name: mall.id,
      title: mall.title,
      enabled: mall.isEnabled,
      temuMallId: mall.temuMallId,
      tokenDays: mall.tokenExpiresAt === null ? null : Math.floor((mall.tokenExpiresAt - now) / 86_400_000),
      warnings: accountWarnings(mall, now),
    }))
    if (terminal.isJson) terminal.json(rows)
    else
      terminal.table(
        [
          terminal.say('Name', 'Name'),
          terminal.say('Titel', 'Title'),
          terminal.say('läuft', 'runs'),
          terminal.say('Zugang noch (Tage)', 'access for (days)'),
          terminal.say('Hinweise', 'Notes'),
        ],
        rows.map(row => [
          row.name,
          row.title,
          row.enabled ? '✓' : '–',
          row.tokenDays === null ? '?' : String(row.tokenDays),
          row.warnings.map(warning => codeText(warning.code, terminal.language, { ...warning }).title).join(' '),
        ]),
      )
    return 0
  })

const check = (context: CommandContext, name: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const malls =
      name === undefined ? await listMalls(kontor.state.db) : [await mallById(kontor.state.db, mallId(name))]
    const findings = await checkTemu(kontor, terminal, malls, context.signal)
    const isBad = findings.some(finding => finding.state === 'bad')
    // The person mended the cause: nobody has to wait for the next probe.
    if (!isBad)
      await kontor.state.transaction(async tx => {
        for (const mall of malls) await resumeSide(tx, mall.id, 'temu')
      })
    showFindings(terminal, findings)
    return isBad ? 1 : 0
  })

async function token(context: CommandContext, name: string, withSecret: boolean): Promise<ExitCode> {
  const appSecret = withSecret ? await readSecret(context, 'TEMU_APP_SECRET', 'App secret') : undefined
  if (withSecret && !appSecret) return 2
  const accessToken = await readSecret(context, 'TEMU_ACCESS_TOKEN', 'Access token')
  if (!accessToken) return 2
  await context.withKontor(kontor =>
    replaceToken(kontor.state, kontor.clock, mallId(name), {
      accessToken: new Secret(accessToken),
      ...(appSecret ? { appSecret: new Secret(appSecret) } : {}),
    }),
  )
  return check(context, name)
}

const set = (context: CommandContext, name: string, path: string, value: string): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const asText = await setMallSetting(kontor.state, kontor.clock, mallId(name), path, value)
    // `true`, `5`, `null`, `[1,2]` are meant as such where text is not taken.
    const parsed =
      asText.kind === 'ok'
        ? asText
        : await setMallSetting(kontor.state, kontor.clock, mallId(name), path, jsonOr(value))
    if (parsed.kind === 'ok') {
      terminal.line(terminal.say('Gespeichert.', 'Saved.'))
      return 0
    }
    for (const problem of parsed.problems) terminal.complain(`${problem.path}: ${problem.problem}`)
    return 2
  })

const show = (context: CommandContext, name: string): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const mall = await mallById(kontor.state.db, mallId(name))
    if (terminal.isJson) terminal.json(mall.settings)
    else for (const [path, value] of flat(mall.settings)) terminal.line(`${path} = ${JSON.stringify(value)}`)
    return 0
  })

const enable = (context: CommandContext, name: string, isEnabled: boolean): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    await setMallEnabled(kontor.state, kontor.clock, mallId(name), isEnabled)
    context.terminal.line(
      context.terminal.say(isEnabled ? 'Läuft wieder.' : 'Angehalten.', isEnabled ? 'Runs again.' : 'Paused.'),
    )
    return 0
  })

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const flat = (value: object, before = ''): readonly (readonly [string, unknown])[] =>
  Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flat(inner, `${before}${name}.`)
      : [[`${before}${name}`, inner] as const],
  )
