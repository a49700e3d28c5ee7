import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pidNamespace } from '../../../process/process-start.ts'
import { createRunFolder, type RunFolder } from '../../../process/run-folder.ts'
import { containersOf } from '../../../testing/containers.ts'
import { eventually } from '../../../testing/eventually.ts'
import type { PostgresServer } from '../postgres-server.ts'
import { startServer } from '../server.ts'

type Docker = ContainerRuntimeClient['container']['dockerode']
type Container = ReturnType<Docker['getContainer']>
type Inspected = Awaited<ReturnType<Container['inspect']>>

// Named outright: without it the image follows the major version.
const image = (process.env['RUNBOOK_POSTGRES_IMAGE'] ??= 'postgres:17-alpine')

/**
 * A Postgres in a container of the engine on this machine: run by `.ci/run`, which starts an engine of its own, and by
 * hand with `npx vitest run --config .ci/containers.vitest.config.ts`.
 */
let docker: Docker
let runFolder: RunFolder
beforeEach(async () => {
  docker = (await getContainerRuntimeClient()).container.dockerode
  runFolder = await createRunFolder()
})
afterEach(() => runFolder.remove())

const start = (more: { major?: number } = {}): Promise<PostgresServer> =>
  startServer('container', { name: 'tested', runFolder: runFolder.path, ...more })

/** The containers of this test's run, running or not. */
async function containers(): Promise<Inspected[]> {
  const ids = await containersOf(runFolder.path)
  return Promise.all(ids.map((id) => docker.getContainer(id).inspect()))
}

async function volumes(): Promise<string[]> {
  return (await docker.listVolumes()).Volumes.map(({ Name }) => Name).toSorted()
}

function makeContainer(owner: string): Promise<Container> {
  return docker.createContainer({ Image: image, Cmd: ['true'], Labels: { 'rehearsal.owner': owner } })
}

function connect(server: PostgresServer, options: { password?: string; ssl?: boolean } = {}): Client {
  const { host, port, superuser } = server
  const { password = superuser.password, ssl = true } = options
  const client = new Client({
    host,
    port,
    user: superuser.user,
    password,
    database: 'postgres',
    ssl: ssl && { rejectUnauthorized: false },
  })
  client.on('error', () => undefined)
  return client
}

test('it listens on the loopback interface alone', async () => {
  const server = await start()
  const [container] = await containers()
  expect(container?.NetworkSettings.Ports).toEqual({
    '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: String(server.port) }],
  })
  await server.stop()
})

test('it takes TLS, keeps its data in memory, and nothing of it is left after stop()', async () => {
  const before = await volumes()
  const server = await start()
  const client = connect(server)
  await client.connect()
  const { rows } = await client.query(
    `SELECT ssl, current_setting('data_directory') AS folder FROM pg_stat_ssl WHERE pid = pg_backend_pid()`,
  )
  await client.end()
  const [container] = await containers()
  expect(rows).toEqual([{ ssl: true, folder: '/rehearsal/data' }])
  expect(container?.HostConfig.Tmpfs).toEqual({ '/rehearsal': 'rw' })
  expect(container?.HostConfig.NetworkMode).toMatch(/^(default|bridge)$/)
  await server.stop()
  expect(await containers()).toEqual([])
  expect(await volumes()).toEqual(before)
})

test('a wrong password is refused, from inside the container too', async () => {
  const server = await start()
  await expect(connect(server, { password: 'wrong' }).connect()).rejects.toMatchObject({ code: '28P01' })
  const [container] = await containers()
  const psql = await docker.getContainer(container?.Id ?? '').exec({
    Cmd: ['sh', '-c', 'PGPASSWORD=wrong psql --host 127.0.0.1 --username postgres --command "select 1"'],
    AttachStderr: true,
  })
  const said = await psql.start({})
  await once(said.resume(), 'end')
  expect((await psql.inspect()).ExitCode).toBe(2)
  await server.stop()
})

test('its password is on no command line, and its log holds no statement', async () => {
  const server = await start()
  const client = connect(server)
  await client.connect()
  await expect(client.query("ALTER ROLE nobody_there PASSWORD 'a-secret-password'")).rejects.toMatchObject({
    code: '42704',
  })
  await client.end()
  const [container] = await containers()
  const { Cmd, Entrypoint, Healthcheck } = container?.Config ?? {}
  expect(JSON.stringify({ Cmd, Entrypoint, Healthcheck })).not.toContain(server.superuser.password)
  const log = await eventually('the refusal in the log', () => {
    const text = readFileSync(server.logFile, 'utf8')
    return text.includes('nobody_there') && text
  })
  expect(Healthcheck).toEqual({ Test: ['NONE'] })
  expect(log).not.toContain('a-secret-password')
  expect(log).not.toContain(server.superuser.password)
  await server.stop()
})

test('an image of another major version is refused, and its container removed', async () => {
  await expect(start({ major: 99 })).rejects.toThrow(
    /^Postgres 99 was asked for, and the image \S+ holds \d+\.\d+: name another/,
  )
  expect(await containers()).toEqual([])
})

test('when its owner is killed by SIGKILL it ends, and the engine removes it', async () => {
  const program = fileURLToPath(new URL('./container-owner.fixture.ts', import.meta.url))
  const owner = spawn(process.execPath, ['./harness/typescript/run.mjs', program, runFolder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // An owner that could not start one ends by itself: its output closes.
  await Promise.race([once(owner.stdout, 'data'), once(owner, 'exit')])
  expect(await containers()).toHaveLength(1)
  owner.kill('SIGKILL')
  await eventually('the container to be gone', async () => (await containers()).length === 0)
})

test('the next start sweeps what a dead owner had made, and only that', async () => {
  // No process has this start time.
  const dead = await makeContainer([hostname(), pidNamespace(), process.pid, '1'].join(';'))
  const elsewhere = await makeContainer(['another-machine', pidNamespace(), process.pid, '1'].join(';'))
  const server = await start()
  try {
    await expect(dead.inspect()).rejects.toMatchObject({ statusCode: 404 })
    await expect(elsewhere.inspect()).resolves.toMatchObject({ State: { Status: 'created' } })
    expect(await containers()).toHaveLength(1)
  } finally {
    await elsewhere.remove()
    await server.stop()
  }
})

test('a server that does not start says what it said', async () => {
  const broken = await docker.createContainer({ Image: image, Cmd: ['true'] })
  await broken.commit({
    repo: 'rehearsal-without-postgres',
    tag: 'test',
    changes: 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  })
  await broken.remove()
  process.env['RUNBOOK_POSTGRES_IMAGE'] = 'rehearsal-without-postgres:test'
  try {
    await expect(start()).rejects.toThrow(/docker-entrypoint\.sh: not found/)
    expect(await containers()).toEqual([])
  } finally {
    process.env['RUNBOOK_POSTGRES_IMAGE'] = image
    await docker.getImage('rehearsal-without-postgres:test').remove()
  }
})
