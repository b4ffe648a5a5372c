import { addMall, setMallSetting } from '../accounts/index.ts'
import { compose, type Kontor } from '../compose.ts'
import type { Config } from '../config.ts'
import { connectSimulatedJtl } from '../jtl/index.ts'
import { type MallId, mallId, Secret, seededRandom } from '../lib/index.ts'
import type { Scenario, World } from '../simulator/index.ts'
import { openKeyring, openState, type State } from '../state/index.ts'
import { GatewayDispatcher } from './gateway-dispatcher.ts'
import type { Life } from './life.ts'
import { portedJtl } from './ported-jtl.ts'
import { portedState, type StateTrouble } from './ported-state.ts'
import type { VirtualTime } from './virtual-time.ts'

export const access = { appKey: 'simulated-app', appSecret: 'simulated-secret' }
const timeZone = 'Europe/Berlin'

export interface LifeNeeds {
  readonly life: Life
  readonly seed: string
  readonly config: Config
  readonly world: World
  readonly time: VirtualTime
  readonly trouble: StateTrouble | undefined
  /** Tells which life a request of the gateway's history is from. */
  readonly onRequest: (life: string) => void
}

/** Our ids of the scenario's malls, in its order. */
export const mallIdsOf = (scenario: Scenario): readonly MallId[] =>
  scenario.malls.map((_, at) => mallId(at === 0 ? 'main' : `shop-${at + 1}`))

/** One process of Kontor as `compose` makes it, with its outsides and its own state behind ports. The state is the caller's to close. */
export async function composeLife(needs: LifeNeeds): Promise<{ readonly kontor: Kontor; readonly state: State }> {
  const { life, config, world } = needs
  const random = seededRandom(`${needs.seed}/kontor/${life.name}`)
  const { clock } = life
  const keyring = openKeyring({
    configDir: config.configDir,
    dataDir: config.dataDir,
    secretKeyFile: config.secretKeyFile,
    random,
    clock,
  })
  const state = await openState({
    database: config.database,
    dataDir: config.dataDir,
    keyring,
    clock,
    random,
    archiveDays: config.archiveDays,
  })
  const jtl = connectSimulatedJtl({ source: { database: world.jtl.database }, clock, random, timeZone })
  const kontor = await compose(config, {
    clock,
    random,
    dispatcher: new GatewayDispatcher(world.temu, life, needs.time, needs.onRequest),
    jtl: portedJtl(jtl, life),
    state: portedState(state, life, needs.trouble),
    holder: life.name,
  })
  return { kontor, state }
}

/** What a merchant does at first. A life that died in the middle of it is followed by one that goes on. */
export async function setUpMalls({ state, clock }: Kontor, scenario: Scenario): Promise<void> {
  const ids = mallIdsOf(scenario)
  for (const [at, mall] of scenario.malls.entries()) {
    const id = ids[at]
    if (id === undefined) continue
    await addMall(state, clock, {
      id,
      title: id,
      endpoint: 'http://temu.invalid/openapi/router',
      appKey: access.appKey,
      appSecret: new Secret(access.appSecret),
      accessToken: new Secret(`token-${mall.mallId}`),
    })
    await setMallSetting(state, clock, id, 'jtl.shippingMethod', 'DHL Paket')
  }
}
