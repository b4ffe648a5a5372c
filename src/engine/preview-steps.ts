import type { Preview, Step } from './step.ts'

/** What the steps would do now, without doing it: exact XML, exact TEMU calls. Reads only. */
export async function previewSteps(steps: readonly Step[], signal: AbortSignal): Promise<readonly Preview[]> {
  const previews: Preview[] = []
  for (const step of steps) {
    signal.throwIfAborted()
    previews.push(...((await step.preview?.(signal)) ?? []))
  }
  return previews
}
