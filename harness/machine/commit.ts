import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

/** The runbook's own checkout, whatever folder a run is started in: what is signed on prod is about it. */
const checkout = fileURLToPath(new URL('../..', import.meta.url))

const git = (...words: readonly string[]) => execa('git', words, { cwd: checkout, reject: false })

/** The commit of the checkout, or `unknown` outside one. */
export async function commitOfCheckout(): Promise<string> {
  const { stdout, failed } = await git('rev-parse', 'HEAD')
  return failed ? 'unknown' : stdout
}

/** Whether something that git follows was changed since that commit. */
export async function isChanged(): Promise<boolean> {
  const { stdout, failed } = await git('status', '--porcelain', '--untracked-files=no')
  return !failed && stdout !== ''
}
