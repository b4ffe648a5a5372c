import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

interface FoundBrowser {
  readonly path: string
  /** Where its libraries lie, when it brings them itself. */
  readonly libraries: string | undefined
  /** The headless shell of the npm package: it has one process only. */
  readonly isPackaged: boolean
}

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** A real headless browser: an installed Chromium or Chrome, else the one of the development package. */
export async function openBrowser(): Promise<Browser> {
  const { path, libraries, isPackaged } = await findBrowser()
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
      ...(isPackaged ? ['--no-zygote'] : []),
    ],
    env: { ...process.env, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
  })
}

async function findBrowser(): Promise<FoundBrowser> {
  const path = installed.find(isExecutable)
  if (path !== undefined) return { path, libraries: undefined, isPackaged: false }
  const home = await unpacked()
  return { path: join(home, 'chromium'), libraries: join(home, 'al2023', 'lib'), isPackaged: true }
}

/** Unpacked once per user and version; two that do it at once do it in folders of their own, and the first one's stays. */
async function unpacked(): Promise<string> {
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin')
  const { version } = JSON.parse(readFileSync(join(bin, '..', 'package.json'), 'utf8')) as { version: string } // npm's own file
  const home = join(tmpdir(), `kontor-chromium-${process.getuid?.() ?? 'user'}-${version}`)
  if (existsSync(home)) return home
  mkdirSync(dirname(home), { recursive: true })
  const made = mkdtempSync(`${home}-`)
  const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map(name => join(bin, name))
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'unpack-chromium.ts'), ...archives], {
    env: { ...process.env, TMPDIR: made, TEMP: made, TMP: made },
  })
  try {
    renameSync(made, home)
  } catch {
    rmSync(made, { recursive: true, force: true }) // another one was faster
  }
  return home
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
