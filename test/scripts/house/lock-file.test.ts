import { expect, test } from 'vitest'
import { addresses, lackingEntries, withEntries } from '../../../scripts/house/lock-file.ts'

const entries = {
  '': { version: '1.0.0' },
  'node_modules/tool': {
    version: '2.0.0',
    dev: true,
    optionalDependencies: {
      'tool-linux-x64': '2.0.0',
      '@tool/cli-linux-arm64-musl': '2.0.0',
      'tool-windows-x64': '2.0.0',
    },
  },
  'node_modules/tool-linux-x64': { version: '2.0.0', optional: true },
}

test('an entry that names an address is found; the folder of a workspace is no address', () => {
  const named = { resolved: 'https://registry.example/a.tgz' }
  const found = addresses({ 'node_modules/a': named, 'node_modules/part': { resolved: 'part', link: true } })
  expect(found).toEqual(['node_modules/a: https://registry.example/a.tgz'])
})

test('an optional package without an entry gets one for the platform in its name', () => {
  expect(lackingEntries(entries)).toEqual({
    'node_modules/@tool/cli-linux-arm64-musl': {
      version: '2.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
    'node_modules/tool-windows-x64': { version: '2.0.0', cpu: ['x64'], dev: true, optional: true, os: ['win32'] },
  })
})

test('a lock file with these entries lacks nothing, and keeps the order of npm', () => {
  const whole = withEntries(entries, lackingEntries(entries))
  expect(lackingEntries(whole)).toEqual({})
  expect(Object.keys(whole)).toEqual([
    '',
    'node_modules/@tool/cli-linux-arm64-musl',
    'node_modules/tool',
    'node_modules/tool-linux-x64',
    'node_modules/tool-windows-x64',
  ])
})

test('an optional package whose name tells no platform is refused', () => {
  expect(() => lackingEntries({ 'node_modules/tool': { optionalDependencies: { extra: '1.0.0' } } })).toThrow(
    'lacks the optional package extra',
  )
})
