import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'

const register = new URL('register.mjs', import.meta.url).href
const code = "export const load = () => import('./more.js')\n"
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-files-'))
  await mkdir(join(folder, 'node_modules', 'a-package'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  await writeFile(
    join(folder, 'node_modules', 'a-package', 'package.json'),
    '{"type": "module", "main": "index.js"}',
  )
  await writeFile(join(folder, 'node_modules', 'a-package', 'index.js'), code)
  await writeFile(join(folder, 'ours.ts'), `const said: string = 'typed'\nexport { said }\n${code}`)
  const main = [
    "import { load } from 'a-package'",
    "import * as ours from './ours.ts'",
    'interface Printed { readonly [name: string]: string }',
    'const printed: Printed = { said: ours.said, ours: String(ours.load), theirs: String(load) }',
    'console.log(JSON.stringify(printed))',
    "export const fails = (): never => { throw new Error('at line 6') }",
    'fails()',
  ]
  await writeFile(join(folder, 'main.ts'), main.join('\n'))
})

afterAll(() => rm(folder, { recursive: true }))

it('TypeScript of ours runs, its errors name its own lines, and a package is loaded as it is', async () => {
  const run = await execa(process.execPath, ['--import', register, 'main.ts'], { cwd: folder, reject: false })
  const printed = JSON.parse(run.stdout) as Record<string, string>
  expect(printed['said']).toBe('typed')
  expect(printed['ours']).not.toBe(printed['theirs'])
  expect(printed['theirs']).toBe("() => import('./more.js')")
  expect(run.stderr).toContain('main.ts:6:')
})

it('TypeScript is a module where no package.json says so', async () => {
  const alone = await mkdtemp(join(tmpdir(), 'alone-'))
  try {
    await writeFile(join(alone, 'alone.ts'), "export const said: string = 'alone'\n")
    await writeFile(
      join(alone, 'main.ts'),
      "const { said } = await import('./alone.ts')\nconsole.log(said)\n",
    )
    const run = await execa(process.execPath, ['--import', register, 'main.ts'], { cwd: alone })
    expect(run.stdout).toBe('alone')
  } finally {
    await rm(alone, { recursive: true })
  }
})
