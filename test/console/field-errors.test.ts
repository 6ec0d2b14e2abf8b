import { describe, expect, test } from 'vitest';
import { ApiError, toApiError } from '../../console/src/api/errors.ts';
import { readFieldErrors } from '../../console/src/shared/form/field-errors.ts';

const refusal = (message: string, field?: string) =>
  new ApiError({ status: 400, type: 'Validation', message, ...(field === undefined ? {} : { field }) });
const names = (...fields: string[]) => Object.fromEntries(fields.map((field) => [field, field]));

describe('what a form shows of a refusal', () => {
  test('the field that the error names is to blame, whatever the message says', () => {
    const errors = readFieldErrors(refusal('must be unique', 'name'), names('name', 'description'));
    expect(errors.of('name')).toBe('must be unique');
    expect(errors.of('description')).toBeUndefined();
    expect(errors.rest).toBeUndefined();
  });

  test('without a field in the error, the message begins with it', () => {
    const errors = readFieldErrors(refusal('description must NOT have more than 10 characters'), names('description'));
    expect(errors.of('description')).toContain('must NOT');
  });

  test('a longer name that begins alike is another field', () => {
    const errors = readFieldErrors(refusal('passwordHint is missing'), names('password'));
    expect(errors.of('password')).toBeUndefined();
    expect(errors.rest).toBeInstanceOf(ApiError);
  });

  test('a row of the form is found by its place in what was sent', () => {
    const fields = { 'attributes[0]': 'attributes.4', 'attributes[1]': 'attributes.7' };
    const errors = readFieldErrors(refusal('must match pattern', 'attributes[1].name'), fields);
    expect(errors.of('attributes.7')).toBe('must match pattern');
    expect(errors.of('attributes.4')).toBeUndefined();
  });

  test('of two fields of which one holds the other, the inner one is to blame', () => {
    const fields = { 'archiveConfig.s3': 's3', 'archiveConfig.s3.bucket': 's3.bucket' };
    expect(readFieldErrors(refusal('is missing', 'archiveConfig.s3.bucket'), fields).of('s3.bucket')).toBe(
      'is missing',
    );
  });

  test('a field that the form does not show, a failing server and a lost connection are told below the form', () => {
    const hidden = refusal('must be a number', 'ttl');
    expect(readFieldErrors(hidden, names('name')).rest).toBe(hidden);
    const failing = new ApiError({ status: 500, type: 'Internal', message: 'name' });
    expect(readFieldErrors(failing, names('name')).rest).toBe(failing);
    const lost = new TypeError('Failed to fetch');
    expect(readFieldErrors(lost, names('name')).rest).toBe(lost);
    expect(readFieldErrors(null, names('name')).rest).toBeUndefined();
  });

  test('the field is read off the envelope of an error', () => {
    const body = { type: 'Validation', message: 'is missing', field: 'name' };
    expect(toApiError(new Response(null, { status: 400 }), body).field).toBe('name');
    expect(toApiError(new Response(null, { status: 400 }), { type: 'Validation', message: 'x' }).field).toBeUndefined();
  });
});
