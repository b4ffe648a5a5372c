import { posix } from 'node:path'
import { clockAndChance, emptyNames, maxLines, mayImport, webMayImport } from './architecture-table.ts'
import { importsOf, linesWith, type ScannedSource, scanSource } from './source-scan.ts'

/** Paths from the root of the project, with forward slashes, and what is in them. */
export type SourceTree = ReadonlyMap<string, string>

/** Exceptions by path, each with its reason. */
export interface Exceptions {
  readonly reveal: Readonly<Record<string, string>>
  readonly longFiles: Readonly<Record<string, string>>
}

interface SourceFile {
  readonly path: string
  readonly source: ScannedSource
  readonly isTest: boolean
  /** Folder below src/, or the file's name at the root of src/; undefined outside of src/. */
  readonly part: string | undefined
}

/** Every breach of the rules of style as one line: where, which rule, how to mend it. Empty when all is well. */
export function checkArchitecture(tree: SourceTree, exceptions: Exceptions): string[] {
  const files = [...tree].map(([path, text]) => readSource(path, text))
  return [
    ...files.flatMap(file => [
      ...checkPlace(file),
      ...checkImports(file),
      ...checkDoor(file),
      ...checkName(file),
      ...checkDefaultExport(file),
      ...(file.isTest || file.part === undefined ? [] : checkGlobals(file)),
    ]),
    ...checkUniqueNames(files),
    ...checkReveal(files, exceptions.reveal),
    ...checkLength(tree, exceptions.longFiles),
  ].sort()
}

const isTestPath = (path: string): boolean => /^test\/|\.(test|testsuite)\.tsx?$/.test(path)

function readSource(path: string, text: string): SourceFile {
  const [top, part] = path.split('/')
  return { path, source: scanSource(text), isTest: isTestPath(path), part: top === 'src' ? part : undefined }
}

/** The part a test at the root of src/ belongs to: config.test.ts to config.ts. */
const partOf = (name: string): string => name.replace(/\.(prop\.test|test|testsuite)\.ts$/, '.ts')

function checkPlace({ path, part }: SourceFile): string[] {
  if (part === undefined || Object.hasOwn(mayImport, partOf(part))) return []
  return [
    `${path}: src/${part} is not a part of the architecture. Put the file into the folder whose noun it serves, or add ` +
      `a row for the new folder to test/support/architecture-table.ts and to ARCHITECTURE.md.`,
  ]
}

function checkImports(file: SourceFile): string[] {
  return importsOf(file.source).flatMap(({ specifier, line }) => {
    const where = `${file.path}:${line}`
    if (specifier === undefined) {
      if (file.isTest || file.part === undefined) return []
      return [`${where}: import() of a computed name cannot be checked. Write the file's name as a literal.`]
    }
    if (!specifier.startsWith('.')) return []
    return checkImport(file, posix.join(posix.dirname(file.path), specifier), where)
  })
}

function checkImport(file: SourceFile, target: string, where: string): string[] {
  const [top, targetPart] = target.split('/')
  if (file.path.startsWith('web/')) {
    if (top === 'web' || webMayImport.includes(target)) return []
    return [`${where}: web imports ${target}, but may see only ${webMayImport.join(' and ')}.`]
  }
  if (top !== 'src') {
    if (file.isTest || file.part === undefined) return []
    return [
      `${where}: imports ${target}, which is outside of src/ and not in a release. Move what is needed into src/.`,
    ]
  }
  if (targetPart === undefined || targetPart === file.part) return checkInside(file, target, where)
  const isRootFile = targetPart.endsWith('.ts')
  if (!isRootFile && target !== `src/${targetPart}/index.ts`) {
    return [
      `${where}: imports ${target}. A folder is entered by its door: import from src/${targetPart}/index.ts, and add ` +
        `the name there if others are meant to use it.`,
    ]
  }
  if (file.isTest || file.part === undefined) return []
  const allowed = mayImport[file.part] ?? []
  if (allowed.includes(targetPart)) return []
  return [
    `${where}: ${file.part} imports ${targetPart}, but may import only ${allowed.join(', ') || 'nothing of ours'}. Take ` +
      `what you need as a parameter (a type beside your function), or move the code to where both may see it.`,
  ]
}

function checkInside(file: SourceFile, target: string, where: string): string[] {
  if (file.isTest || target !== `src/${file.part}/index.ts`) return []
  return [`${where}: imports its own door ${target}. Inside a folder import the file itself.`]
}

function checkDoor({ path, source }: SourceFile): string[] {
  return linesWith(source, /\bexport\s*\*/g).map(
    line => `${path}:${line}: export * hides what crosses a door. List the names.`,
  )
}

