import { existsSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { makeOwnFolder } from './own-folder.ts'

const makesOne = `
  const { makeOwnFolder } = await import(${JSON.stringify(new URL('own-folder.ts', import.meta.url).href)})
  process.stdout.write(makeOwnFolder())
  setInterval(() => {}, 1000)`

it('is for its owner alone, and goes with the next one made once its process was killed', async () => {
  const other = execa(
    process.execPath,
    ['--import', './harness/typescript/register.mjs', '--input-type', 'module', '--eval', makesOne],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdin: 'ignore',
      reject: false,
    },
  )
  const [theirs] = (await other.stdout.take(1).toArray()) as Buffer[]
  const folder = String(theirs)
  expect(statSync(folder).mode & 0o777).toBe(0o700)

  const ours = makeOwnFolder()
  expect(existsSync(folder), 'while its process runs').toBe(true)
  // Whoever makes the next one, here or in another test, removes it.
  other.kill('SIGKILL')
  await other
  const next = makeOwnFolder()
  expect(existsSync(folder), 'after').toBe(false)
  expect(existsSync(ours), 'of a process that runs').toBe(true)
  for (const own of [ours, next]) rmSync(own, { recursive: true })
})
