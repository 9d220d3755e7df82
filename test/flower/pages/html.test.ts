import { expect, test } from 'vitest'
import { html } from '../../../runtime/flower/pages/frame/html.ts'

test('texts are escaped, markup and lists of it are not', () => {
  const evil = `<script>"'&</script>`
  expect(`${html`<p title="${evil}">${[html`<b>${1}</b>`, null, evil]}</p>`}`).toBe(
    '<p title="&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;"><b>1</b>&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;</p>',
  )
})
