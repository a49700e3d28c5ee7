import { execa } from 'execa'

/** The commit of the checkout, or `unknown` outside one. */
export async function commitOfCheckout(): Promise<string> {
  const { stdout, failed } = await execa('git', ['rev-parse', 'HEAD'], { reject: false })
  return failed ? 'unknown' : stdout
}

/** Whether something that git follows was changed since that commit. */
export async function isChanged(): Promise<boolean> {
  const { stdout, failed } = await execa('git', ['status', '--porcelain', '--untracked-files=no'], {
    reject: false,
  })
  return !failed && stdout !== ''
}
