import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPulumiProject, type PulumiProject } from './pulumi-project.ts'
import { describeOnScratchHost } from './scratch-host.ts'

describeOnScratchHost('the plugin under the real Pulumi CLI', current => {
  let project: PulumiProject
  beforeAll(async () => {
    project = await createPulumiProject()
  })
  afterAll(() => project[Symbol.asyncDispose]())

  const onHost = (): string =>
    `{...${JSON.stringify(current().deployer)}, privateKey: pulumi.secret(${JSON.stringify(current().keys.privateKey)})}`

  it('deploys', { timeout: 120_000 }, async () => {
    await project.write(`
      const host = ${onHost()}
      const secret = new airflow.GeneratedSecret('key', { kind: 'fernet' })
      const folder = new system.Folder('conf', { host, path: '/srv/slipstream/conf', mode: '0750' })
      const file = new system.RemoteFile('cfg', {
        host, path: '/srv/slipstream/conf/airflow.cfg', masks: [secret.value],
        content: pulumi.interpolate\`[core]\\nexecutor = CeleryExecutor\\nfernet_key = \${secret.value}\\n\`,
      }, { dependsOn: folder })
      export const sha256 = file.sha256
    `)
    const { exitCode } = await project.pulumi('up', '--yes')
    expect(exitCode).toBe(0)
  })
})
