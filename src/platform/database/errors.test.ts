import { expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { isConnectionFailure, isDataError, isUniqueViolation, sqlStateOf, toAppError } from './errors.ts';

const failure = (code: string, more: object = {}) =>
  Object.assign(new Error('secret'), { severity: 'ERROR', code, ...more });
const systemError = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

it.each([
  ['23505', 'Conflict', undefined],
  ['23503', 'Conflict', undefined],
  ['22P02', 'Validation', undefined],
  ['22003', 'Validation', undefined],
  ['40001', 'Unavailable', 1],
  ['40P01', 'Unavailable', 1],
  ['57014', 'Unavailable', 5],
  ['08006', 'Unavailable', 5],
  ['53300', 'Unavailable', 5],
  ['57P01', 'Unavailable', 5],
  ['42601', 'Internal', undefined],
  ['23514', 'Internal', undefined],
])('turns SQLSTATE %s into %s', (code, type, retryAfter) => {
  const cause = failure(code);
  const error = toAppError(cause);
  expect(error).toMatchObject({ type, retryAfter, cause });
  expect(error.message).not.toContain('secret');
});

it.each([
  systemError('ECONNREFUSED'),
  systemError('EPIPE'),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Query read timeout'),
])('takes "$message" for a lost connection', (cause) => {
  expect(isConnectionFailure(cause)).toBe(true);
  expect(toAppError(cause)).toMatchObject({ type: 'Unavailable', retryAfter: 5, cause });
});

it('passes on what is an AppError already, and takes anything unknown for a fault of ours', () => {
  const known = new AppError('Throttled', 'slower');
  expect(toAppError(known)).toBe(known);
  expect(toAppError(new TypeError('circular'))).toMatchObject({ type: 'Internal' });
  expect(toAppError('text')).toMatchObject({ type: 'Internal', cause: 'text' });
});

it('finds what PostgreSQL said inside the causes', () => {
  const wrapped = new Error('outer', { cause: toAppError(failure('23505', { constraint: 'device_id_key' })) });
  expect(sqlStateOf(wrapped)).toBe('23505');
  expect(isUniqueViolation(wrapped)).toBe(true);
  expect(isUniqueViolation(wrapped, 'device_id_key')).toBe(true);
  expect(isUniqueViolation(wrapped, 'device_name_key')).toBe(false);
  expect(isDataError(wrapped)).toBe(false);
  expect(isDataError(toAppError(failure('22021')))).toBe(true);
});

it('does not take a code of the operating system for a SQLSTATE, nor follow causes for ever', () => {
  expect(sqlStateOf(systemError('EPIPE'))).toBeUndefined();
  const loop = new Error('loop');
  loop.cause = loop;
  expect(sqlStateOf(loop)).toBeUndefined();
});
