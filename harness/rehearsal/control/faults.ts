import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/** The body of `POST /rehearsal/faults`: what to do to the next `times` requests that match. */
export const faultShape = z
  .strictObject({
    method: z.string().optional(),
    /** A regular expression on the path. */
    path: z.string().refine(isRegularExpression, 'is not a regular expression'),
    host: z.enum(['api', 'data']).optional(),
    times: z.number().int().positive().default(1),
    delayMs: z.number().int().nonnegative().default(0),
    /** `before` the platform acts, or `after` it has acted: the second plays a lost answer. */
    when: z.enum(['before', 'after']).default('before'),
    /** What comes back instead of the platform's own answer: another one, silence, or a broken connection. */
    answer: z.union([
      z.strictObject({
        status: z.number().int().min(200).max(599),
        body: z.union([z.string(), z.record(z.string(), z.unknown())]).default(''),
        headers: z.record(z.string(), z.string()).default({}),
      }),
      z.enum(['hang', 'destroy']),
    ]),
  })
  .readonly()

export type Fault = z.output<typeof faultShape>

/** What a request is told from another by. */
interface FaultTarget {
  readonly method: string
  readonly path: string
  readonly host: 'api' | 'data'
}

/** The planted faults, each used up by as many requests as it says. */
export interface Faults {
  plant(fault: Fault): void
  clear(): void
  /** The first fault that matches, one of whose times is used up by it; resolves after its delay. */
  take(target: FaultTarget): Promise<Fault | undefined>
  readonly left: readonly { readonly fault: Fault; readonly times: number }[]
}

/** A store without faults. */
export function createFaults(): Faults {
  let planted: { fault: Fault; times: number }[] = []
  return {
    plant: (fault) => void planted.push({ fault, times: fault.times }),
    clear: () => {
      planted = []
    },
    async take(target) {
      const entry = planted.find(({ fault }) => matches(fault, target))
      if (!entry) return undefined
      entry.times -= 1
      planted = planted.filter(({ times }) => times > 0)
      await sleep(entry.fault.delayMs)
      return entry.fault
    },
    get left() {
      return planted
    },
  }
}

function matches(fault: Fault, { method, path, host }: FaultTarget): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false
  if (fault.host !== undefined && fault.host !== host) return false
  return new RegExp(fault.path).test(path)
}

function isRegularExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}
