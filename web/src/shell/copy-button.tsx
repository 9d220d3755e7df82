import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Puts a text on the clipboard; browsers give one to pages of HTTPS and of this machine only. */
export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const [isDone, setIsDone] = useState(false)
  if (!window.isSecureContext) return null
  const Icon = isDone ? Check : Copy
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setIsDone(true)
  }
  return (
    <button type="button" className="button" onClick={() => void copy()} onBlur={() => setIsDone(false)}>
      <Icon size={15} aria-hidden />
      {t(isDone ? 'app.copied' : 'app.copy')}
    </button>
  )
}
