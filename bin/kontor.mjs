#!/usr/bin/env node
// The `kontor` command. A checkout runs its sources; a release has only dist/, as Node strips no types below node_modules.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from './launch.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = join(root, 'src', 'main.ts')
const program = existsSync(sources) ? sources : join(root, 'dist', 'main.js')

launch(program, process.argv.slice(2), { development: false })
