import type { HostConfig, StackConfig } from '../../../stacks/config/stack-config.ts'
import { type Command, script } from '../../../stacks/provider/shell.ts'
import { FILES, filesIn, type ProgramFile, type ProgramState, programsOf, STATUS, statesIn } from '../facts/programs.ts'
import type { Finding, Fix } from '../finding.ts'
import { deployAgain } from '../fixes/deploy.ts'
import { installFix } from '../fixes/packages.ts'
import type { Os } from '../os.ts'
import type { Examined, Question } from '../question.ts'

export interface ProgramsFacts {
  readonly isInstalled: boolean
  readonly answers: boolean
  /** What supervisorctl says. */
  readonly said: string
  readonly states: readonly ProgramState[]
  readonly files: readonly ProgramFile[]
  /** The last lines that a program wrote, by name; of those that do not run. */
  readonly lastLines: Readonly<Record<string, readonly string[]>>
}

export const programs: Question<ProgramsFacts> = {
  name: 'programs',
  asks: "do supervisor's programs run, and do they stop as they should?",
  allIsWell: 'supervisor runs every program of the host',
  isFor: host => programsOf(host).length > 0,
  gather: async patient => {
    const { status, files, installed } = await patient.look({ status: STATUS, files: FILES, installed: INSTALLED })
    const states = statesIn(status)
    const troubled = filesIn(files).filter(({ name }) => states.some(one => one.name === name && !isUp(one)))
    const tails = await patient.look(Object.fromEntries(troubled.map(file => [file.name, tailOf(file)])))
    return {
      isInstalled: installed.status === 0,
      answers: states.length > 0 || status.output === '',
      said: status.output,
      states,
      files: filesIn(files),
      lastLines: Object.fromEntries(Object.entries(tails).map(([name, { output }]) => [name, linesOf(output)])),
    }
  },
  decide: (examined, stack) =>
    examined.flatMap(one => {
      const down = supervisorDown(one)
      return down === null ? programsOf(one.host).flatMap(name => programFindings(one, name, stack)) : [down]
    }),
}

const INSTALLED: Command = script('command -v supervisorctl')

const isUp = ({ state }: ProgramState): boolean => state === 'RUNNING' || state === 'STARTING'

function tailOf({ settings }: ProgramFile): Command {
  const logs = [settings['stderr_logfile'], settings['stdout_logfile']].filter(path => path?.startsWith('/'))
  return script(
    `for log; do [ ! -s "$log" ] || { tail -n 5 "$log" | cut -c -300; break; }; done`,
    ...(logs as string[]),
  )
}

const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')

function supervisorDown({ host, os, facts }: Examined<ProgramsFacts>): Finding | null {
  const finding = { host: host.name, status: 'problem' } as const
  if (!facts.isInstalled) {
    const fix = installFix(os, 'supervisor')
    return { ...finding, finding: 'supervisor is not installed', evidence: ['there is no supervisorctl'], fix }
  }
  if (facts.answers) return null
  const evidence = linesOf(facts.said).slice(-3)
  return {
    ...finding,
    finding: 'supervisor does not run, and so none of its programs',
    evidence,
    fix: startSupervisor(os),
  }
}

const startSupervisor = ({ hasSystemd }: Os): Fix => ({
  commands: [hasSystemd ? ['systemctl', 'enable', '--now', 'supervisor'] : ['service', 'supervisor', 'start']],
  isSafe: true,
})

function programFindings(one: Examined<ProgramsFacts>, name: string, stack: StackConfig): Finding[] {
  const { host, facts } = one
  const file = facts.files.find(each => each.name === name)
  const state = facts.states.find(each => each.name === name)
  if (file === undefined) {
    const finding = `${name} is missing: no file in supervisor's conf.d names it`
    return [{ host: host.name, status: 'problem', finding, evidence: [], fix: deployAgain(stack) }]
  }
  const wrong = stopSettings(host, file, stack)
  if (state === undefined) return [unknownToSupervisor(host, file), ...wrong]
  return isUp(state) ? wrong : [notRunning(one, state), ...wrong]
}

