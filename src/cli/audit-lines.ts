import type { Mall } from '../accounts/index.ts'
import { type Audit, isRepairable, type KeptDifference, type Value } from '../audit/index.ts'
import { codeText, sentence } from '../code-text.ts'
import { label } from '../texts/index.ts'
import { counted, dateTime, money } from './local-format.ts'
import type { Terminal } from './terminal.ts'

/** One audit of one mall, as far as it came. */
export interface Audited {
  readonly mall: Mall
  /** undefined: the run ended before it kept one (stopped, or another one is under way). */
  readonly audit: Audit | undefined
  readonly differences: readonly KeptDifference[]
  /** Why there is none. */
  readonly code: string | undefined
}

/** What `--repair` set going. */
export interface Repaired {
  readonly mall: Mall
  readonly orders: readonly string[]
  readonly skus: readonly string[]
  readonly asked: number
}

/** What the audits found, for a person or as JSON. */
export function showAudits(
  terminal: Terminal,
  timeZone: string,
  all: readonly Audited[],
  repaired: readonly Repaired[],
): void {
  if (terminal.isJson) {
    terminal.json({
      audits: all.map(each => auditAsJson(each, terminal)),
      repaired: repaired.map(({ mall, orders, skus, asked }) => ({ mall: mall.id, orders, skus, asked })),
    })
    return
  }
  for (const { mall, orders, skus, asked } of repaired)
    terminal.line(
      terminal.say(
        `${mall.id}: ${counted(orders.length, 'Bestellung', 'Bestellungen')} neu gelesen, ${counted(skus.length, 'Angebot', 'Angebote')} neu berechnet, ${counted(asked, 'Auftrag', 'Aufträge')} als Klärfall vorgelegt.`,
        `${mall.id}: ${counted(orders.length, 'order', 'orders')} read again, ${counted(skus.length, 'offer', 'offers')} computed again, ${counted(asked, 'order', 'orders')} put before you.`,
      ),
    )
  for (const one of all) {
    if (all.length > 1) terminal.line(`── ${one.mall.id}`)
    showAudit(one, terminal, timeZone)
  }
}

function auditAsJson({ mall, audit: made, differences, code }: Audited, terminal: Terminal) {
  if (!made) return { mall: mall.id, verdict: 'incomplete', code, differences: [], underWay: [], unread: [] }
  return {
    mall: mall.id,
    run: made.runId,
    from: iso(made.from),
    to: iso(made.to),
    verdict: made.verdict,
    counts: made.counts,
    differences: differences.map(each => ({
      kind: each.kind,
      subject: each.subject,
      detail: each.detail,
      ours: each.ours,
      theirs: each.theirs,
      since: iso(each.since),
      repair: isRepairable(each.kind),
      message: sentence(`audit.${each.kind}`, terminal.language, paramsOf(each, terminal)),
    })),
    underWayCount: made.underWayCount,
    underWay: made.underWay,
    unread: made.unread.map(each => ({ ...each, message: sentence(each.code, terminal.language, each.params) })),
  }
}

const iso = (at: number): string => new Date(at).toISOString()

