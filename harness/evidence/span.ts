/** A stretch of time, from its first moment to its last. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** The stretches that lie in any of them, in their order, those that touch as one. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.filter(isLong).toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = joined.at(-1)
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: later(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}

/** What of the first lies in none of the second. */
export function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
  return union(taken).reduce<Span[]>(
    (left, { from, to }) =>
      left
        .flatMap((span) => [
          { from: span.from, to: earlier(span.to, from) },
          { from: later(span.from, to), to: span.to },
        ])
        .filter(isLong),
    union(spans),
  )
}

/** What of them lies within a stretch. */
export function within(spans: readonly Span[], { from, to }: Span): Span[] {
  return union(spans.map((span) => ({ from: later(span.from, from), to: earlier(span.to, to) })))
}

/** How long they are together, in hours; what lies in two of them counts once. */
export function hoursOf(spans: readonly Span[]): number {
  return union(spans).reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0) / 3_600_000
}

const isLong = ({ from, to }: Span): boolean => from < to
const later = (a: Date, b: Date): Date => (a > b ? a : b)
const earlier = (a: Date, b: Date): Date => (a < b ? a : b)
