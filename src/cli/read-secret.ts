import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { CommandContext } from './command.ts'

/**
 * A secret from the environment, from a pipe, or asked for without showing it. Never an argument: those stay in the shell's
 * history and in the list of processes.
 */
export async function readSecret(
  context: CommandContext,
  variable: string,
  title: string,
): Promise<string | undefined> {
  const { terminal } = context
  const given = context.environment[variable]?.trim()
  if (given) return given
  if (!process.stdin.isTTY) {
    terminal.complain(
      terminal.say(
        `${variable} fehlt. Setzen Sie es als Umgebungsvariable.`,
        `${variable} is missing. Set it in the environment.`,
      ),
    )
    return undefined
  }
  context.streams.err.write(`${title}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    const answer = (await reader.question('', { signal: context.signal })).trim()
    context.streams.err.write('\n')
    return answer || undefined
  } finally {
    reader.close()
  }
}
