import { createWriteStream, readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { PostgreSqlContainer } from '@testcontainers/postgresql'
import { Wait } from 'testcontainers'
import type { Certificate } from '../../certificate.ts'
import { followedLog } from '../../log/followed-log.ts'
import type { ServerOptions } from '../postgres-server.ts'
import { localEngine, ownerLabels, removeContainer } from './container-engine.ts'

const entrypoint = '/etc/rehearsal/entrypoint.sh'
const files = { key: '/etc/rehearsal/server.key', cert: '/etc/rehearsal/server.crt' }
const dataFolder = '/rehearsal'
/** The engine hangs up when it has handed over the last line. */
const logTimeoutMs = 2_000

export interface LifelineOptions {
  readonly image: string
  /** Names the rehearsal the container belongs to, in its label `rehearsal.run`. */
  readonly run: string
  readonly superuser: { readonly user: string; readonly password: string }
  readonly certificate: Certificate
  readonly settings: Readonly<Record<string, string | number>>
  /** Takes what the container says from its first line on. */
  readonly logFile: string
  readonly onLogMessage: ServerOptions['onLogMessage']
}

/**
 * A Postgres container that ends with the process that started it: it runs for as long as this process holds its
 * standard input (see container-entrypoint.sh), and the engine removes it and its volumes when it ends. Testcontainers'
 * own reaper is a second container, with the engine's socket in it, that outlives the run by ten seconds: left out.
 *
 * Published on 127.0.0.1 only, which testcontainers has no option for (it publishes on every interface). The data is in
 * memory. Every connection over TCP needs its password, those from inside the container too.
 */
export class LifelinePostgres extends PostgreSqlContainer {
  readonly #logFile: string
  readonly #onLogMessage: LifelineOptions['onLogMessage']
  #id: string | undefined
  #logEnded: Promise<void> | undefined

  constructor({ image, run, superuser, certificate, settings, logFile, onLogMessage }: LifelineOptions) {
    super(image)
    this.#logFile = logFile
    this.#onLogMessage = onLogMessage
    this.withUsername(superuser.user).withDatabase('postgres').withPassword(superuser.password)
    this.withEnvironment({
      PGDATA: `${dataFolder}/data`,
      POSTGRES_INITDB_ARGS: '--auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync',
    })
    this.withTmpFs({ [dataFolder]: 'rw' })
    this.withCopyContentToContainer([
      { target: files.key, content: certificate.key, mode: 0o600 },
      { target: files.cert, content: certificate.cert, mode: 0o644 },
      {
        target: entrypoint,
        content: readFileSync(new URL('./container-entrypoint.sh', import.meta.url)),
        mode: 0o755,
      },
    ])
    this.withEntrypoint(['/bin/sh', entrypoint])
    const all = {
      ...settings,
      listen_addresses: '*',
      ssl: 'on',
      ssl_cert_file: files.cert,
      ssl_key_file: files.key,
    }
    this.withCommand([
      'postgres',
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ])
    // The server that initialises listens on no address.
    this.withWaitStrategy(
      Wait.forSuccessfulCommand(`pg_isready --host 127.0.0.1 --username ${superuser.user} --dbname postgres`),
    )
    this.withAutoCleanup(false)
    this.withLabels({ ...ownerLabels(), 'rehearsal.run': run })
    this.hostConfig.AutoRemove = true
    this.hostConfig.PortBindings = { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] }
    Object.assign(this.createOpts, { OpenStdin: true, StdinOnce: true, AttachStdin: true })
  }

  /** Testcontainers' check has the password on its command line, and goes on four times a second after the start. */
  protected override async beforeContainerCreated(): Promise<void> {
    this.createOpts.Healthcheck = { Test: ['NONE'] }
  }

  /** Between its making and its start: nothing it says is lost, and it never runs without somebody at its input. */
  protected override async containerCreated(id: string): Promise<void> {
    this.#id = id
    const container = (await localEngine()).container.getById(id)
    const attached = await container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
    })
    const log = this.#onLogMessage
      ? followedLog(this.#logFile, this.#onLogMessage)
      : createWriteStream(this.#logFile)
    container.modem.demuxStream(attached, log, log)
    attached.on('close', () => log.end()).on('error', () => log.end())
    this.#logEnded = finished(log)
  }

  /** Removes a container that did not come up, where there is one, and resolves once its log is whole. */
  async giveUp(): Promise<void> {
    if (this.#id !== undefined) await removeContainer(await localEngine(), this.#id)
    await Promise.race([this.#logEnded, delay(logTimeoutMs, undefined, { ref: false })])
  }
}
