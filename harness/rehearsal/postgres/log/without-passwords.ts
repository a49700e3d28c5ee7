import type { LogMessage } from './log-message.ts'

const statementFields = /^(.*?application_name=".*?" (?:STATEMENT|QUERY|CONTEXT|LOG): {2}).*$/s

/** A statement that speaks of a password, or makes or changes what has one: the word itself may be misspelt. */
const mayHoldOne = /passw|pwd|secret|\b(create|alter)\b.*\b(role|user|group|server|subscription)\b/is

/**
 * A message without what may be a password: where it quotes a statement that may hold one, neither the statement nor any
 * string in the message stays. What looks like a password of Heroku's, or stands in a URL, never does.
 */
export function withoutPasswords(message: LogMessage): LogMessage {
  const quotesOne = message.entries.some((entry) => statementFields.test(entry) && mayHoldOne.test(entry))
  const entries = message.entries.map((entry) => {
    const shown = quotesOne
      ? entry.replace(statementFields, '$1(left out: it may hold a password)').replaceAll(/'[^']*'/g, "'***'")
      : entry
    return shown.replaceAll(/\bp[0-9a-f]{64}\b/g, '***').replaceAll(/(:\/\/[^\s:/@]+:)[^\s@]+@/g, '$1***@')
  })
  return { ...message, entries }
}
