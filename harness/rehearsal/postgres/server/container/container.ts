import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { Client } from 'pg'
import { type ContainerRuntimeClient, ImageName } from 'testcontainers'
import { certificate } from '../../certificate.ts'
import { ConfigurationError, reason } from '../../configuration-error.ts'
import { commonSettings } from '../common-settings.ts'
import { environmentVariable } from '../environment-variable.ts'
import { lastWords } from '../last-words.ts'
import type { PostgresServer, ServerOptions } from '../postgres-server.ts'
import { localEngine, removeContainer, sweepContainers } from './container-engine.ts'
import { LifelinePostgres } from './lifeline-postgres.ts'

const defaultMajor = 17

/**
 * Starts a server in a Docker container and resolves once it takes connections. The image is the official one, or
 * `RUNBOOK_POSTGRES_IMAGE`, which has to have the official one's entrypoint (docker-entrypoint.sh). The container and its
 * data end with this process, however that ends. Throws a ConfigurationError where there is no engine or no image, or
 * where the image holds another major version.
 */
export async function startContainer(options: ServerOptions): Promise<PostgresServer> {
  const engine = await localEngine()
  await sweepContainers(engine)
  const image =
    environmentVariable('RUNBOOK_POSTGRES_IMAGE') ?? `postgres:${options.major ?? defaultMajor}-alpine`
  await pull(engine, image)

  const superuser = { user: options.superuser ?? 'postgres', password: randomBytes(24).toString('hex') }
  const logFile = join(options.runFolder, `${options.name}.log`)
  const definition = new LifelinePostgres({
    image,
    run: basename(options.runFolder),
    superuser,
    certificate: await certificate(),
    settings: commonSettings(options),
    logFile,
    onLogMessage: options.onLogMessage,
  })
  const container = await definition.start().catch(async (cause: unknown) => {
    await definition.giveUp()
    throw new Error(
      `Postgres did not start in a container of ${image}: ${reason(cause)}. It said:\n${lastWords(logFile)}`,
      { cause },
    )
  })

  const stop = (): Promise<void> => removeContainer(engine, container.getId())
  try {
    const port = container.getMappedPort(5432)
    const version = await serverVersion({ host: '127.0.0.1', port, ...superuser })
    const major = Number(version.split('.')[0])
    if (options.major !== undefined && major !== options.major) {
      throw new ConfigurationError(
        `Postgres ${options.major} was asked for, and the image ${image} holds ${version}: name another image in RUNBOOK_POSTGRES_IMAGE.`,
      )
    }
    return { host: '127.0.0.1', port, version, superuser, logFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function pull(engine: ContainerRuntimeClient, image: string): Promise<void> {
  try {
    await engine.image.pull(ImageName.fromString(image))
  } catch (cause) {
    throw new ConfigurationError(
      `The image ${image} is not to be had (${reason(cause)}): name another in RUNBOOK_POSTGRES_IMAGE, or use --postgres embedded.`,
      { cause },
    )
  }
}

/** Over TLS, as everybody else connects. Debian writes '15.20 (Debian 15.20-0+deb12u1)'. */
async function serverVersion(at: {
  host: string
  port: number
  user: string
  password: string
}): Promise<string> {
  const client = new Client({ ...at, database: 'postgres', ssl: { rejectUnauthorized: false } })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    return rows[0]?.version.split(' ')[0] ?? ''
  } finally {
    await client.end()
  }
}
