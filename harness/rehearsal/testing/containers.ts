import { basename } from 'node:path'
import { postgresBase } from './postgres-base.ts'

/** The ids of the containers that a run has, running or not, by its run folder; on another base than theirs it has none. */
export async function containersOf(runFolder: string): Promise<string[]> {
  if (postgresBase() !== 'container') return []
  const { getContainerRuntimeClient } = await import('testcontainers')
  const { container } = await getContainerRuntimeClient()
  const filters = { label: [`rehearsal.run=${basename(runFolder)}`] }
  return (await container.dockerode.listContainers({ all: true, filters })).map(({ Id }) => Id)
}
