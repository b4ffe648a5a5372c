import { readFileSync, writeFileSync } from 'node:fs'

/** An entry of package-lock.json, as far as we look at it. */
export interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type LockEntries = Readonly<Record<string, LockEntry>>

export interface MissingEntry {
  readonly name: string
  readonly wanted: string
  readonly by: string
}

export const readLockfile = (path: string): { readonly packages: LockEntries } => JSON.parse(readFileSync(path, 'utf8'))

/** Packages that an entry depends on and for which there is no entry: `npm ci` refuses such a lockfile. */
export function missingEntries(packages: LockEntries): MissingEntry[] {
  return Object.entries(packages).flatMap(([by, entry]) =>
    Object.entries({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter(([name]) => !isFound(packages, by, name))
      .map(([name, wanted]) => ({ name, wanted, by })),
  )
}

/** As Node looks: in the package's own node_modules, then in each one further up. */
function isFound(packages: LockEntries, from: string, name: string): boolean {
  const steps = from === '' ? [] : from.split('/node_modules/')
  const folders = steps.map((_, count) => steps.slice(0, count + 1).join('/node_modules/'))
  return ['', ...folders].some(folder => packages[`${folder}${folder && '/'}node_modules/${name}`] !== undefined)
}

/**
 * Adds entries for the packages of other systems that npm left out because its registry did not serve them; npm then
 * refuses its own lockfile. What such a package is for is read from its name (binding-linux-x64-musl). They carry no
 * checksum, as nobody here has seen them; a later `npm install` against a registry that has them adds it.
 */
export function completeLockfile(path: string): readonly string[] {
  const lockfile = readLockfile(path)
  const added = Object.fromEntries(
    missingEntries(lockfile.packages).map(({ name, wanted, by }) => {
      const target = targetOf(name)
      const isExact = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(wanted)
      if (!target || !isExact)
        throw new Error(`${by} needs ${name} ${wanted}, and that is no package for another system.`)
      const dev = lockfile.packages[by]?.dev ? { dev: true } : {}
      return [`node_modules/${name}`, { version: wanted, ...target, ...dev, optional: true }]
    }),
  )
  const sorted = Object.entries({ ...lockfile.packages, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(path, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  return Object.keys(added)
}

function targetOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | undefined {
  const parts =
    /(?:^|[/-])(android|darwin|freebsd|openbsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-(\w+))?$/
  const [, os, cpu, abi] = parts.exec(name.replace(/-eabi$/, '')) ?? []
  if (!os || !cpu) return undefined
  const libc = abi?.startsWith('gnu') ? ['glibc'] : abi?.startsWith('musl') ? ['musl'] : undefined
  return { os: [os], cpu: [cpu], ...(libc ? { libc } : {}) }
}
