// Hooks of Node's module loader: tsx's, for whatever is not a package's. A package is JavaScript already, and tsx would parse
// all of it again to rewrite its dynamic imports: of Vitest's thirty thousand lines alone that is two seconds of CPU.
import * as tsx from 'tsx/esm'

const isOfAPackage = (url) => url?.includes('/node_modules/') === true

export const initialize = tsx.initialize

export function resolve(specifier, context, next) {
  return isOfAPackage(context.parentURL) ? next(specifier, context) : tsx.resolve(specifier, context, next)
}

export function load(url, context, next) {
  return isOfAPackage(url) ? next(url, context) : tsx.load(url, context, next)
}
