import type { Middleware } from 'koa'
import helmet from 'koa-helmet'
import { Refused } from '../http-errors.js'
import type { RequestState } from '../rest/run-route.js'
import type { Document } from './documents.js'

/** The pages ask nobody but this server, and run nothing but its own files. */
const headers = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
})

/** Answers the documents' paths, also under `/chat`; everything else is not its business. */
export const serveDocuments = (documents: readonly Document[]): Middleware<RequestState> => {
  const byPath = new Map(documents.flatMap((document) => ['', '/chat'].map((to) => [to + document.path, document])))
  const made = new Map<Document, string | Buffer>()

  return async (ctx, next) => {
    const document = byPath.get(ctx.path)
    if (!document) return void (await next())
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD')
      throw new Refused(405, 'documents are read with GET')
    }
    const body = made.get(document) ?? (await document.body())
    made.set(document, body)
    await headers(ctx, async () => undefined)
    ctx.type = document.type
    ctx.body = body
  }
}
