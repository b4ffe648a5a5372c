import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type MallId, mallId, type TemuOrderId, temuOrderId } from '../lib/index.ts'
import { fileFault } from './backup-errors.ts'

/** Beside the database: whose personal data was erased, and when. Numbers only. */
export const erasureFile = (dataDir: string): string => join(dataDir, 'erasures.jsonl')

const erasureSchema = z.object({ mall: z.string().min(1).max(200), order: z.string().min(1).max(200) })

/** The lines of the list; none where nothing was ever erased. */
export function erasureLines(dataDir: string): readonly string[] {
  const file = erasureFile(dataDir)
  if (!existsSync(file)) return []
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => erasureOf(line) !== undefined)
  } catch (error) {
    throw fileFault(error, `Reading ${file}`, file)
  }
}

/** undefined for a line that a crash cut. */
export function erasureOf(line: string): { readonly mall: MallId; readonly orderId: TemuOrderId } | undefined {
  try {
    const { data } = erasureSchema.safeParse(JSON.parse(line))
    return data && { mall: mallId(data.mall), orderId: temuOrderId(data.order) }
  } catch {
    return undefined
  }
}
