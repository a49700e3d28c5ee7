import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { forgetProcess, registerProcess } from '../../../process/reaper.ts'
import { certificate } from '../../certificate.ts'
import type { ServerOptions } from '../postgres-server.ts'
import type { Binaries } from './binaries.ts'
import { giveTo, serverAccount } from './os-account.ts'

/** A data directory as initdb leaves it, to copy clusters from. */
export interface Template {
  readonly folder: string
  readonly superuser: { readonly user: string; readonly password: string }
}

const templates = new Map<string, Promise<Template>>()

/**
 * The template of these binaries in this run folder: made by initdb the first time (0.7 s), the same one afterwards
 * (a copy costs 0.05 s). Its superuser has a random password, its port takes passwords only.
 */
export function template(
  binaries: Binaries,
  { runFolder, superuser = 'postgres' }: Pick<ServerOptions, 'runFolder' | 'superuser'>,
): Promise<Template> {
  const key = [runFolder, binaries.postgres, superuser].join('\n')
  let found = templates.get(key)
  if (!found) {
    found = initialise(binaries, runFolder, superuser)
    templates.set(key, found)
  }
  return found
}

/** Copies a template. The copy belongs to the server's account. */
export function copyTemplate(from: Template, to: string): void {
  const account = serverAccount()
  const copy = (source: string, target: string): void => {
    mkdirSync(target, { mode: 0o700 })
    giveTo(account, target)
    for (const entry of readdirSync(source, { withFileTypes: true })) {
      const [file, fileCopy] = [join(source, entry.name), join(target, entry.name)]
      if (entry.isDirectory()) copy(file, fileCopy)
      else {
        copyFileSync(file, fileCopy, constants.COPYFILE_FICLONE)
        giveTo(account, fileCopy)
      }
    }
  }
  copy(from.folder, to)
}

async function initialise(binaries: Binaries, runFolder: string, user: string): Promise<Template> {
  const account = serverAccount()
  // Named for this process too: several may share a run folder, and a template's password is known to its maker only.
  const folder = join(runFolder, `template-${binaries.major}-${user}-${process.pid}`)
  const superuser = { user, password: randomBytes(24).toString('hex') }
  mkdirSync(folder, { mode: 0o700 })
  giveTo(account, folder)
  // initdb takes a password from a file only, or from a terminal. The file lives as long as initdb.
  const passwordFile = join(runFolder, `superuser-${user}-${process.pid}`)
  writeFileSync(passwordFile, superuser.password, { mode: 0o600 })
  giveTo(account, passwordFile)
  try {
    await initdb(binaries, runFolder, ['-D', folder, '-U', superuser.user, '--pwfile', passwordFile])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  const { key, cert } = certificate()
  const files = {
    'server.key': key,
    'server.crt': cert,
    // No `local` line: the server has no Unix socket, whose path could get too long in a long run folder.
    'pg_hba.conf': 'host all all 127.0.0.1/32 scram-sha-256\n',
  }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o600 })
    giveTo(account, join(folder, name))
  }
  return { folder, superuser }
}

function initdb(binaries: Binaries, runFolder: string, options: readonly string[]): Promise<void> {
  const flags = ['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync', '--wal-segsize=1']
  return new Promise((resolve, reject) => {
    const child = execFile(
      binaries.initdb,
      [...options, ...flags],
      { ...serverAccount(), cwd: '/', env: { LC_ALL: 'C', PATH: process.env['PATH'] } },
      (error, _stdout, stderr) => {
        if (child.pid) forgetProcess(runFolder, child.pid)
        if (error) reject(new Error(`initdb failed: ${stderr.trim() || error.message}`))
        else resolve()
      },
    )
    if (child.pid) registerProcess(runFolder, child.pid)
  })
}
