import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DagCode } from '../../../../runtime/api/ui/contract/dag.ts'
import { get, path } from '../../api/client.ts'
import { highlightedLines } from './highlight.ts'
import './code.css'

/** The DAG file, as it was when it was last read. */
export function CodePage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { data } = useSuspenseQuery({
    queryKey: ['dag', dagId, 'code'],
    queryFn: ({ signal }) => get<DagCode>(path`/ui/dags/${dagId}/code`, signal),
  })
  return (
    <figure className="code-figure">
      <figcaption className="mono soft">{data.fileloc}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="code" tabIndex={0}>
        {highlightedLines(data.source, data.fileloc).map((tokens, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line's name is its number
          <span key={index} className="code-line">
            {tokens.map(({ text, classes, at }) => (
              <span key={at} className={classes}>
                {text}
              </span>
            ))}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  )
}
