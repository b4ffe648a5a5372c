import type { ExplainedOffer, OfferExplanation } from '../stock/index.ts'
import { label, titleOf } from '../texts/index.ts'
import { dateTime } from './local-format.ts'
import type { Terminal } from './terminal.ts'

/** The calculation behind an offer, one line a step, as a person would write it down. */
export function explanationLines(
  offer: ExplainedOffer | undefined,
  terminal: Terminal,
  timeZone: string,
): readonly string[] {
  if (!offer)
    return [
      terminal.say('Noch nicht berechnet (oder älter als 90 Tage).', 'Not computed yet (or longer than 90 days ago).'),
    ]
  const { explanation } = offer
  const time = (at: number | null) => (at === null ? '–' : dateTime(at, timeZone, terminal.language))
  return [
    `${terminal.say('Stand', 'as of')} ${time(offer.at)}: ${terminal.say('Bestand für TEMU', 'stock for TEMU')} ${offer.offer ?? '–'}, ${terminal.say('TEMU zeigt', 'TEMU shows')} ${offer.shown ?? '–'}`,
    ...calculation(explanation, terminal),
    titleOf(`offer.${explanation.reason}`, terminal.language),
    decision(explanation, terminal),
    `${terminal.say('gesendet', 'sent')} ${time(offer.sentAt)}, ${terminal.say('nachgelesen', 'read back')} ${time(offer.readBackAt)}${offer.readBack === null ? '' : `: ${offer.readBack}`}`,
  ]
}

function calculation(explanation: OfferExplanation, terminal: Terminal): readonly string[] {
  const { rules, article } = explanation
  const kind =
    article.kind === null || article.kind === 'plain'
      ? ''
      : `, ${label('articleKind', article.kind, terminal.language)}`
  const row = (sign: string, value: number | string, de: string, en: string) =>
    `${sign.padStart(2)} ${String(value).padStart(7)}  ${terminal.say(de, en)}`
  const from = (name: 'buffer' | 'percent' | 'cap' | 'minimum' | 'fixed') =>
    rules.wonBy[name] ?? terminal.say('eingebaut', 'built in')
  return [
    row(
      '',
      explanation.available ?? '?',
      `verfügbar laut JTL (Artikel ${article.no}${kind})`,
      `available in JTL (item ${article.no}${kind})`,
    ),
    ...explanation.components.map(
      component =>
        `      ${component.quantity} × ${component.no}: ${component.available ?? '?'}${component.consumed > 0 ? ` − ${component.consumed}` : ''}`,
    ),
    row('−', explanation.open, 'bei TEMU verkauft, in JTL noch nicht zu sehen', 'sold at TEMU, not visible in JTL yet'),
    ...explanation.orders.map(order => `      ${order.orderId}: ${order.pieces}`),
    row(
      '−',
      explanation.hidden,
      'bei TEMU verkauft, in der Bestellliste noch nicht zu sehen',
      'sold at TEMU, not in its order list yet',
    ),
    row('−', rules.buffer, `Puffer (${from('buffer')})`, `buffer (${from('buffer')})`),
    row('=', explanation.net, 'bleibt', 'is left'),
    ...(rules.percent === 100
      ? []
      : [row('×', `${rules.percent} %`, `Anteil (${from('percent')})`, `share (${from('percent')})`)]),
    ...((explanation.soldFactor ?? 1) > 1
      ? [
          row(
            '÷',
            explanation.soldFactor ?? 1,
            'Stück je verkaufter Einheit (soldFactor)',
            'pieces in one unit sold (soldFactor)',
          ),
        ]
      : []),
    ...(rules.cap === null ? [] : [row('≤', rules.cap, `Höchstmenge (${from('cap')})`, `cap (${from('cap')})`)]),
    ...(rules.fixed === null ? [] : [row('≤', rules.fixed, `Festwert (${from('fixed')})`, `fixed (${from('fixed')})`)]),
    ...(explanation.sharedBy > 1
      ? [
          row(
            '÷',
            explanation.sharedBy,
            'Angebote teilen sich den Artikel nach Verkäufen',
            'listings share the article by sales',
          ),
        ]
      : []),
  ]
}

function decision(explanation: OfferExplanation, terminal: Terminal): string {
  const { send } = explanation
  switch (send.kind) {
    case 'nothing':
    case 'wait':
      return titleOf(`offer.${send.because}`, terminal.language)
    case 'fall':
      return terminal.say(`sinkt auf ${send.to}`, `falls to ${send.to}`)
    case 'rise':
      return terminal.say(`steigt auf ${send.to}`, `rises to ${send.to}`)
  }
}
