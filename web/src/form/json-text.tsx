import { jsonTokens, looksLikeJson } from './json.ts'
import './json.css'

/** Text in which JSON has its colours. */
export const JsonText = ({ text }: { readonly text: string }) => (
  <code className="json-text">
    {looksLikeJson(text)
      ? jsonTokens(text).map(token => (
          <span key={token.at} className={token.className}>
            {token.text}
          </span>
        ))
      : text}
  </code>
)
