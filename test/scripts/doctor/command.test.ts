import { describe, expect, test } from 'vitest'
import { requestOf } from '../../../scripts/doctor/arguments.ts'
import { DoctorError } from '../../../scripts/doctor/errors.ts'
import type { Told } from '../../../scripts/doctor/finding.ts'
import { asJson, asText, exitCodeOf, summaryOf } from '../../../scripts/doctor/report.ts'
import { listOfQuestions } from '../../../scripts/doctor/run-doctor.ts'
import { configValues } from '../../../scripts/doctor/stack.ts'

describe('the command line', () => {
  const known = ['locale', 'disk']

  test('names a stack and any questions', () => {
    expect(requestOf(['--stack', 'prod', 'disk', '--fix', '--host', 'host1'], known)).toEqual({
      stack: 'prod',
      questions: ['disk'],
      fix: true,
      json: false,
      host: 'host1',
    })
    expect(requestOf(['-s', 'prod', '--json'], known)).toEqual({ stack: 'prod', questions: [], fix: false, json: true })
    expect(requestOf(['--list'], known)).toBe('list')
    expect(requestOf(['-h'], known)).toBe('help')
  })

  test.each([
    [['--stack', 'prod', 'disc'], 'No question "disc". There are: locale, disk'],
    [['disk'], 'Which stack? Name it with --stack'],
    [['--stack', 'prod', '--force'], "Unknown option '--force'"],
    [['--stack'], "Option '-s, --stack <value>' argument missing"],
  ])('%j is refused: %s', (args, message) => {
    expect(() => requestOf(args, known)).toThrow(DoctorError)
    expect(() => requestOf(args, known)).toThrow(message)
  })

  test('lists each question with what it asks', () => {
    expect(listOfQuestions().split('\n')).toHaveLength(10)
    expect(listOfQuestions()).toMatch(/^locale {4}are the locales .*unsupported locale setting/)
  })
})

test('values of the configuration are read from what the Pulumi CLI prints', () => {
  const json = '{"p:hosts": {"value": "[]", "secret": true, "objectValue": []}, "p:dags": {"value": "dags"}, "p:x": {}}'
  expect(configValues(json)).toEqual({ 'p:hosts': '[]', 'p:dags': 'dags' })
})

describe('a finding', () => {
  const told: Told = {
    question: 'programs',
    host: 'host1',
    status: 'problem',
    finding: 'airflow_worker is FATAL',
    evidence: ['cannot bind'],
    fix: { commands: [['supervisorctl', 'start', 'a b'], ['true']], isSafe: true },
    isFixed: false,
  }

  test('is text for people, whose fix can be typed as it stands', () => {
    expect(asText(told)).toBe(
      [
        'problem  programs on host1: airflow_worker is FATAL',
        '  seen: cannot bind',
        "  fix:  sudo supervisorctl start 'a b'",
        '        sudo true',
      ].join('\n'),
    )
  })

  test('is an object for programs', () => {
    expect(JSON.parse(asJson([told, { ...told, fix: null, isFixed: true }]))).toMatchObject([
      { question: 'programs', host: 'host1', fix: "sudo supervisorctl start 'a b'\nsudo true", fixed: false },
      { fix: null, fixed: true },
    ])
  })

  test('decides the exit code: a problem goes before what could not be asked, and a warning is none', () => {
    const withStatus = (...statuses: Told['status'][]) => statuses.map(status => ({ ...told, status }))
    expect(exitCodeOf(withStatus('ok', 'warning'))).toBe(0)
    expect(exitCodeOf(withStatus('ok', 'unknown', 'problem'))).toBe(1)
    expect(exitCodeOf(withStatus('ok', 'unknown'))).toBe(2)
    expect(summaryOf(withStatus('problem', 'warning', 'warning'))).toBe('1 problem, 2 warnings, 0 unknown')
  })
})
