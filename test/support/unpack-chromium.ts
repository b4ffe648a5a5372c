import { inflate } from '@sparticuz/chromium'

// A process of its own, because the package unpacks into the folder for temporary files: TMPDIR says which.
for (const name of process.argv.slice(2)) await inflate(name)
