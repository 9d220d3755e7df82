import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeOnBroker } from '../../broker.ts'
import { describeInChromium, problemsOf } from '../../browser/chromium.ts'
import { CeleryScene, NODE } from '../../worker/celery/scene.ts'
import { createUsers, type Flower, PASSWORD, startFlower, untilAnswer } from '../flower-scene.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('quick', { command: 'true' })
`

describeOnBroker('The pages of flower', current => {
  describeInChromium('in Chromium', open => {
    let scene: CeleryScene
    let flower: Flower
    beforeAll(async () => {
      scene = await CeleryScene.open(current(), { dag: DAG })
      await createUsers(scene.home)
      flower = await startFlower(scene.home, {})
      await untilAnswer(flower, '/api/workers?status=1', ({ body }) => (body[NODE] === true ? true : null))
    })
    afterAll(async () => {
      await flower?.[Symbol.asyncDispose]()
      await scene?.[Symbol.asyncDispose]()
    })

    const openAt = async (path: string, username?: string): Promise<{ page: Page; problems: string[] }> => {
      const page = await open(username === undefined ? {} : { user: { username, password: PASSWORD } })
      const problems = problemsOf(page)
      await page.goto(`${flower.url}${path}`)
      return { page, problems }
    }

    test('show a new task without being loaded again, and keep what somebody is busy with', async () => {
      const { page, problems } = await openAt('/tasks')
      const search = page.getByRole('searchbox').or(page.locator('input[name=search]')).first()
      await search.fill('state:SUC')
      const { token } = await scene.runs.begin(await scene.createRun(), 'quick')
      await page.locator(`a[href$="/task/${token}"]`).first().waitFor()
      expect(await search.inputValue()).toBe('state:SUC')
      expect(problems).toEqual([])
    })

    test('stand still where somebody has said so', async () => {
      const { page } = await openAt('/tasks')
      const live = page.locator('#live')
      await live.click()
      expect(await live.getAttribute('aria-pressed')).toBe('false')
      await page.reload()
      expect(await live.getAttribute('aria-pressed')).toBe('false')
    })

    test('ask before they shut a worker down, and do nothing when the answer is no', async () => {
      const { page, problems } = await openAt(`/worker/${encodeURIComponent(NODE)}`, 'admin')
      const questions: string[] = []
      page.on('dialog', dialog => {
        questions.push(dialog.message())
        void dialog.dismiss()
      })
      await page
        .getByRole('button', { name: /shut ?down/i })
        .first()
        .click()
      expect(questions).toHaveLength(1)
      expect(await scene.tell('ping')).toEqual({ ok: 'pong' })
      expect(problems).toEqual([])
    })

    test('do what a form says once, and tell what became of it', async () => {
      const { page } = await openAt(`/worker/${encodeURIComponent(NODE)}`, 'admin')
      await page.getByRole('button', { name: /grow/i }).first().click()
      await page.getByText(/grow/i).first().waitFor()
      await untilAnswer(flower, `/api/workers?refresh=1&workername=${NODE}`, ({ body }) =>
        body[NODE]?.stats?.pool?.['max-concurrency'] === 5 ? true : null,
      )
      await page.waitForURL(url => !url.searchParams.has('notice'))
    })

    test('offer nothing to do to somebody unknown', async () => {
      const { page, problems } = await openAt(`/worker/${encodeURIComponent(NODE)}`)
      expect(await page.getByRole('button', { name: /shut ?down|grow/i }).count()).toBe(0)
      expect(problems).toEqual([])
    })
  })
})
