import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string | readonly string[];
  readonly subject: string;
  /** Plain text: nothing in it is ever taken for HTML. */
  readonly text: string;
  /** The same for those whose reader shows HTML. */
  readonly html?: string;
  /** Where answers go. */
  readonly replyTo?: string;
  /** The same for each attempt at one mail, so that who gets it twice sees that; without angle brackets. */
  readonly messageId?: string;
  /** Files that come with it; those with a `cid` are pictures that the HTML shows as `cid:<cid>`. */
  readonly attachments?: readonly MailAttachment[];
  /** Where whoever gets it can say that he wants no more of its kind (RFC 8058). */
  readonly unsubscribe?: string;
}

export interface MailAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly cid?: string;
}

/** Sends mail where the operator has set a mail server; the server works without one. */
export interface Mailer {
  /** Whether mails go anywhere at all. */
  readonly isConfigured: boolean;
  /** Resolves once the mail server has taken the mail. Rejects within half a minute when it does not. */
  send(mail: Mail): Promise<void>;
}

/** A person is waiting for the answer to the request that sends the mail. */
const timeouts = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000, dnsTimeout: 5000 };

/** @param options.url `smtp://user:password@host:587` or `smtps://...`; unset: no mail is sent */
export function createMailer(options: { url: string | undefined; from: string }): Mailer {
  const { url, from } = options;
  if (url === undefined) {
    return {
      isConfigured: false,
      send: async () => {
        throw new Error('no mail server is set');
      },
    };
  }
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...timeouts,
    // What is sent is made here alone; nothing in it may make the library read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    isConfigured: true,
    send: async (mail) => {
      const { to, subject, text, html, replyTo, messageId, attachments = [], unsubscribe } = mail;
      const id = messageId === undefined ? {} : { messageId: `<${messageId}>` };
      const receivers = [to].flat().map((address) => ({ name: '', address }));
      await transport.sendMail({
        from,
        to: receivers,
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
        ...id,
        ...(unsubscribe === undefined
          ? {}
          : {
              headers: {
                'List-Unsubscribe': `<${unsubscribe}>`,
                'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
              },
            }),
        attachments: attachments.map(({ name, contentType, content, cid }) => ({
          filename: name,
          contentType,
          content,
          ...(cid === undefined ? {} : { cid, contentDisposition: 'inline' as const }),
        })),
      });
    },
  };
}
