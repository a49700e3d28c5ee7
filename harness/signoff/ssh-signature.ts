import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { CouldNotLook } from '../evidence/could-not-look.ts'

/** What an OpenSSH signature is for: one that was made for git, say, does not hold here (ssh-keygen(1), -n). */
const namespace = 'role-runbook'

/**
 * Signs a text with an operator's SSH key; ssh-keygen asks for its passphrase on the terminal, or the agent has it.
 * @returns the signature in OpenSSH's armour. @throws Error with what ssh-keygen says where it could not.
 */
export async function sign(text: string, key: string): Promise<string> {
  const { stdout, stderr, failed, message } = await execa(
    'ssh-keygen',
    ['-Y', 'sign', '-q', '-f', key, '-n', namespace],
    {
      input: text,
      stdin: 'pipe',
      reject: false,
      stripFinalNewline: false,
    },
  )
  if (failed || !stdout.includes('BEGIN SSH SIGNATURE'))
    throw new Error(`ssh-keygen could not sign: ${stderr.trim() || message}`)
  return stdout
}

/**
 * Returns whose signature it is by the file of those who may sign (ssh-keygen(1), "ALLOWED SIGNERS"), or undefined where it is
 * nobody's there or the text is another. @throws CouldNotLook where there is no ssh-keygen.
 */
export async function signerOf(
  text: string,
  signature: string,
  signers: string,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'sign-off-'))
  try {
    chmodSync(folder, 0o700)
    const file = join(folder, 'signature')
    writeFileSync(file, signature, { mode: 0o600 })
    const found = await keygen(['find-principals', '-s', file, '-f', signers])
    const [who] = found.stdout.split('\n')
    if (found.failed || !who) return undefined
    const verified = await keygen(['verify', '-f', signers, '-I', who, '-n', namespace, '-s', file], text)
    return verified.failed ? undefined : who
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function keygen(words: readonly string[], input = ''): Promise<{ stdout: string; failed: boolean }> {
  const result = await execa('ssh-keygen', ['-Y', ...words], { input, reject: false })
  if ('code' in result && result.code === 'ENOENT')
    throw new CouldNotLook('there is no ssh-keygen here, and without it no signature can be verified')
  return { stdout: result.stdout, failed: result.failed }
}
