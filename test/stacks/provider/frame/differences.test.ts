import { expect, it } from 'vitest'
import { differencesOf } from '../../../../stacks/provider/frame/differences.ts'
import { UNKNOWN } from '../../../../stacks/provider/frame/values.ts'

const OLD = { host: { address: 'a', privateKey: 'k' }, path: '/x', content: 'c', masks: ['m'] }
const rules = { replaceOn: ['host.address', 'path'], inert: ['host', 'masks'] }
const differences = (change: object) => differencesOf({ old: OLD, news: { ...OLD, ...change }, ...rules })

it('nothing has changed where all is equal, or where only the way to work has', () => {
  expect(differences({})).toEqual([])
  expect(differences({ host: { address: 'a', privateKey: 'another' }, masks: [] })).toEqual([])
})

it('a changed input is an update, a new or missing one too', () => {
  expect(differences({ content: 'd' })).toEqual([{ path: 'content', kind: 'update', isReplacing: false }])
  expect(differences({ mode: '0600' })).toEqual([{ path: 'mode', kind: 'add', isReplacing: false }])
  expect(differences({ content: undefined })).toEqual([{ path: 'content', kind: 'delete', isReplacing: false }])
})

it('another host or identity is another thing', () => {
  expect(differences({ host: { address: 'b', privateKey: 'k' } })).toEqual([
    { path: 'host.address', kind: 'update', isReplacing: true },
  ])
  expect(differences({ path: '/y', content: 'd' }).map(({ path, isReplacing }) => [path, isReplacing])).toEqual([
    ['path', true],
    ['content', false],
  ])
})

it('of two inputs that may say where it is, the first that is there counts', () => {
  const identity = { replaceOn: ['server.address ?? host.address'], inert: ['host', 'server'] }
  const between = (old: object, news: object) => differencesOf({ old: { ...old }, news: { ...news }, ...identity })
  const on = (host: string, server?: string) => ({ host: { address: host }, server: { address: server } })
  expect(between(on('a', 'db'), on('b', 'db'))).toEqual([])
  const moved = [{ path: 'server.address', kind: 'update', isReplacing: true }]
  expect(between(on('a'), on('b'))).toEqual(moved)
  expect(between(on('a'), on('a', 'db'))).toEqual(moved)
})

it('what is not known yet counts as changed, and replaces nothing', () => {
  expect(differences({ path: UNKNOWN })).toEqual([{ path: 'path', kind: 'update', isReplacing: false }])
})
