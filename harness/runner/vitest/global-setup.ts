import type { TestProject } from 'vitest/node'

/**
 * Vitest calls this before the first spec of a suite. A command of this project has said by then what the run is about;
 * where Vitest was started by hand, or by an editor, the shell says it, which is read in a module of its own, since it takes
 * a second to load.
 * @returns what is to be done at the end.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ('run' in project.getProvidedContext()) return undefined
  const { begin } = await import('./by-the-shell.ts')
  return begin(project)
}
