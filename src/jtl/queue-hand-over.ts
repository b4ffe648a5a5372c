import type { HandOver } from './hand-over.ts'
import type { Jtl } from './jtl.ts'

export interface QueueHandOverOptions {
  readonly jtl: Pick<Jtl, 'queueMark' | 'putIntoQueue' | 'lookIntoQueue'>
  /** nPlattform of the row: a built-in platform of JTL (below 256), or null. Uncertain which JTL wants, so a setting. */
  readonly platform: number | null
  /** JTL makes an invoice with the order. */
  readonly invoice: boolean
}

/** Orders go into `dbo.tXMLBestellImport`, one row each. */
export function createQueueHandOver({ jtl, platform, invoice }: QueueHandOverOptions): HandOver {
  return {
    kind: 'queue',
    mark: async options => String(await jtl.queueMark(options)),
    async put({ orderNumber, xml, mark }, options) {
      const result = await jtl.putIntoQueue({ orderNumber, xml, platform, invoice, mark: Number(mark) }, options)
      return result.kind === 'put' ? { kind: 'put', receipt: String(result.queueKey) } : result
    },
    async look({ orderNumber, mark, receipt }, options) {
      const keys = await jtl.lookIntoQueue(
        receipt === undefined
          ? { by: 'number', orderNumber, mark: Number(mark) }
          : { by: 'keys', keys: [Number(receipt)] },
        options,
      )
      return keys[0] === undefined ? { kind: 'absent' } : { kind: 'waiting', receipt: String(keys[0]) }
    },
  }
}
