import { once } from 'node:events'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers'
import { pidNamespace, processStart } from '../../../process/process-start.ts'
import { ConfigurationError } from '../../configuration-error.ts'

const ownerLabel = 'rehearsal.owner'

/** Returns the Docker engine testcontainers finds. Throws a ConfigurationError where none answers on this machine. */
export async function localEngine(): Promise<ContainerRuntimeClient> {
  const engine = await getContainerRuntimeClient().catch((cause: unknown) => {
    throw new ConfigurationError(
      '--postgres container needs Docker, and no Docker engine answers: start one, or use --postgres embedded.',
      { cause },
    )
  })
  const { host } = engine.info.containerRuntime
  if (!(await isOfThisMachine(host))) {
    throw new ConfigurationError(
      `--postgres container publishes on this machine's loopback interface only, and the Docker engine is on ${host}: ` +
        'use an engine of this machine, or --postgres embedded.',
    )
  }
  return engine
}

/**
 * An engine's host is `localhost` by its socket, and the bridge's address where this machine looks like a container
 * itself. Only an address of this machine can be listened on; a bridge without a container is in no list of interfaces.
 */
async function isOfThisMachine(host: string): Promise<boolean> {
  const probe = createServer()
  try {
    await once(probe.listen(0, host), 'listening')
    return true
  } catch {
    return false
  } finally {
    probe.close()
  }
}

/** The label that tells whose a container is: this process, by its start too, in its pid namespace, on this machine. */
export function ownerLabels(): Record<string, string> {
  const owner = [hostname(), pidNamespace(), process.pid, processStart(process.pid)]
  return { [ownerLabel]: owner.join(';') }
}

/**
 * Removes the containers whose owner is dead. An owner's containers end with it, but for those it had made and not
 * started, and for an engine that was itself down at the time.
 */
export async function sweepContainers(engine: ContainerRuntimeClient): Promise<void> {
  const found = await engine.container.dockerode.listContainers({
    all: true,
    filters: { label: [ownerLabel] },
  })
  const abandoned = found.filter(({ Labels }) => isDead(Labels[ownerLabel] ?? ''))
  await Promise.all(abandoned.map(({ Id }) => removeContainer(engine, Id)))
}

/** Removes a container and its volumes, whatever its state, and resolves when it is gone. */
export async function removeContainer(engine: ContainerRuntimeClient, id: string): Promise<void> {
  const container = engine.container.getById(id)
  // The engine removes an ended container too: asked for twice it answers 409 (in progress) or 404 (gone).
  const removed = ifThere(container.wait({ condition: 'removed' }))
  await ifThere(container.remove({ force: true, v: true }))
  await removed
}

function isDead(label: string): boolean {
  const [host, namespace, pid, start] = label.split(';')
  if (host !== hostname() || namespace !== pidNamespace()) return false
  return processStart(Number(pid)) !== start
}

async function ifThere(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    if (status !== 404 && status !== 409) throw error
  }
}
