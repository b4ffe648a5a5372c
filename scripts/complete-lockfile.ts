import { join } from 'node:path'
import { completeLockfile } from './lockfile.ts'

// After `npm install` changed the lockfile: node bin/launch.mjs scripts/complete-lockfile.ts
const added = completeLockfile(join(import.meta.dirname, '..', 'package-lock.json'))
console.log(added.length === 0 ? 'The lockfile is complete.' : `Added ${added.length}:\n${added.join('\n')}`)
