import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { sshKeyPair } from '../../../../stacks/provider/resources/ssh-key-pair.ts'
import { checked, created, createScene, updated } from '../resource-scene.ts'

test('The halves of a pair of keys are a pair, as OpenSSH reads them, and stay what they are', async () => {
  using scene = createScene()
  const pair = await created(sshKeyPair, scene, { comment: 'host1' })
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-key-'))
  try {
    await writeFile(join(folder, 'key'), pair.outputs.privateKey, { mode: 0o600 })
    const { stdout } = await execa('ssh-keygen', ['-y', '-f', join(folder, 'key')])
    expect(stdout).toBe(pair.outputs.publicKey)
    expect(stdout).toMatch(/^ssh-ed25519 \S+ host1$/)
  } finally {
    await rm(folder, { recursive: true })
  }
  expect(await updated(sshKeyPair, scene, { old: pair })).toEqual(pair)
})

test('What would end the line of a public key is no comment', () => {
  expect(() => checked(sshKeyPair, { comment: 'a\nb' })).toThrow('comment: expected a word, as in host1')
})
