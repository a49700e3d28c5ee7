import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compiledFolder } from './kept.mjs'

// A project of two files beside copies of what builds it, so that what is kept is its own.

const ours = fileURLToPath(new URL('.', import.meta.url))
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))
let folder: string
let main: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'built-'))
  await cp(ours, join(folder, 'harness', 'typescript'), { recursive: true })
  await mkdir(join(folder, 'node_modules'))
  for (const name of ['esbuild', 'tsx', 'zod'])
    await symlink(join(packages, name), join(folder, 'node_modules', name))
  await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  main = join(folder, 'main.ts')
  await writeFile(
    main,
    [
      "import { z } from 'zod'",
      "import { said } from './said.ts'",
      'interface Printed { readonly [name: string]: unknown }',
      'const lazily: { late: string } = await import("./late.ts")',
      'const printed: Printed = { said, late: lazily.late, url: import.meta.url, args: process.argv.slice(1), zod: z.string().parse("a") }',
      'console.log(JSON.stringify(printed))',
      "if (said === 'fails') throw new Error('at line 7')",
    ].join('\n'),
  )
  await writeFile(join(folder, 'said.ts'), "export const said: string = 'first'\n")
  await writeFile(join(folder, 'late.ts'), "export const late: string = 'on time'\n")
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) =>
  execa(process.execPath, ['harness/typescript/run.mjs', 'main.ts', ...args], {
    cwd: folder,
    // Else it would be kept beside what is built, unless whoever runs the tests has said where.
    env: { NODE_COMPILE_CACHE: compiledFolder },
    reject: false,
  })
const kept = async (): Promise<string[]> => {
  const cache = join(folder, 'node_modules', '.cache', 'role-runbook')
  const homes = await readdir(cache).catch(() => [])
  return (await Promise.all(homes.map((home) => readdir(join(cache, home)))))
    .flat()
    .filter((name) => name !== 'made-of.json')
}

describe('a program that is built', () => {
  it('is the program: its arguments, its place, what it imports, sooner and later', async () => {
    const { stdout, stderr } = await run('--env', 'staging')
    expect(JSON.parse(stdout || '{}'), stderr).toEqual({
      said: 'first',
      late: 'on time',
      url: pathToFileURL(main).href,
      args: [main, '--env', 'staging'],
      zod: 'a',
    })
  })

  it('is kept for as long as no file of it has changed, in whatever way', async () => {
    await run()
    const built = await kept()
    await run()
    expect(await kept()).toEqual(built)
    // As long as the one before, and as old.
    await writeFile(join(folder, 'said.ts'), "export const said: string = 'other'\n")
    expect((await run()).stdout).toContain('"said":"other"')
    await writeFile(join(folder, 'late.ts'), "export const late: string = 'too late'\n")
    expect((await run()).stdout).toContain('"late":"too late"')
  })

  it('goes with the next build once it was not used for a week', async () => {
    await run()
    const cache = join(folder, 'node_modules', '.cache', 'role-runbook')
    const [home = ''] = await readdir(cache)
    const lastMonth = new Date(Date.now() - 30 * 86_400_000)
    const [before = ''] = await kept()
    await utimes(join(cache, home, before), lastMonth, lastMonth)
    await mkdir(join(cache, 'another'))
    await utimes(join(cache, 'another'), lastMonth, lastMonth)
    await writeFile(join(folder, 'said.ts'), "export const said: string = 'other'\n")
    expect((await run()).stdout).toContain('"said":"other"')
    expect(await readdir(cache)).toEqual([home])
    expect(await kept()).toEqual([expect.not.stringMatching(before)])
  })

  it('is built by two at once, and what either built is whole', async () => {
    const runs = await Promise.all([run(), run(), run()])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    expect((await run()).stdout).toContain('"said":"first"')
  })

  it('is built again where what was kept is gone, or torn', async () => {
    await run()
    const cache = join(folder, 'node_modules', '.cache', 'role-runbook')
    const [home = ''] = await readdir(cache)
    const madeOf = join(cache, home, 'made-of.json')
    await writeFile(madeOf, (await readFile(madeOf, 'utf8')).slice(0, 40))
    expect((await run()).exitCode).toBe(0)
    for (const name of await kept()) await rm(join(cache, home, name), { recursive: true })
    expect((await run()).exitCode).toBe(0)
  })

  it('names its own lines in an error', async () => {
    await writeFile(join(folder, 'said.ts'), "export const said: string = 'fails'\n")
    const { stderr, exitCode } = await run()
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`${main}:7:`)
  })

  it('names the place of a syntax error', async () => {
    await writeFile(join(folder, 'said.ts'), 'export const said: string = \n')
    const { stderr, exitCode } = await run()
    expect(exitCode).toBe(1)
    expect(stderr).toContain('said.ts:2:0: ERROR')
  })

  it('may lie elsewhere, and finds its packages there', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'))
    await mkdir(join(elsewhere, 'node_modules', 'theirs'), { recursive: true })
    await writeFile(join(elsewhere, 'node_modules', 'theirs', 'index.js'), "export const theirs = 'theirs'\n")
    await writeFile(join(elsewhere, 'node_modules', 'theirs', 'package.json'), '{"type": "module"}')
    const other = join(elsewhere, 'other.ts')
    await writeFile(
      other,
      "import { theirs } from 'theirs'\nconst said: string = theirs\nconsole.log(said)\n",
    )
    const { stdout, stderr } = await execa(process.execPath, ['harness/typescript/run.mjs', other], {
      cwd: folder,
      reject: false,
    })
    await rm(elsewhere, { recursive: true })
    expect(stdout, stderr).toBe('theirs')
  })

  it('runs where nothing can be kept', async () => {
    await writeFile(join(folder, 'node_modules', '.cache'), 'a file, where a folder would have to be')
    const { stdout, stderr } = await run()
    expect(JSON.parse(stdout || '{}'), stderr).toMatchObject({ said: 'first', url: pathToFileURL(main).href })
    expect(await kept()).toEqual([])
  })
})