function showAudit({ audit: made, differences, code }: Audited, terminal: Terminal, timeZone: string): void {
  const { language } = terminal
  if (!made) {
    terminal.line(`✗ ${sentence(code ?? 'audit.could-not-read', language)}`)
    return
  }
  const { counts } = made
  const when = (at: number) => dateTime(at, timeZone, language)
  terminal.line(
    terminal.say(
      `Verglichen: ${when(made.from)} bis ${when(made.to)}. Gelesen: ${counts.temuOrders} Bestellungen bei TEMU, ${counts.ourOrders} in Kontor, ${counts.jtlOrders} in JTL (${counts.sums} Summen); ${counts.jtlParcels} Pakete in JTL, ${counts.temuParcels} bei TEMU; ${counts.offers} Angebote.`,
      `Compared: ${when(made.from)} to ${when(made.to)}. Read: ${counts.temuOrders} orders at TEMU, ${counts.ourOrders} in Kontor, ${counts.jtlOrders} in JTL (${counts.sums} sums); ${counts.jtlParcels} parcels in JTL, ${counts.temuParcels} at TEMU; ${counts.offers} offers.`,
    ),
  )
  for (const [reason, group] of Map.groupBy(made.unread, each => each.code)) {
    const { title, cure } = codeText(reason, language, group[0]?.params)
    terminal.line(
      `✗ ${terminal.say('Nicht gelesen', 'Not read')}: ${group.length > 1 ? `${group.length} × ` : ''}${title}`,
    )
    if (cure) terminal.line(`    → ${cure}`)
  }
  for (const [kind, group] of Map.groupBy(differences, each => each.kind)) showKind(kind, group, terminal, when)
  if (made.underWayCount > 0) {
    const states = Map.groupBy(made.underWay, each => each.state)
    const words = [...states]
      .map(([state, list]) => `${list.length} × ${label('underWay', state, language)}`)
      .join(', ')
    terminal.line(`↻ ${terminal.say('In Arbeit', 'Under way')}: ${made.underWayCount} (${words})`)
  }
  terminal.line(verdictLine(made, differences, terminal))
}

const shownPerKind = 20

function showKind(
  kind: KeptDifference['kind'],
  group: readonly KeptDifference[],
  terminal: Terminal,
  when: (at: number) => string,
): void {
  for (const each of group.slice(0, shownPerKind)) {
    const { title } = codeText(`audit.${kind}`, terminal.language, paramsOf(each, terminal))
    terminal.line(`! ${title}  [${kind}, ${terminal.say('seit', 'since')} ${when(each.since)}]`)
  }
  if (group.length > shownPerKind) terminal.line(`    … ${terminal.say('und', 'and')} ${group.length - shownPerKind}`)
  const [first] = group
  const cure = first && codeText(`audit.${kind}`, terminal.language, paramsOf(first, terminal)).cure
  if (cure) terminal.line(`    → ${cure}`)
}

function verdictLine(made: Audit, differences: readonly KeptDifference[], terminal: Terminal): string {
  switch (made.verdict) {
    case 'agrees':
      return terminal.say('✓ Alles gelesen, alles stimmt überein.', '✓ Everything was read, and everything agrees.')
    case 'differs': {
      const safe = differences.filter(each => isRepairable(each.kind)).length
      const offer =
        safe > 0
          ? terminal.say(
              ` ${safe} davon repariert: kontor audit --repair`,
              ` ${safe} of them are repaired by: kontor audit --repair`,
            )
          : ''
      return terminal.say(
        `✗ ${counted(differences.length, 'Abweichung', 'Abweichungen')}.${offer}`,
        `✗ ${counted(differences.length, 'difference', 'differences')}.${offer}`,
      )
    }
    case 'incomplete':
      return terminal.say(
        '✗ Nicht alles war zu lesen: Über den Rest ist nichts gesagt.',
        '✗ Not everything could be read: nothing is said about the rest.',
      )
  }
}

/** What fills the sentence of a kind. */
function paramsOf(each: KeptDifference, terminal: Terminal): Readonly<Record<string, string | number>> {
  return {
    subject: each.subject,
    detail: each.detail,
    ours: inWords(each.ours, terminal),
    theirs: inWords(each.theirs, terminal),
  }
}

function inWords(value: Value, terminal: Terminal): string {
  if (value === null) return terminal.say('nichts', 'nothing')
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.join(', ')
  const { cents, currency, ...others } = value as Readonly<Record<string, string | number | null>> // not an array: asked just before
  if (typeof cents === 'number') return money(cents, String(currency ?? ''), terminal.language)
  return Object.entries(others)
    .map(([name, inner]) => `${name} ${inner ?? '–'}`)
    .join(', ')
}
