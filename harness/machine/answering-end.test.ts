import { once } from 'node:events'
import { expect, it } from 'vitest'
import { answeringEnd } from './answering-end.ts'

it('answers who asks, and nobody once it is closed', async () => {
  const end = answeringEnd('answering-end-of-a-test', (question) => end.say(`${String(question)}: yes`))
  const asker = new BroadcastChannel('answering-end-of-a-test')
  const answered = once(asker as unknown as EventTarget, 'message')
  asker.postMessage('are you there')
  const [{ data }] = (await answered) as [{ data: unknown }]
  expect(data).toBe('are you there: yes')
  end.close()
  expect(() => end.say('too late')).not.toThrow()
  asker.close()
})
