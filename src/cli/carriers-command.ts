import type { Command } from 'commander'
import { listCarrierMap, listCarriers, mapCarrier, regionOf, unmappedMethods } from '../tracking/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { chosenMalls } from './sync-command.ts'

/** `kontor carriers`: which TEMU carrier a JTL shipping method means. */
export function carrierCommands(program: Command, run: Run): void {
  const carriers = program.command('carriers').description('JTL shipping methods and TEMU carriers')
  carriers
    .command('list', { isDefault: true })
    .description('what is mapped, what is not, and what TEMU offers')
    .option('--mall <name>', 'one store alone')
    .option('--json', 'as JSON')
    .action((options: { readonly mall?: string }) => run(context => list(context, options.mall)))
  carriers
    .command('map')
    .description('maps a shipping method; orders held for it go on by themselves')
    .argument('<method>', 'name of the JTL shipping method')
    .argument('<carrier>', 'name or id of the TEMU carrier')
    .option('--mall <name>', 'in one store alone')
    .addHelpText('after', examples('kontor carriers map "Hermes Päckchen" Hermes'))
    .action((method: string, carrier: string, options: { readonly mall?: string }) =>
      run(context => map(context, method, carrier, options.mall)),
    )
}

const list = (context: CommandContext, name: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const all = []
    for (const mall of await chosenMalls(kontor, name)) {
      const mapped = await listCarrierMap(kontor.state.db, mall.id)
      const unmapped = await unmappedMethods(kontor.state.db, mall.id)
      const offered = await listCarriers(kontor.state.db, regionOf(mall))
      all.push({ mall: mall.id, mapped, unmapped: unmapped.map(row => row.method_name), offered })
      terminal.line(`${mall.id}`)
      terminal.table(
        [
          terminal.say('Versandart in JTL', 'JTL shipping method'),
          terminal.say('Versanddienstleister (TEMU)', 'TEMU carrier'),
          terminal.say('gewählt', 'chosen'),
        ],
        [
          ...mapped.map(row => [
            row.method_name,
            `${row.carrier_name} (${row.carrier_id})`,
            row.chosen === 'auto' ? terminal.say('von selbst', 'by itself') : terminal.say('von Hand', 'by hand'),
          ]),
          ...unmapped.map(row => [row.method_name ?? '', '–', terminal.say('fehlt', 'missing')]),
        ],
      )
      terminal.line(
        `${terminal.say('TEMU bietet', 'TEMU offers')}: ${offered.map(carrier => carrier.name).join(', ') || '–'}`,
      )
    }
    if (terminal.isJson) terminal.json(all)
    return 0
  })

const map = (context: CommandContext, method: string, carrier: string, name: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    let exitCode: ExitCode = 0
    for (const mall of await chosenMalls(kontor, name)) {
      const at = { id: mall.id, regionId: regionOf(mall) }
      const result = await mapCarrier(kontor.state, kontor.clock, at, { method, carrier, by: 'command' })
      if (result.kind === 'mapped') {
        terminal.line(
          terminal.say(
            `${mall.id}: „${result.method}“ ist jetzt ${result.carrier.name}. ${counted(result.released, 'Bestellung geht', 'Bestellungen gehen')} weiter.`,
            `${mall.id}: “${result.method}” is ${result.carrier.name} now. ${counted(result.released, 'order goes', 'orders go')} on.`,
          ),
        )
        continue
      }
      const what = result.kind === 'no-such-method' ? method : carrier
      terminal.complain(
        `${mall.id}: ${terminal.say(`„${what}“ gibt es nicht. Vorhanden`, `There is no “${what}”. There are`)}: ${result.known.join(', ')}`,
      )
      exitCode = 2
    }
    return exitCode
  })
