// Hooks of Node's module loader: tsx's, for whatever is not a package's. A package is JavaScript already, and tsx would parse
// all of it again to rewrite its dynamic imports: of Vitest's thirty thousand lines alone that is two seconds of CPU.
// TypeScript is a module here, whatever a package.json says or where there is none: a configuration may stand alone.
import * as tsx from 'tsx/esm'

const isOfAPackage = (url) => url?.includes('/node_modules/') === true

const isTypeScript = (url) => /\.ts($|\?)/.test(url)

export const initialize = tsx.initialize

export function resolve(specifier, context, next) {
  return isOfAPackage(context.parentURL) ? next(specifier, context) : tsx.resolve(specifier, context, next)
}

export function load(url, context, next) {
  if (isOfAPackage(url)) return next(url, context)
  return tsx.load(url, isTypeScript(url) ? { ...context, format: 'module' } : context, next)
}
