import { hostAccess, matching } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { readText, removeFile, writeText } from '../host/files.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import { tellChange } from '../host/tell-change.ts'
import type { LocaleInputs } from '../types/system.ts'

const FILE = '/etc/default/locale'

export const locale: Resource<LocaleInputs> = {
  fields: {
    host: hostAccess,
    lang: matching(/^([a-z]{2,3}_[A-Z]{2}|C)\.UTF-8$/, 'a UTF-8 locale, as in en_US.UTF-8 or zh_CN.UTF-8'),
  },
  computed: [],
  replaceOn: ['host.address'],
  inert: ['host'],
  id: ({ host }) => `${host.address}:${FILE}`,
  imports: { example: FILE, inputs: () => ({}) },
  preview: { needs: ['host', 'lang'], tell },
  create: set,
  read: async ({ openHost }, { inputs }) => {
    const host = openHost(inputs.host)
    const file = await readText(host, FILE)
    if (file === null) return null
    const isAsSet = file.content === contentFor(inputs.lang) && (await isGenerated(host, inputs.lang))
    return { inputs: isAsSet ? inputs : { ...inputs, lang: langIn(file.content) }, outputs: {} }
  },
  update: async (context, inputs, old) => {
    await set(context, inputs)
    if (old.inputs.lang !== inputs.lang) await ungenerate(context.openHost(inputs.host), old.inputs.lang)
    return {}
  },
  delete: async ({ openHost }, { inputs: { host, lang } }) => {
    await removeFile(openHost(host), FILE)
    await ungenerate(openHost(host), lang)
  },
}

async function set({ openHost }: Context, { host, lang }: LocaleInputs): Promise<Record<never, never>> {
  const remote = openHost(host)
  if (!(await isGenerated(remote, lang))) {
    const command = ledgerScript(GENERATE, lang, ledgerKey('locale', lang))
    await remote.alone('locales', () => remote.run({ name: `generate ${lang}`, command, timeoutSeconds: 300 }))
  }
  await writeText(remote, { path: FILE, content: contentFor(lang), owner: 'root', group: 'root', mode: '0644' })
  return {}
}

async function tell(context: Context, { host, lang }: LocaleInputs): Promise<void> {
  const remote = context.openHost(host)
  const before = (await readText(remote, FILE))?.content ?? null
  tellChange(context, { name: `${hostName(host)}:${FILE}`, before, after: contentFor(lang) })
  if (!(await isGenerated(remote, lang))) context.log.info(`${hostName(host)}: locale ${lang} will be generated`)
}

async function ungenerate(host: Host, lang: string): Promise<void> {
  const command = ledgerScript(UNGENERATE, lang, ledgerKey('locale', lang))
  await host.alone('locales', () => host.run({ name: `remove locale ${lang}`, command, timeoutSeconds: 300 }))
}

/** `locale -a` writes en_US.utf8. C.UTF-8 is in glibc itself, or in the package libc-bin. */
async function isGenerated(host: Host, lang: string): Promise<boolean> {
  const known = await host.ask({ name: 'list locales', command: ['locale', '-a'] })
  const wanted = lang.toLowerCase().replace('-', '')
  return known.split('\n').some(name => name.toLowerCase().replace('-', '') === wanted)
}

/** Both: programs that set LC_ALL themselves are the exception, and LANG alone loses to a stray LC_CTYPE. */
const contentFor = (lang: string): string => `LANG=${lang}\nLC_ALL=${lang}\n`

const langIn = (content: string): string => /^LANG="?([^"\n]*)/m.exec(content)?.[1] ?? ''

// /etc/locale.gen keeps the locale when Debian generates all of them again; other systems have only localedef.
const GENERATE = `
[ -e "/usr/share/i18n/locales/\${1%.UTF-8}" ] || {
  echo "the sources of locale $1 are not there: install the package locales" >&2
  exit 1
}
is_made "$2" || remember "$2" "$1"
if [ -e /etc/locale.gen ] && ! grep -qE "^ *$1 UTF-8" /etc/locale.gen; then
  printf '%s UTF-8\\n' "$1" >>/etc/locale.gen
fi
localedef -i "\${1%.UTF-8}" -f UTF-8 "$1"
`

const UNGENERATE = `
if is_made "$2"; then
  # The archive knows it as zh_CN.utf8.
  localedef --delete-from-archive "\${1%.UTF-8}.utf8" 2>/dev/null || :
  if [ -e /etc/locale.gen ]; then sed -i "/^$1 UTF-8\\$/d" /etc/locale.gen; fi
  forget "$2"
fi
`
