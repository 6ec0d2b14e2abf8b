import './login.css';
import { request } from '../api/client.ts';
import { ApiError, describeError } from '../api/errors.ts';
import { t } from '../words/words.ts';
import { beginSession } from './session.ts';

// Without React and the component library, which are forty times as large: over a slow network the login is there long
// before them, and they come while somebody types.

export interface LoginOptions {
  /** Who logs in again; the field of the e-mail has it already. */
  readonly email?: string | undefined;
  /** Before the session begins. */
  readonly before?: (email: string) => void;
  /** Once it has begun. */
  readonly after?: () => void;
}

/** A field with its label and what is wrong with it. */
interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly setError: (text: string) => void;
}

let fieldCount = 0;

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

function makeField(label: string, name: string, attributes: Readonly<Record<string, string>>): Field {
  fieldCount += 1;
  const id = `login-${fieldCount}`;
  const input = make('input', 'login-input');
  Object.assign(input, { id, name, required: true });
  for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
  const title = make('label', 'login-label', label);
  title.htmlFor = id;
  const error = make('p', 'login-error');
  error.id = `${id}-error`;
  error.hidden = true;
  const setError = (text: string) => {
    error.textContent = text;
    error.hidden = text === '';
    input.toggleAttribute('aria-invalid', text !== '');
    if (text === '') input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', error.id);
  };
  return { element: make('div', 'login-field', title, input, error), input, setError };
}

/** The button in the password's field that shows what was typed. */
function addEye({ element, input }: Field): void {
  const eye = make('button', 'login-eye', t('Show'));
  Object.assign(eye, { type: 'button', title: t('Show what is typed') });
  eye.setAttribute('aria-pressed', 'false');
  eye.addEventListener('click', () => {
    const isShown = input.type === 'password';
    input.type = isShown ? 'text' : 'password';
    eye.setAttribute('aria-pressed', String(isShown));
  });
  element.append(eye);
}

/**
 * Puts the form for e-mail, password and, once the server has asked for it, the code into a place. The first field that is
 * empty has the focus.
 */
export function mountLogin(place: HTMLElement, options: LoginOptions = {}): void {
  const { email: known = '', before, after } = options;
  // Not type="email": the first administrator is admin@localhost.
  const email = makeField(t('E-mail'), 'email', {
    inputmode: 'email',
    autocomplete: 'username',
    autocapitalize: 'none',
  });
  const password = makeField(t('Password'), 'password', { type: 'password', autocomplete: 'current-password' });
  addEye(password);
  const code = makeField(t('Code from your authenticator'), 'code', {
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
  });
  email.input.value = known;
  const refusal = make('div', 'login-refusal');
  refusal.setAttribute('role', 'alert');
  refusal.hidden = true;
  const button = make('button', 'login-button', t('Log in'));
  button.type = 'submit';
  const form = make('form', 'login-form', email.element, password.element, refusal, button);
  form.setAttribute('aria-label', t('Log in'));

  const asksForCode = () => code.element.isConnected;
  const send = async () => {
    const typed = { email: email.input.value, password: password.input.value };
    const twoFactorCode = code.input.value.replaceAll(' ', '');
    const body = { ...typed, ...(asksForCode() ? { twoFactorCode } : {}) };
    const { token, userId } = await request('POST', '/auth/user', { body });
    before?.(typed.email);
    beginSession({ token, userId, email: typed.email });
    after?.();
  };
  const explain = (error: unknown) => {
    const isAboutCode = error instanceof ApiError && (error.field ?? error.message).startsWith('twoFactorCode');
    if (isAboutCode && asksForCode()) {
      code.setError(t('That code is wrong, out of date or already used.'));
      return;
    }
    if (isAboutCode) {
      refusal.before(code.element);
      code.input.focus();
      return;
    }
    refusal.textContent = describeError(error);
    refusal.hidden = false;
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-busy') === 'true') return;
    refusal.hidden = true;
    code.setError('');
    button.setAttribute('aria-busy', 'true');
    try {
      await send();
      // It stays busy: what follows may still be on its way.
    } catch (error) {
      button.removeAttribute('aria-busy');
      explain(error);
    }
  });
  place.replaceChildren(form);
  (known === '' ? email : password).input.focus();
}

/** Puts the page with the login into a place, for whatever page the address names; that one follows. */
export function mountLoginPage(place: HTMLElement, options: LoginOptions = {}): void {
  const card = make('div', 'login-card');
  const logo = document.createElement('img');
  Object.assign(logo, { src: document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href ?? '', alt: '' });
  const documents = make('a', 'login-link', t('Documents'));
  documents.href = '/docs/guide/';
  place.replaceChildren(
    make(
      'main',
      'login-page',
      make(
        'div',
        'login-column',
        make('div', 'login-head', logo, make('h1', 'login-title', 'Signalbox')),
        card,
        make(
          'p',
          'login-hint',
          `${t('The first administrator’s password was printed when the server started for the first time.')} `,
          documents,
        ),
      ),
    ),
  );
  document.title = 'Signalbox';
  mountLogin(card, options);
}
