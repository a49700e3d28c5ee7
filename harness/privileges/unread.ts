import type { Finding } from '../evidence/finding.ts'

/** Why nothing amiss is no pass while a function could not be read; undefined where all could. */
export function whatIsNotKnown(unread: readonly Finding[]): string | undefined {
  if (unread.length === 0) return undefined
  const said = unread.map(({ object, found, help }) => `${object} ${found}. ${help}`)
  return `What a permitted statement needs besides its grant is not known: ${said.join(' ')}`
}
