import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConnectorError, type MallId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { type SkuPage, skuPageSchema } from '../temu/index.ts'

/** TEMU's filter values: 2 active, 3 inactive. */
export type ListStatus = 2 | 3

/** The documents of step 1, in the archive beside the mall's answers. Their names are known to people: never renamed. */
export const listingDocuments: Readonly<Record<ListStatus, string>> = {
  2: 'temu_sku_status2.json',
  3: 'temu_sku_status3.json',
}

/** One list as TEMU gave it: a JSON document in pieces, as a shop may have 100,000 SKUs. */
export function* documentParts(list: {
  readonly mall: MallId
  readonly status: ListStatus
  readonly fetchedAt: number
  readonly skus: readonly unknown[]
}): Generator<string> {
  const { mall, status, fetchedAt, skus } = list
  yield `{"mall":${JSON.stringify(mall)},"status":${status},"fetchedAt":${fetchedAt},"total":${skus.length},"skuList":[`
  for (let at = 0; at < skus.length; at += 500) {
    const some = skus.slice(at, at + 500).map(sku => JSON.stringify(sku))
    yield `${at === 0 ? '\n' : ',\n'}${some.join(',\n')}`
  }
  yield '\n]}\n'
}

export interface ReadLists {
  readonly fetchedAt: number
  readonly lists: readonly { readonly status: ListStatus; readonly page: SkuPage }[]
}

/** Both documents, checked. Throws `listings.documents-missing` unless both are there and of one reading. */
export function readListDocuments(state: Pick<State, 'archive'>, mall: MallId): ReadLists {
  const lists = ([2, 3] as const).map(status => {
    const path = join(state.archive.dir, mall, listingDocuments[status])
    if (!existsSync(path)) throw missing(mall, `${listingDocuments[status]} is not there`)
    const { fetchedAt, skuList } = parse(mall, readFileSync(path, 'utf8'))
    const page = skuPageSchema.parse({ total: skuList.length, pageNo: 1, skuList })
    return { status, fetchedAt, page }
  })
  const [first, second] = lists
  if (first === undefined || second === undefined || first.fetchedAt !== second.fetchedAt)
    throw missing(mall, 'the two lists are of different readings')
  return { fetchedAt: first.fetchedAt, lists }
}

function parse(mall: MallId, text: string): { readonly fetchedAt: number; readonly skuList: readonly unknown[] } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw missing(mall, 'a list is damaged')
  }
  if (typeof value !== 'object' || value === null || !('fetchedAt' in value) || !('skuList' in value))
    throw missing(mall, 'a list is damaged')
  const { fetchedAt, skuList } = value
  if (typeof fetchedAt !== 'number' || !Array.isArray(skuList)) throw missing(mall, 'a list is damaged')
  return { fetchedAt, skuList }
}

const missing = (mall: MallId, why: string): ConnectorError =>
  new ConnectorError(`Reading the SKU lists of ${mall}: ${why}. Run step 1 of sync_inventory.`, {
    code: 'listings.documents-missing',
    reaction: 'retry',
    hint: 'Run step 1 of sync_inventory (listings.fetch), then this step again.',
    params: { mall },
  })
