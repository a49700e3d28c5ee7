/**
 * Whether a request changes nothing: `heroku` asks with POST where it looks an attachment up, and for the address of the log.
 * @param request `PATCH /apps/<app>/config-vars`.
 */
export const isRead = (request: string): boolean =>
  /^((?:GET|HEAD) |POST \/actions\/addon-attachments\/resolve$|POST \/apps\/[^/]+\/log-sessions$)/.test(
    request,
  )
