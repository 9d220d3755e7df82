import { hostname } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { hostName } from '../../runtime/service/host-name.ts'

const before = process.env['SLIPSTREAM_HOSTNAME']
afterEach(() => {
  if (before === undefined) delete process.env['SLIPSTREAM_HOSTNAME']
  else process.env['SLIPSTREAM_HOSTNAME'] = before
})

test('a host has its own name, unless the deployment says how the others reach it', () => {
  delete process.env['SLIPSTREAM_HOSTNAME']
  expect(hostName()).toBe(hostname())
  process.env['SLIPSTREAM_HOSTNAME'] = ''
  expect(hostName()).toBe(hostname())
  process.env['SLIPSTREAM_HOSTNAME'] = '192.168.0.11'
  expect(hostName()).toBe('192.168.0.11')
})
