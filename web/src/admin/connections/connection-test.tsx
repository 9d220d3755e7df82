import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, PlugZap } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ConnectionLine, ConnectionList } from '../../../../runtime/api/ui/contract/connections.ts'
import { useMay } from '../../api/session.ts'
import { testBodyOf } from './connection-body.ts'
import { type TestResult, testConnection } from './connection-queries.ts'

interface ConnectionTestProps {
  readonly stored: ConnectionLine | null
  readonly testing: ConnectionList['testing']
}

/** Tries what the form says, without storing it; where that is turned off, says how to turn it on. */
export function ConnectionTest({ stored, testing }: ConnectionTestProps) {
  const { t } = useTranslation()
  const mayTest = useMay('can_create', 'Connections')
  const test = useMutation({
    mutationFn: async (form: HTMLFormElement) => testConnection(testBodyOf(new FormData(form), stored)),
  })
  if (testing === 'Hidden' || !mayTest) return null
  const result = test.error === null ? test.data : { status: false, message: test.error.message }
  return (
    <>
      <div className="test-result" role="status">
        {result && !test.isPending && <Result result={result} />}
      </div>
      <button
        type="button"
        className="button"
        disabled={testing === 'Disabled' || test.isPending}
        onClick={event => event.currentTarget.form && test.mutate(event.currentTarget.form)}
      >
        <PlugZap size={15} aria-hidden />
        {t(test.isPending ? 'connections.testing' : 'connections.test')}
      </button>
      {testing === 'Disabled' && <span className="hint test-hint">{t('connections.testDisabled')}</span>}
    </>
  )
}

function Result({ result: { status, message } }: { readonly result: TestResult }) {
  const Icon = status ? CircleCheck : CircleX
  return (
    <p className={status ? 'with-icon test-passed' : 'with-icon field-error'}>
      <Icon size={16} aria-hidden />
      {message}
    </p>
  )
}
