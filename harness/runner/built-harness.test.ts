import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'

// A project of one spec that imports one module of a harness, with the plugin as it is.

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'built-harness-'))
  for (const name of ['harness/runner/vitest', 'specs', 'node_modules'])
    await mkdir(join(folder, name), { recursive: true })
  await cp(join(root, 'harness/typescript'), join(folder, 'harness/typescript'), { recursive: true })
  await cp(join(root, 'harness/runner/built-harness.ts'), join(folder, 'harness/runner/built-harness.ts'))
  for (const name of ['esbuild', 'vitest'])
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  await write('package.json', '{"type": "module"}')
  await write('harness/runner/vitest/own-platform.setup.ts', '')
  await write(
    'vitest.config.ts',
    "import { builtHarness } from './harness/runner/built-harness.ts'\nexport default { plugins: [builtHarness()], test: { include: ['specs/*.spec.ts'], experimental: { fsModuleCache: true } } }\n",
  )
  await write(
    'specs/said.spec.ts',
    "import { expect, it } from 'vitest'\nimport { place, said } from '../harness/said.ts'\nit('says', () => expect([said, place]).toEqual([process.env['SAID'], process.env['PLACE']]))\n",
  )
})

afterAll(() => rm(folder, { recursive: true }))

const runVitest = (env: NodeJS.ProcessEnv = {}) =>
  execa(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: folder,
    env: { ...env, VITEST: '', NODE_ENV: '' },
    all: true,
    reject: false,
  })

it('gives a spec the harness as it is now, though the spec has not changed, and in its place', async () => {
  const place = pathToFileURL(join(folder, 'harness/said.ts')).href
  for (const said of ['first', 'other', 'first']) {
    await write(
      'harness/said.ts',
      `export const said: string = '${said}'\nexport const place = import.meta.url\n`,
    )
    const { exitCode, all } = await runVitest({ SAID: said, PLACE: place })
    expect(exitCode, `${said}: ${all}`).toBe(0)
  }
})

it('lets no spec have a module of the harness beside what is built', async () => {
  await write('harness/late.ts', 'export const late = 1\n')
  await write(
    'specs/late.spec.ts',
    "import { expect, it } from 'vitest'\nit('is late', async () => expect((await import('../harness/late.ts')).late).toBe(1))\n",
  )
  const { exitCode, all } = await runVitest()
  expect(exitCode).toBe(1)
  expect(all).toContain('late.ts in a form that is not looked for here')
})
