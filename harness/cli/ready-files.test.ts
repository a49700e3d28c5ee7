import { existsSync, writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { newReadyFile } from './ready-files.ts'

it('removes the ready file of a platform that was killed, and no other', async () => {
  const dead = execa(process.execPath, ['-e', ''])
  await dead
  const [left, kept] = [newReadyFile(), newReadyFile()]
  writeFileSync(left, JSON.stringify({ pid: dead.pid }), { mode: 0o600 })
  writeFileSync(kept, JSON.stringify({ pid: process.pid }), { mode: 0o600 })
  newReadyFile()
  expect([existsSync(left), existsSync(kept)]).toEqual([false, true])
  writeFileSync(kept, JSON.stringify({ pid: dead.pid }))
  newReadyFile()
  expect(existsSync(kept)).toBe(false)
})
