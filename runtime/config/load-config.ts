import { randomBytes } from 'node:crypto'
import { isCeleryExecutor } from './celery-executor.ts'
import type { Config } from './config.ts'
import { parseConfig } from './config-parser.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { ConfigValueError, type ValueProblem } from './errors.ts'
import { locateHome, surroundingsOf } from './home/airflow-home.ts'
import { readOrCreate } from './home/config-file.ts'
import { secretOf } from './home/local-secrets.ts'
import { commandOutput, type RunCommand, spawnCommand } from './home/run-command.ts'
import { namedOptions } from './options/table.ts'
import { renderConfigFile } from './render-config.ts'
import type { Sources } from './resolve/candidates.ts'
import { ResolvedConfig, type Settings } from './resolve/resolved-config.ts'
import { type Fetchers, type Setting, settingOf } from './resolve/setting.ts'
import { warningsOf } from './resolve/warnings.ts'

export interface LoadInput {
  readonly env: NodeJS.ProcessEnv
  /** AIRFLOW_HOME where the environment names none. */
  readonly defaultHome?: string
  readonly runCommand?: RunCommand
}

/**
 * Reads the configuration as Airflow does: variables, then airflow.cfg, then defaults. Creates AIRFLOW_HOME and
 * airflow.cfg when they are missing. Throws ConfigFileError, ConfigSyntaxError, and ConfigValueError with all wrong values.
 */
export function loadConfig(input: LoadInput): Config {
  const sources = readSources(input)
  const settings: Map<string, Setting> = new Map()
  const fetchers = fetchersFor(input, () => new ResolvedConfig(settings, sources, []))
  for (const named of namedOptions) {
    settings.set(`${named.section}.${named.key}`, settingOf(named, sources, fetchers))
  }
  checkValues(settings)
  return new ResolvedConfig(settings, sources, warningsOf(sources, settings))
}

function readSources({ env, defaultHome }: LoadInput): Sources {
  const surroundings = surroundingsOf(env)
  const place = locateHome(surroundings, defaultHome)
  const text = readOrCreate(place, () => renderConfigFile(place.home, newSecrets()))
  const variables = Object.keys(env).filter(name => name.startsWith('AIRFLOW__'))
  return {
    home: place.home,
    file: parseConfig(text, place.file),
    variables: new Map(variables.map(name => [name, env[name] as string])),
    surroundings,
  }
}

function newSecrets(): Map<string, string> {
  return new Map([
    // Fernet's own form of a key: 32 bytes in the URL-safe alphabet, padding kept.
    ['core.fernet_key', randomBytes(32).toString('base64').replaceAll('+', '-').replaceAll('/', '_')],
    ['webserver.secret_key', randomBytes(16).toString('base64')],
  ])
}

function fetchersFor({ env, runCommand = spawnCommand }: LoadInput, config: () => Config): Fetchers {
  return {
    command: (commandLine, origin) => commandOutput(commandLine, origin, argv => runCommand(argv, env)),
    secret: (name, origin) => secretOf(config(), name, origin),
  }
}

function checkValues(settings: Settings): void {
  const problems = [...settings.values()].flatMap(problemsOf)
  if (problems.length === 0) problems.push(...executorProblems(settings))
  if (problems.length > 0) throw new ConfigValueError(problems)
}

function problemsOf(setting: Setting): readonly ValueProblem[] {
  // Commands run at the first question, not at every start of a program; defaults are right.
  if (setting.isDeferred || setting.winner === null) return []
  try {
    setting.resolve()
    return []
  } catch (error) {
    if (error instanceof ConfigValueError) return error.problems
    throw error
  }
}

/** Airflow refuses SQLite for executors whose tasks may run on other hosts. */
function executorProblems(settings: Settings): ValueProblem[] {
  const [executor, connection] = ['core.executor', 'database.sql_alchemy_conn'].map(
    name => settings.get(name) as Setting,
  )
  if (!executor || !connection || connection.isDeferred) return []
  const { text } = executor.resolve()
  if (!isCeleryExecutor(text) || parseDatabaseUrl(connection.resolve().text).dialect !== 'sqlite') return []
  const expected = 'LocalExecutor, or a mysql:// URL in [database] sql_alchemy_conn, since no worker can share SQLite'
  return [
    {
      origin: executor.winner?.origin ?? 'default',
      section: 'core',
      key: 'executor',
      got: JSON.stringify(text),
      expected,
    },
  ]
}
