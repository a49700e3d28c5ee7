import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { missingItems } from './manifest.ts'

const root = new URL('../../', import.meta.url)

/** The ids that the spec files register, read off their text. */
function idsInSpecs(): Record<string, string[]> {
  const files = readdirSync(fileURLToPath(new URL('specs/', root)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => `specs/${file.replaceAll('\\', '/')}`)
    .toSorted()
  return Object.fromEntries(
    files.map((file) => {
      const text = readFileSync(new URL(file, root), 'utf8')
      return [file, [...text.matchAll(/^(?:step|check)\(\s*'([^']+)'/gm)].map(([, id]) => id ?? '')]
    }),
  )
}

describe('the manifest of items', () => {
  it('names every item of every spec: `npx vitest run harness/runner/manifest.test.ts -u` writes it anew', async () => {
    const ids = idsInSpecs()
    expect(Object.values(ids).every((own) => own.length > 0)).toBe(true)
    await expect(`${JSON.stringify(ids, null, 2)}\n`).toMatchFileSnapshot(
      fileURLToPath(new URL('specs/items.json', root)),
    )
  })

  const manifest = {
    'specs/verify/1-role.spec.ts': ['role', 'url'],
    'specs/verify/2-app.spec.ts': ['app'],
    'specs/recovery/1-rollback.spec.ts': ['rollback'],
  }

  it('tells what a suite should have had and did not', () => {
    expect(missingItems(manifest, ['verify'], undefined, new Set(['verify/role', 'verify/app']))).toEqual([
      { id: 'verify/url', file: 'specs/verify/1-role.spec.ts' },
    ])
  })

  it('asks only for the files that were asked for', () => {
    const asked = ['specs/verify/2-app.spec.ts']
    expect(missingItems(manifest, ['verify'], asked, new Set())).toEqual([
      { id: 'verify/app', file: 'specs/verify/2-app.spec.ts' },
    ])
  })
})
