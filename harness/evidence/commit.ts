import { execa } from 'execa'

/** The commit of the checkout, or `unknown` outside one. */
export async function commitOfCheckout(): Promise<string> {
  const { stdout, failed } = await execa('git', ['rev-parse', 'HEAD'], { reject: false })
  return failed ? 'unknown' : stdout
}
