import { afterAll, beforeAll, expect, it } from 'vitest'
import { supervisorProgram } from '../../../../stacks/provider/resources/supervisor-program.ts'
import { created, createScene, previewed, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

describeOnScratchHost('SupervisorProgram', current => {
  let scene: Scene
  const host = () => current().deployer
  const sh = (text: string) => scene.ask(host(), 'sh', '-c', text)
  const conf = (command: string, more = '') =>
    `[program:flow]\ncommand=${command}\nstartsecs=1\nstartretries=1\nstopwaitsecs=5\nstdout_logfile=/var/log/supervisor/flow.out\nstderr_logfile=/var/log/supervisor/flow.err\n${more}`
  const pidOf = () => sh('supervisorctl pid flow')
  beforeAll(async () => {
    scene = createScene()
    // As the package does it, but without a service manager.
    await sh('mkdir -p /var/log/supervisor; supervisord -c /etc/supervisor/supervisord.conf')
  })
  afterAll(() => scene[Symbol.dispose]())

  it('runs, restarts for a new configuration or a trigger, and goes with its logs', { timeout: 120_000 }, async () => {
    const args = { host: host(), name: 'flow', conf: conf('sleep 1000'), triggers: ['a'], stopwaitsecs: 5 }
    await previewed(supervisorProgram, scene, args)
    expect(scene.lines.at(-1)).toBe('127.0.0.1: flow will start')
    expect(scene.lines[0]).toContain('+command=sleep 1000')
    const made = await created(supervisorProgram, scene, args)
    expect(made.outputs.status).toBe('RUNNING')
    expect(await supervisorProgram.read(scene.context, made)).toEqual(made)

    const first = await pidOf()
    const second = await updated(supervisorProgram, scene, { old: made, triggers: ['b'] })
    const afterTrigger = await pidOf()
    expect(afterTrigger).not.toBe(first)
    const third = await updated(supervisorProgram, scene, { old: second, conf: conf('sleep 2000') })
    expect(await sh(`tr '\\0' ' ' </proc/$(supervisorctl pid flow)/cmdline`)).toBe('sleep 2000')

    await sh('supervisorctl stop flow')
    const found = await supervisorProgram.read(scene.context, third)
    expect(found?.outputs.status).toBe('STOPPED')
    expect(found && supervisorProgram.drifted?.(found)).toEqual(['status'])
    await updated(supervisorProgram, scene, { old: third })

    await supervisorProgram.delete(scene.context, third)
    expect(await supervisorProgram.read(scene.context, third)).toBeNull()
    expect(await sh('supervisorctl status; ls /etc/supervisor/conf.d /var/log/supervisor | grep flow || :')).toBe('')
    expect(await sh('pgrep -f "^sleep 2000" || :')).toBe('')
  })

  it('says what a program that does not start has said last', { timeout: 60_000 }, async () => {
    const args = {
      host: host(),
      name: 'flow',
      conf: conf('sh -c "echo Error: unsupported locale setting >&2; exit 1"'),
      startTimeoutSeconds: 20,
    }
    await expect(created(supervisorProgram, scene, args)).rejects.toThrow(
      /127\.0\.0\.1: flow does not run: flow +FATAL[\s\S]*unsupported locale setting/,
    )
  })

  it('says what is wrong with a configuration', { timeout: 60_000 }, async () => {
    const args = { host: host(), name: 'flow', conf: conf('sleep 1000', 'autostart=perhaps\n') }
    await expect(created(supervisorProgram, scene, args)).rejects.toThrow(
      /127\.0\.0\.1: restart flow: exit status 1[\s\S]*CANT_REREAD/,
    )
  })
})