const unknownToSupervisor = ({ name: host }: HostConfig, { name, file }: ProgramFile): Finding => ({
  host,
  status: 'problem',
  finding: `${name} has a file, but supervisor has not read it`,
  evidence: [file],
  fix: { commands: [['supervisorctl', 'update', name]], isSafe: true },
})

function notRunning({ host, facts }: Examined<ProgramsFacts>, { name, state, detail }: ProgramState): Finding {
  const said = facts.lastLines[name] ?? []
  return {
    host: host.name,
    status: 'problem',
    finding: `${name} is ${state}${detail === '' ? '' : `: ${detail}`}`,
    evidence: said.length > 0 ? said : ['its logs are empty'],
    fix: { commands: startCommands(name), isSafe: true },
  }
}

/** A program that stopped long ago may have been given another file since. */
const startCommands = (name: string): Command[] => [
  ['supervisorctl', 'update', name],
  script('supervisorctl start "$1" || supervisorctl status "$1"', name),
]

interface Rule {
  readonly isBroken: (settings: ProgramFile['settings'], stack: StackConfig) => boolean
  readonly sentence: (settings: ProgramFile['settings'], stack: StackConfig) => string
  readonly right: (stack: StackConfig) => string
}

/** How a worker has to be stopped so that what it runs can end, by setting. */
const WORKER_RULES: Readonly<Record<string, Rule>> = {
  stopasgroup: {
    isBroken: ({ stopasgroup = 'false' }) => isTrue(stopasgroup),
    sentence: () => 'has stopasgroup=true: stopping it ends the tasks that it runs',
    right: () => 'false',
  },
  killasgroup: {
    isBroken: ({ killasgroup = 'false', stopasgroup = 'false' }) => !isTrue(killasgroup) && !isTrue(stopasgroup),
    sentence: () => 'has no killasgroup=true: tasks live on as orphans when it is killed',
    right: () => 'true',
  },
  stopsignal: {
    isBroken: ({ stopsignal = 'TERM' }) => !/^(SIG)?TERM$/.test(stopsignal),
    sentence: ({ stopsignal }) => `has stopsignal=${stopsignal}: only TERM lets it finish what it runs`,
    right: () => 'TERM',
  },
  stopwaitsecs: {
    isBroken: ({ stopwaitsecs = '10' }, { airflow }) => Number(stopwaitsecs) < airflow.longestTaskSeconds,
    sentence: ({ stopwaitsecs = '10 (the default)' }, { airflow }) =>
      `is killed ${stopwaitsecs} s after it is told to stop, but a task may take ${airflow.longestTaskSeconds} s`,
    right: ({ airflow }) => `${airflow.longestTaskSeconds + 60}`,
  },
}

const isTrue = (text: string): boolean => /^(true|yes|on|1)$/i.test(text)

function stopSettings({ name: host }: HostConfig, file: ProgramFile, stack: StackConfig): Finding[] {
  if (file.name !== 'airflow_worker') return []
  return Object.entries(WORKER_RULES)
    .filter(([, { isBroken }]) => isBroken(file.settings, stack))
    .map(([key, { sentence, right }]) => ({
      host,
      status: 'problem',
      finding: `${file.name} ${sentence(file.settings, stack)}`,
      evidence: [`${file.file}: ${key in file.settings ? `${key}=${file.settings[key]}` : `no ${key}`}`],
      fix: setCommands(file, key, right(stack)),
    }))
}

/** Supervisor stops the program by the old settings before it knows the new ones: that may end tasks. */
const setCommands = ({ file, name, settings }: ProgramFile, key: string, value: string): Fix => ({
  commands: [
    [
      'sed',
      '-i',
      key in settings ? `s/^${key} *=.*/${key}=${value}/` : `/^\\[program:${name}\\]/a ${key}=${value}`,
      file,
    ],
    ['supervisorctl', 'update', name],
  ],
  isSafe: false,
})
