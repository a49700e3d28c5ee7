import { type Operator, operatorWho, type Request } from '../../../runbook/operator.ts'
import type { Situation } from '../situation.ts'
import { askAtTerminal } from './ask-for-name.ts'

const question = 'Enter once it is done, or "leave" to end here: '

/** Shows whoever sits at the terminal what to type for a step, in another, and waits for their word. */
export function operatorAtTerminal({ emit, signal }: Pick<Situation, 'emit' | 'signal'>): Operator {
  let shown = ''
  return operatorWho(async (request) => {
    const { title, saw } = request
    const lines = title === shown ? ['', `  not done yet: ${saw}`] : requestLines(request)
    for (const text of lines) emit({ type: 'said', text })
    shown = title
    let typed = await askAtTerminal(question, signal)
    while (typed !== '' && typed !== 'leave' && typed !== undefined)
      typed = await askAtTerminal(question, signal)
    emit({ type: 'began', title })
    return typed === '' ? 'done' : 'leave'
  })
}

/** What is typed stands at the margin: a shell takes the end of what it reads only there. */
function requestLines({ title, why, saw, commands, look, expect }: Request): string[] {
  return [
    '',
    `  By hand. ${title}`,
    `    ${why}`,
    `    now: ${saw}`,
    '    Type in another terminal:',
    '',
    ...commands,
    '',
    ...(look.length > 0 ? ['    To look at what it did:', '', ...look, ''] : []),
    ...(expect === undefined ? [] : [`    Expect: ${expect}`]),
  ]
}
