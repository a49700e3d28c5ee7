import type { Subject } from '../config/subject.ts'
import type { Entry } from '../journal/entry.ts'
import { signerOf } from './ssh-signature.ts'
import { differences, readStatement, type Statement } from './statement.ts'

/** What a sign-off is held against. */
export interface SignOffFacts {
  readonly rules: Subject['signOff']
  /** The lines of the app's journal, in their order. */
  readonly entries: readonly Entry[]
  /** What is to be done as it is now. */
  readonly now: Omit<Statement, 'expires'>
  /** Heroku's time. */
  readonly herokuAt: Date
  /** Who is about to do it, by the e-mail address of the login. */
  readonly account: string
}

export type Standing =
  | { readonly is: 'given'; readonly by: string; readonly how: string; readonly statement: Statement }
  | { readonly is: 'missing'; readonly why: string }

/**
 * Returns whether what is to be done was signed for: the last answer counts, it must be yes, not be expired, be about the same
 * content, and bear the signature of somebody who may, where the configuration names those.
 * @throws CouldNotLook where a signature could not be verified.
 */
export async function standingOf({
  rules,
  entries,
  now,
  herokuAt,
  account,
}: SignOffFacts): Promise<Standing> {
  const last = entries.findLast((entry) => entry.type === 'sign-off')
  if (last?.type !== 'sign-off') return missing('nobody has signed')
  if (last.answer !== 'yes') return missing(`${last.account} answered no at ${last.at}`)
  const signed = readSigned(last.statement)
  if (!signed) return missing('what was signed cannot be read')
  if (herokuAt >= new Date(signed.expires))
    return missing(`it expired at ${signed.expires}; it is ${herokuAt.toISOString()} by Heroku's clock`)
  const changed = differences(signed, now)
  if (changed.length > 0) return missing(`what was signed is not what would be done: ${changed.join('; ')}`)
  if (rules.secondPerson && last.account === account)
    return missing(`${account} signed, and a second person is to: who signs is not who does it`)
  if (rules.signers === undefined)
    return {
      is: 'given',
      by: last.account,
      how: 'by typing the name of the app, the weaker way',
      statement: signed,
    }
  if (last.signature === undefined) return missing('it bears no signature, and signOff.signers asks for one')
  const who = await signerOf(last.statement, last.signature, rules.signers)
  if (who === undefined)
    return missing(`its signature is of nobody whom ${rules.signers} names, or of another text`)
  return { is: 'given', by: who, how: 'with an SSH key', statement: signed }
}

const missing = (why: string): Standing => ({ is: 'missing', why })

function readSigned(text: string): Statement | undefined {
  try {
    return readStatement(text)
  } catch {
    return undefined
  }
}
