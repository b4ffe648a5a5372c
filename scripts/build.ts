import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool, toolScript } from './tool.ts'

// The release: plain JavaScript in dist/, which bin/kontor.mjs runs where there are no sources.
rmSync(join(import.meta.dirname, '..', 'dist'), { recursive: true, force: true })
const { code } = await runTool(toolScript('typescript', 'tsc'), ['-p', 'tsconfig.build.json'], { show: true })
process.exitCode = code
