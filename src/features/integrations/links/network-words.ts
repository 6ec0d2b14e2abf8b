/** Why a connection to `target` could not be made or ended, in words that say what to mend. */
export function describeNetworkError(error: unknown, target: string): string {
  const { code, message } = findCoded(error);
  const known = words[code] ?? (isCertificateProblem(code, message) ? untrusted : undefined);
  if (known) return known.replace('%', target);
  if (/not on the public internet/.test(message)) {
    return `${target} is not on the public internet; the operator must list it in SIGNALBOX_INTEGRATION_HOSTS`;
  }
  const alert = /tlsv1[23]? alert ([a-z ]+)|ssl\/tls alert ([a-z ]+)/i.exec(message);
  if (alert) return alertWords(target, (alert[1] ?? alert[2] ?? '').trim());
  const response = /Unexpected server response: (\d+)/.exec(message);
  if (response) return `${target} answered ${response[1]} instead of a WebSocket; check host, path and port`;
  return `The connection to ${target} failed: ${message || code || 'no reason was given'}`;
}

const untrusted =
  'The certificate of % is not trusted; give the certificate of its authority as caCertificate, and check the host';
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: '% refused the connection; check host and port, and whether it is running',
  ENOTFOUND: '% was not found; check the host',
  EAI_AGAIN: 'The name of % could not be looked up for now',
  ETIMEDOUT: '% did not answer; check host, port and firewalls',
  EHOSTUNREACH: '% cannot be reached; check host and network',
  ENETUNREACH: '% cannot be reached; check host and network',
  ECONNRESET: '% closed the connection; check the protocol, the port, and whether it asks for a certificate',
  EPIPE: '% closed the connection',
  EPROTO: '% does not speak TLS there, or refused the certificate; check protocol and port',
  ERR_SSL_WRONG_VERSION_NUMBER: '% does not speak TLS on this port; check protocol and port',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of % is for another host; check the host',
  CERT_HAS_EXPIRED: 'The certificate of % has expired',
};

/** A TLS alert that the other side has sent (RFC 8446, 6.2), instead of OpenSSL's own words. */
function alertWords(target: string, alert: string): string {
  if (/certificate required/.test(alert))
    return `${target} asks for a certificate; give a client certificate and its key`;
  if (/certificate|unknown ca|access denied/.test(alert)) {
    return `${target} refused the client certificate (${alert}); check that it knows its authority`;
  }
  return `${target} ended the TLS handshake (${alert}); check protocol, port and certificates`;
}

function isCertificateProblem(code: string, message: string): boolean {
  return (
    /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CERT_|ERR_TLS_CERT)/.test(code) || /self.signed certificate/i.test(message)
  );
}

/** The innermost error with a code: look-ups of several addresses and `fetch` wrap theirs. */
function findCoded(error: unknown): { code: string; message: string } {
  let found = { code: '', message: error instanceof Error ? error.message : String(error) };
  let link: unknown = error;
  for (let depth = 0; depth < 5 && link instanceof Error; depth += 1) {
    if ('code' in link && typeof link.code === 'string') found = { code: link.code, message: link.message };
    link = link instanceof AggregateError ? link.errors[0] : link.cause;
  }
  return found;
}
