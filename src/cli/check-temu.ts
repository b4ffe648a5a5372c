import { type AccountWarning, checkAccount, type Mall } from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import type { Finding } from './doctor-command.ts'
import { faultText } from './fault-text.ts'
import { counted } from './local-format.ts'
import type { Terminal } from './terminal.ts'

/** TEMU refuses calls whose time is 300 s off; a tenth of that is worth a word. */
const clockNoteMs = 30_000

/** Key, secret, token, rights and clock of each mall, with one call each. */
export async function checkTemu(
  kontor: Kontor,
  terminal: Terminal,
  malls: readonly Mall[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (malls.length === 0)
    return [
      {
        about: 'TEMU',
        state: 'bad',
        text: terminal.say('Noch kein Shop eingerichtet.', 'No store is set up yet.'),
        cure: terminal.say(
          'kontor account add, oder TEMU_APP_KEY, TEMU_APP_SECRET und TEMU_ACCESS_TOKEN setzen.',
          'kontor account add, or set TEMU_APP_KEY, TEMU_APP_SECRET and TEMU_ACCESS_TOKEN.',
        ),
      },
    ]
  const findings: Finding[] = []
  for (const mall of malls) findings.push(...(await checkMall(kontor, terminal, mall, signal)))
  return findings
}

async function checkMall(
  kontor: Kontor,
  terminal: Terminal,
  mall: Mall,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const about = `TEMU ${mall.id}`
  try {
    const temu = await kontor.temuOf(mall.id)
    const check = await checkAccount({ state: kontor.state, clock: kontor.clock, temu, mall }, signal)
    const offsetMs = temu.clockOffsetMs()
    const expires = check.mall.tokenExpiresAt
    const days = expires === null ? undefined : Math.floor((expires - kontor.clock.now()) / 86_400_000)
    return [
      {
        about,
        state: 'ok',
        text: terminal.say(
          `Zugang gültig${days === undefined ? '' : `, noch ${counted(days, 'Tag', 'Tage')}`}; Region ${check.mall.regionId ?? '?'}`,
          `access is valid${days === undefined ? '' : `, ${counted(days, 'more day', 'more days')}`}; region ${check.mall.regionId ?? '?'}`,
        ),
      },
      ...clock(about, terminal, offsetMs),
      ...check.warnings.map(warning => warned(about, terminal, warning)),
      ...(check.granted.length === 0 || check.warnings.some(warning => warning.code === 'api-not-granted')
        ? []
        : [
            {
              about: `${about} ${terminal.say('Rechte', 'rights')}`,
              state: 'ok' as const,
              text: terminal.say(
                'alle Schnittstellen freigegeben, die Kontor nutzt',
                'every API that Kontor uses is granted',
              ),
            },
          ]),
    ]
  } catch (error) {
    return [{ about, state: 'bad', text: faultText(error, terminal.language) }]
  }
}

function clock(about: string, terminal: Terminal, offsetMs: number | null): readonly Finding[] {
  if (offsetMs === null) return []
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  const isOff = Math.abs(offsetMs) > clockNoteMs
  return [
    {
      about: `${about} ${terminal.say('Uhr', 'clock')}`,
      state: isOff ? 'bad' : 'ok',
      text: terminal.say(`${seconds} s Unterschied zu TEMU`, `${seconds} s off TEMU’s clock`),
      ...(isOff
        ? {
            cure: terminal.say(
              'Die Uhr dieses Rechners stellen (Zeitdienst einschalten). Ab 300 s lehnt TEMU jeden Aufruf ab.',
              'Set this machine’s clock (switch its time service on). From 300 s on TEMU refuses every call.',
            ),
          }
        : {}),
    },
  ]
}

function warned(about: string, terminal: Terminal, warning: AccountWarning): Finding {
  if (warning.code === 'api-not-granted') {
    const lost = codeText(warning.without, terminal.language)
    return {
      about,
      state: warning.isRequired ? 'bad' : 'note',
      text: terminal.say(
        `${warning.api} ist nicht freigegeben. ${lost.title}`,
        `${warning.api} is not granted. ${lost.title}`,
      ),
      cure: terminal.say(
        'Bei TEMU freischalten lassen, den Shop neu autorisieren und das neue Token eintragen: kontor account token.',
        'Have it unlocked by TEMU, authorise the store again and enter the new token: kontor account token.',
      ),
    }
  }
  const params = 'days' in warning ? { days: warning.days } : {}
  const { title, cure } = codeText(warning.code, terminal.language, params)
  return {
    about,
    state: warning.code === 'token-expires-soon' ? 'note' : 'bad',
    text: title,
    ...(cure ? { cure } : {}),
  }
}
