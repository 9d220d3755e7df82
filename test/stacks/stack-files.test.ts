import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { CHECKOUT } from '../../stacks/checkout.ts'
import { rawConfigOf, readStackConfig } from '../../stacks/config.ts'
import { hosts } from './config/problems-of.ts'

const STACKS = join(CHECKOUT, 'stacks')

/** The configuration of a stack as Pulumi hands it to a program: text, or JSON of what is not text. */
function configOf(text: string): Record<string, string> {
  const { config } = parse(text) as { config: Record<string, unknown> }
  const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, shown(value)]))
}

const textOf = (name: string): string => readFileSync(join(STACKS, `Pulumi.${name}.yaml`), 'utf8')
const read = (text: string) => readStackConfig(rawConfigOf(configOf(text), 'slipstream'), 'test')

describe('the ready-made stacks', () => {
  const names = readdirSync(STACKS).flatMap(name => /^Pulumi\.(\w+)\.yaml$/.exec(name)?.[1] ?? [])

  test('are valid', () => {
    expect(names).toEqual(expect.arrayContaining(['local', 'reference', 'single']))
    for (const name of names) expect(read(textOf(name)).hosts.length).toBeGreaterThan(0)
  })

  test('reference is what a stack that names two hosts gets anyway', () => {
    expect(read(textOf('reference'))).toEqual(readStackConfig({ hosts }, 'test'))
  })

  test('reference says in comments what holds without them', () => {
    const examples = /\(example/
    const lines = textOf('reference').split('\n')
    const first = lines.findIndex(line => line.startsWith('config:'))
    const spoken = lines.slice(first).flatMap(line => {
      const [, indent, setting] = /^(\s*)# ((?:slipstream:)?\w+: .*)$/.exec(line) ?? []
      return setting === undefined || examples.test(line) || !isSetting(setting) ? [] : [`${indent}${setting}`]
    })
    expect(spoken.length).toBeGreaterThanOrEqual(10)
    const shown = lines
      .map(line => (spoken.includes(line.replace('# ', '')) ? line.replace('# ', '') : line))
      .join('\n')
    const { config } = { config: read(shown) }
    const plain = readStackConfig({ hosts }, 'test')
    expect({ ...config, hosts: config.hosts.map(({ concurrency, ...host }) => host) }).toEqual({
      ...plain,
      hosts: plain.hosts.map(({ ssh, ...host }) => ({ ...host, ssh: { ...ssh, knownHosts: '~/.ssh/known_hosts' } })),
    })
  })
})

/** A sentence may have a colon too. */
const isSetting = (text: string): boolean => /^(slipstream:)?\w+: (\d+|true|false|[~/[\w][\w./~:,[\]-]*)$/.test(text)
