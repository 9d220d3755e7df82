/** What we read of an entry of package-lock.json. */
export interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly peer?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[] | string
  readonly cpu?: readonly string[] | string
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type LockEntries = Readonly<Record<string, LockEntry>>

const systems = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(' ')
const processors = 'arm arm64 ia32 loong64 ppc64 riscv64 s390x wasm32 x64'.split(' ')

/** The entries that name an address: it would tie every clone to one registry. */
export function addresses(entries: LockEntries): string[] {
  return Object.entries(entries).flatMap(([path, { resolved, link }]) =>
    resolved !== undefined && !link ? [`${path}: ${resolved}`] : [],
  )
}

/**
 * Entries for the optional packages that others name and the lock file lacks. npm leaves out what its registry does
 * not have (some platforms of some packages), and then `npm ci` of npm 11 refuses the lock file as out of step. They
 * carry no checksum, and are read only on the platform that they are for.
 */
export function lackingEntries(entries: LockEntries): LockEntries {
  const lacking = Object.entries(entries).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !entries[`node_modules/${name}`] && !entries[`${path}/node_modules/${name}`])
      .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, entry)] as const),
  )
  return Object.fromEntries(lacking)
}

/** All entries in npm's order: the checkout itself, then by path. */
export function withEntries(entries: LockEntries, more: LockEntries): LockEntries {
  const { '': checkout = {}, ...rest } = { ...entries, ...more }
  const sorted = Object.entries(rest).sort(([left], [right]) => left.localeCompare(right, 'en'))
  return { '': checkout, ...Object.fromEntries(sorted) }
}

function entryFor(name: string, version: string, { dev, peer }: LockEntry): LockEntry {
  const { os, cpu, libc } = platformOf(name)
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
    ...(peer ? { peer } : {}),
  }
}

/** Read from the package's name, as @biomejs/cli-linux-x64-musl. Throws where the name does not tell. */
function platformOf(name: string): { os: string; cpu: string; libc: string | undefined } {
  const words = name.replace('windows', 'win32').split(/[-/]/)
  const os = words.find(word => systems.includes(word))
  const cpu = words.find(word => processors.includes(word))
  if (!os || !cpu) throw new Error(`The lock file lacks the optional package ${name}, whose name tells no platform`)
  return { os, cpu, libc: os === 'linux' ? libcOf(words) : undefined }
}

function libcOf(words: readonly string[]): string | undefined {
  if (words.some(word => word.startsWith('musl'))) return 'musl'
  return words.some(word => word.startsWith('gnu')) ? 'glibc' : undefined
}
