import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { holderIsGone, processHolder } from './process-holder.ts'

const onLinux = process.platform === 'linux'

it('never takes itself, another machine or an unknown holder for dead', () => {
  expect(holderIsGone(processHolder())).toBe(false)
  expect(holderIsGone(processHolder().replace(/^[^/]+/, 'elsewhere'))).toBe(false)
  expect(holderIsGone('R1')).toBe(false)
  expect(holderIsGone('another runner')).toBe(false)
})

it.runIf(onLinux)('knows a process that lived here and has died, and one whose number was given again', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const holder = processHolder(child.pid)
  expect(holderIsGone(holder)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(holderIsGone(holder)).toBe(true)
  expect(holderIsGone(processHolder().replace(/\d+\)$/, '1)'))).toBe(true)
})

it.runIf(onLinux)('leaves a holder of another boot or process namespace to its lease', () => {
  expect(holderIsGone(processHolder().replace(/\((\w+):(\d+):\d+\)/, '(00000000:$2:1)'))).toBe(false)
  expect(holderIsGone(processHolder().replace(/\((\w+):(\d+):\d+\)/, '($1:1:1)'))).toBe(false)
})
