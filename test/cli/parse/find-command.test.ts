import { describe, expect, test } from 'vitest'
import { COMMANDS, GROUPS } from '../../../runtime/cli/command-table.ts'
import { LEGACY_COMMANDS } from '../../../runtime/cli/legacy-table.ts'
import { findCommand } from '../../../runtime/cli/parse/find-command.ts'

const found = (...argv: string[]) => {
  const command = findCommand(argv)
  return command.kind === 'command' ? [command.generation, command.path, ...command.args] : command.kind
}

describe('what is typed becomes a command of 2.x', () => {
  test.each([
    [
      ['dags', 'list', '-o', 'json'],
      [2, 'dags list', '-o', 'json'],
    ],
    [
      ['list_dags', '-sd', '/x'],
      [1, 'dags list', '--subdir', '/x'],
    ],
    [
      ['list_dags', '-r'],
      [1, 'dags report'],
    ],
    [
      ['trigger_dag', 'x', '--run_id=a_b'],
      [1, 'dags trigger', 'x', '--run-id=a_b'],
    ],
    [
      ['clear', '-c', '-dx', 'x'],
      [1, 'tasks clear', '--yes', '--dag-regex', 'x'],
    ],
    [
      ['variables', '-s', 'k', 'v'],
      [1, 'variables set', 'k', 'v'],
    ],
    [
      ['variables', '-g', 'k', '-d', 'x'],
      [1, 'variables get', 'k', '-d', 'x'],
    ],
    [
      ['variables', 'get', 'k', '-d', 'x'],
      [2, 'variables get', 'k', '-d', 'x'],
    ],
    [['pool'], [1, 'pools list']],
    [
      ['pool', '-x', 'p'],
      [1, 'pools delete', 'p'],
    ],
    [
      ['connections', '--conn_id', 'c', '-a', '--conn_uri', 'u'],
      [1, 'connections add', 'c', '--conn-uri', 'u'],
    ],
    [
      ['webserver', '-hn', 'h'],
      [2, 'webserver', '--hostname', 'h'],
    ],
    [['variables'], 'wrong'],
    [['dags', '--help'], 'help'],
  ])('%j', (argv, expected) => {
    expect(found(...argv)).toEqual(expected)
  })
})

describe('the tables', () => {
  test('know every group and every command that an older name stands for', () => {
    for (const path of Object.keys(COMMANDS))
      if (path.includes(' ')) expect(GROUPS).toHaveProperty(path.split(' ')[0] as string)
    const targets = Object.values(LEGACY_COMMANDS).flatMap(({ path, verbs = {} }) => [path, ...Object.values(verbs)])
    for (const path of targets) expect(Object.keys(COMMANDS)).toContain(path)
  })

  test('load commands whose options do not contradict each other', async () => {
    const { helpOf } = await import('../../../runtime/cli/parse/parse-args.ts')
    for (const [path, { load, summary }] of Object.entries(COMMANDS)) {
      expect(helpOf(await load(), { path, summary })).toContain(`usage: airflow ${path} [options]`)
    }
  })
})
