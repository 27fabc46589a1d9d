/** Whether an address to listen on is reached from this machine only. */
function isLoopback(host: string): boolean {
  return host === '::1' || /^127(\.\d{1,3}){3}$/.test(host) || /^(.+\.)?localhost$/i.test(host);
}

/**
 * Why a request is refused by the name it was sent to; undefined when it is not.
 *
 * A web page can give its own name this machine's address (DNS rebinding), and its script then talks
 * to this server as if to its own. It cannot change the name: the browser writes it into `Host`.
 */
export function hostProblem(listensOn: string, hostHeader: string | undefined): string | undefined {
  if (!isLoopback(listensOn) || isLoopback(nameOf(hostHeader ?? ''))) {
    return undefined;
  }
  return `Expected a request to localhost or 127.0.0.1, got ${
    hostHeader ? `one to ${JSON.stringify(hostHeader)}` : 'one without a Host header'
  }. Start with --host ADDRESS to be reached under other names.`;
}

/** Without port, and without the brackets of IPv6. */
function nameOf(hostHeader: string): string {
  return hostHeader.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}
