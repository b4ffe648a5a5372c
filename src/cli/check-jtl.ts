import type { Mall } from '../accounts/index.ts'
import type { Kontor } from '../compose.ts'
import type { Jtl, JtlMasterData } from '../jtl/index.ts'
import { label } from '../texts/index.ts'
import type { Finding } from './doctor-command.ts'
import { faultText } from './fault-text.ts'
import { counted } from './local-format.ts'
import type { Terminal } from './terminal.ts'

/** JTL's database, its shape, its worker, and whether the names of the settings exist there. */
export async function checkJtl(
  kontor: Kontor,
  terminal: Terminal,
  malls: readonly Mall[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { jtl } = kontor
  if (!jtl)
    return [
      {
        about: 'JTL',
        state: 'note',
        text: terminal.say(
          'ohne Datenbank: Bestellungen werden als Dateien übergeben; Sendungsnummern und Bestände ruhen.',
          'without the database: orders are handed over as files; tracking numbers and stock rest.',
        ),
        cure: terminal.say(
          'Für den ganzen Kreislauf KONTOR_JTL_SQLSERVER setzen.',
          'Set KONTOR_JTL_SQLSERVER for the whole cycle.',
        ),
      },
    ]
  // Each question by itself, so that one failure does not hide the rest.
  return [
    ...(await ask(terminal, 'JTL', () => facts(jtl, terminal, signal))),
    ...(await ask(terminal, terminal.say('JTL Einlesen', 'JTL import'), () => worker(jtl, terminal, signal))),
    ...(await ask(terminal, terminal.say('JTL Stammdaten', 'JTL master data'), () =>
      names(jtl, terminal, malls, signal),
    )),
  ]
}

async function ask(
  terminal: Terminal,
  about: string,
  question: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await question()
  } catch (error) {
    return [{ about, state: 'bad', text: faultText(error, terminal.language) }]
  }
}

async function facts(jtl: Jtl, terminal: Terminal, signal: AbortSignal): Promise<readonly Finding[]> {
  const found = await jtl.inspect({ signal })
  const findings: Finding[] = [
    {
      about: 'JTL',
      state: 'ok',
      text: `${found.database}, Wawi ${found.wawiVersion} (${found.shape}), SQL Server ${found.serverVersion}`,
    },
  ]
  if (found.isZoneWrong)
    findings.push({
      about: terminal.say('JTL Zeitzone', 'JTL time zone'),
      state: 'bad',
      text: terminal.say(
        `Die Uhr des Servers geht ${found.utcOffsetMinutes} Minuten nach UTC, das passt nicht zu KONTOR_TIME_ZONE.`,
        `The server’s clock is ${found.utcOffsetMinutes} minutes from UTC, which does not fit KONTOR_TIME_ZONE.`,
      ),
      cure: terminal.say(
        'KONTOR_TIME_ZONE auf die Zone des Servers setzen.',
        'Set KONTOR_TIME_ZONE to the server’s zone.',
      ),
    })
  for (const missing of found.missing)
    findings.push({
      about: `JTL ${missing.object}`,
      state: 'note',
      text: terminal.say(
        `fehlt oder ist nicht freigegeben; was dann fehlt: ${label('without', missing.without, 'de')}`,
        `is missing or not granted; what is lost: ${label('without', missing.without, 'en')}`,
      ),
    })
  return findings
}

async function worker(jtl: Jtl, terminal: Terminal, signal: AbortSignal): Promise<readonly Finding[]> {
  const { queue } = await jtl.health({ signal })
  if (!queue) return []
  return [
    {
      about: terminal.say('JTL Einlesen', 'JTL import'),
      state: 'ok',
      text: terminal.say(
        `${counted(queue.waiting, 'Bestellung wartet', 'Bestellungen warten')} auf den JTL-Worker`,
        `${counted(queue.waiting, 'order waits', 'orders wait')} for the JTL worker`,
      ),
    },
  ]
}

async function names(
  jtl: Jtl,
  terminal: Terminal,
  malls: readonly Mall[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const data = await jtl.masterData({ signal })
  return malls.flatMap(mall => namesOf(data, terminal, mall))
}

function namesOf(data: JtlMasterData, terminal: Terminal, mall: Mall): readonly Finding[] {
  const { jtl } = mall.settings
  const list = (values: readonly { readonly name: string }[]) => values.map(value => `"${value.name}"`).join(', ')
  const shipping = data.shippingMethods.filter(method => method.isActive)
  const payment = data.paymentMethods.filter(method => method.isActive)
  const checks = [
    [terminal.say('Versandart', 'shipping method'), 'jtl.shippingMethod', jtl.shippingMethod, shipping],
    [terminal.say('Zahlungsart', 'payment method'), 'jtl.paymentMethod', jtl.paymentMethod, payment],
  ] as const
  const findings: Finding[] = checks.map(([title, path, name, known]) =>
    known.some(each => same(each.name, name))
      ? { about: `JTL ${mall.id} ${title}`, state: 'ok', text: terminal.say(`„${name}“`, `“${name}”`) }
      : {
          about: `JTL ${mall.id} ${title}`,
          state: 'bad',
          text: terminal.say(`„${name}“ gibt es in JTL nicht (aktiv).`, `“${name}” does not exist (active) in JTL.`),
          cure: terminal.say(
            `kontor account set ${mall.id} ${path} NAME. Vorhanden: ${list(known)}`,
            `kontor account set ${mall.id} ${path} NAME. There are: ${list(known)}`,
          ),
        },
  )
  const keys = [
    [terminal.say('Firma', 'company'), 'jtl.companyKey', jtl.companyKey, data.companies],
    [terminal.say('Benutzer', 'user'), 'jtl.userKey', jtl.userKey, data.users],
  ] as const
  for (const [title, path, key, known] of keys)
    if (key !== null && !known.some(each => each.key === key))
      findings.push({
        about: `JTL ${mall.id} ${title}`,
        state: 'bad',
        text: terminal.say(`Nummer ${key} gibt es in JTL nicht.`, `Number ${key} does not exist in JTL.`),
        cure: `kontor account set ${mall.id} ${path} … (${known.map(each => `${each.key} ${each.name}`).join(', ')})`,
      })
  const methods = payment.find(each => same(each.name, jtl.paymentMethod))
  if (methods && !methods.shipsUnpaid && !jtl.markPaid)
    findings.push({
      about: `JTL ${mall.id}`,
      state: 'note',
      text: terminal.say(
        'Bestellungen werden unbezahlt übergeben, und die Zahlungsart liefert nicht vor Zahlung: JTL sperrt den Versand.',
        'Orders are handed over unpaid, and the payment method does not ship before payment: JTL blocks shipping.',
      ),
      cure: terminal.say(
        `kontor account set ${mall.id} jtl.markPaid true, oder in JTL „Ausliefern vor Zahlung“ setzen.`,
        `kontor account set ${mall.id} jtl.markPaid true, or allow shipping before payment in JTL.`,
      ),
    })
  return findings
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