function checkDefaultExport({ path, source }: SourceFile): string[] {
  return linesWith(source, /\bexport\s+default\b|\bas\s+default\b/g).map(
    line => `${path}:${line}: default exports have no name to search for. Export by name.`,
  )
}

function checkName({ path }: SourceFile): string[] {
  const folders = path.split('/').slice(0, -1)
  const base = baseName(path)
  const nameless = [...folders, base].filter(name => emptyNames.includes(name))
  return [
    ...nameless.map(name => `${path}: "${name}" does not say what is in there. Look for the noun.`),
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(base) ? [] : [`${path}: file names are kebab-case, like send-orders.ts.`]),
  ]
}

const baseName = (path: string): string =>
  posix.basename(path).replace(/(\.prop\.test|\.test|\.testsuite|\.d)?\.[cm]?[jt]sx?$/, '')

function checkUniqueNames(files: readonly SourceFile[]): string[] {
  const byName = Map.groupBy(
    files.filter(({ path }) => !isTestPath(path) || path.startsWith('test/support/')).map(({ path }) => path),
    path => posix.basename(path),
  )
  return [...byName]
    .filter(([name, paths]) => baseName(name) !== 'index' && paths.length > 1)
    .map(
      ([name, paths]) => `${paths.join(', ')}: ${name} exists ${paths.length} times. Say in the name which one it is.`,
    )
}

const globals: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|(?<!new )\bDate\(\s*\)/g, instead: 'clock.now()' },
  { pattern: /\bperformance\.now\b|\bhrtime\b/g, instead: 'clock.elapsed()' },
  {
    pattern: /(?<!\w\??\.)\b(setTimeout|setInterval)\b|\bglobalThis\.set(Timeout|Interval)\b/g,
    instead: 'clock.sleep()',
  },
  { pattern: /\bAbortSignal\.timeout\b/g, instead: 'clock.deadline()' },
  {
    pattern: /\bMath\.random\b|\brandom(UUID|Bytes|Int|Fill|FillSync)\b|\bgetRandomValues\b/g,
    instead: 'a Random, or randomId(random)',
  },
]

function checkGlobals({ path, source }: SourceFile): string[] {
  if (clockAndChance.includes(path)) return []
  return globals
    .flatMap(({ pattern, instead }) =>
      linesWith(source, pattern).map(
        line =>
          `${path}:${line}: reads the machine's time or chance, so that no simulation can repeat it. Take a Clock or a ` +
          `Random as a parameter and use ${instead}.`,
      ),
    )
    .concat(checkEnvironment(path, source))
}

function checkEnvironment(path: string, source: ScannedSource): string[] {
  if (path === 'src/config.ts') return []
  return linesWith(source, /\bprocess\??\.env\b|\bimport\.meta\.env\b/g).map(
    line => `${path}:${line}: reads the environment. src/config.ts is its only reader; take the value as a parameter.`,
  )
}

function checkReveal(files: readonly SourceFile[], allowed: Readonly<Record<string, string>>): string[] {
  const product = files.filter(file => !file.isTest)
  const revealing = product.filter(({ source }) => linesWith(source, /\.reveal\b/g).length > 0)
  const used = new Set(revealing.map(({ path }) => path))
  return [
    ...revealing
      .filter(({ path }) => !allowed[path])
      .map(
        ({ path, source }) =>
          `${path}:${linesWith(source, /\.reveal\b/g).join(',')}: takes a secret or personal value out of its wrapper. ` +
          `Leave it wrapped, or add the file with its reason to test/support/reveal-allowed.ts.`,
      ),
    ...Object.keys(allowed)
      .filter(path => !used.has(path))
      .map(path => `${path}: reveals nothing any more. Remove it from test/support/reveal-allowed.ts.`),
  ]
}

function checkLength(tree: SourceTree, allowed: Readonly<Record<string, string>>): string[] {
  const lengths = [...tree].map(([path, text]) => ({ path, lines: text.trimEnd().split('\n').length }))
  const long = lengths.filter(({ lines }) => lines > maxLines)
  const used = new Set(long.map(({ path }) => path))
  return [
    ...long
      .filter(({ path }) => !allowed[path])
      .map(
        ({ path, lines }) =>
          `${path}: ${lines} lines. Beyond ${maxLines} there is a second noun in a file: find it and give it its own, ` +
          `or add the file with its reason to test/support/debt.ts.`,
      ),
    ...Object.keys(allowed)
      .filter(path => !used.has(path))
      .map(path => `${path}: is not too long any more. Remove it from test/support/debt.ts.`),
  ]
}
