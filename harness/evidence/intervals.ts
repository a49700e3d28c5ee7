/** A stretch of time, its ends included; by the stamps of the lines, which is Heroku's clock. */
export interface Interval {
  readonly from: Date
  readonly to: Date
}

/** The same time as the fewest intervals, in order. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const next of intervals.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = merged.at(-1)
    if (last === undefined || next.from > last.to) merged.push(next)
    else if (next.to > last.to) merged[merged.length - 1] = { from: last.from, to: next.to }
  }
  return merged
}

/** What is left of them without the holes; an end of a hole is no part of it. */
export function without(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  return holes.reduce<readonly Interval[]>(
    (left, hole) =>
      left.flatMap(({ from, to }) => {
        if (hole.to <= from || hole.from >= to) return { from, to }
        return [
          ...(hole.from >= from ? [{ from, to: hole.from }] : []),
          ...(hole.to <= to ? [{ from: hole.to, to }] : []),
        ]
      }),
    intervals,
  ) as Interval[]
}

/** The parts of them that lie within the bounds. */
export function within(intervals: readonly Interval[], bounds: Interval): Interval[] {
  return intervals.flatMap(({ from, to }) =>
    from <= bounds.to && to >= bounds.from
      ? { from: later(from, bounds.from), to: to < bounds.to ? to : bounds.to }
      : [],
  )
}

/** What of the bounds none of them has; they are in order and do not touch, as {@link union} returns them. */
export function between(intervals: readonly Interval[], bounds: Interval): Interval[] {
  const ends = [...intervals, { from: bounds.to, to: bounds.to }]
  let from = bounds.from
  return ends.flatMap((next) => {
    const hole = { from, to: next.from }
    from = later(from, next.to)
    return hole.to > hole.from ? hole : []
  })
}

const later = (a: Date, b: Date): Date => (a > b ? a : b)

/** How long they are together, in hours; what lies in two of them counts once. */
export function hoursOf(intervals: readonly Interval[]): number {
  return union(intervals).reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0) / 3_600_000
}
