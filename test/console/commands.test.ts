import { describe, expect, it } from 'vitest';
import {
  checkValues,
  listCommandFields,
  startValues,
  toCommandForms,
  toCommandRows,
  toPayload,
} from '../../console/src/shared/devices/command-draft.ts';

const command = {
  name: 'setSpeed',
  description: 'Turns the drum',
  fields: [
    { name: 'speed', dataType: 'number' as const, unit: 'rpm', min: 0, max: 100, default: 20, required: true },
    { name: 'mode', dataType: 'string' as const, label: 'Mode', choices: ['slow, soft', 'fast'], default: 'fast' },
    { name: 'step', dataType: 'number' as const, choices: [1, 2.5] },
    { name: 'reverse', dataType: 'boolean' as const },
    { name: 'light', dataType: 'boolean' as const, default: false },
  ],
};

describe('the rows of commands', () => {
  it('give back what they were made of, shown or not', () => {
    expect(toCommandForms(toCommandRows([command, { name: 'stop' }]))).toEqual([command, { name: 'stop' }]);
  });

  it('leave out what no longer fits a field of another type, and rows without a word', () => {
    const [row] = toCommandRows([command]);
    if (row === undefined) throw new Error('no row');
    const fields = row.fields.map((field) => ({ ...field, dataType: 'string' as const, choices: 'a, b,, a' }));
    const empty = { key: 7, name: '', fields: [{ ...fields[0], key: 1, name: '', unit: '', choices: '' }] };
    const [form, ...rest] = toCommandForms([{ ...row, fields: fields.slice(0, 1) }, empty as typeof row]);
    expect(form?.fields).toEqual([
      { name: 'speed', dataType: 'string', unit: 'rpm', choices: ['a', 'b'], required: true },
    ]);
    expect(rest).toEqual([]);
  });

  it('know which of them a refusal is about', () => {
    const [row] = toCommandRows([command]);
    const empty = { key: 5, name: '', fields: [] };
    expect(listCommandFields([empty, { ...row, key: 9 } as typeof empty])).toMatchObject({
      'commandForms[0]': 'commands.9',
      'commandForms[0].fields[1]': 'commands.9.1',
    });
  });
});

describe('the form of a command', () => {
  it('starts with the defaults and sends values of their types, without what was left empty', () => {
    const values = startValues(command);
    expect(values).toEqual({ speed: '20', mode: 'fast', step: '', reverse: '', light: false });
    expect(toPayload(command, { ...values, speed: '35.5' })).toEqual({ speed: 35.5, mode: 'fast', light: false });
    expect(toPayload(command, { ...values, reverse: 'false' })).toMatchObject({ reverse: false });
    expect(toPayload(command, { ...values, reverse: 'true', light: true })).toMatchObject({
      reverse: true,
      light: true,
    });
    expect(toPayload({ name: 'stop' }, {})).toBeUndefined();
  });

  it('says what is missing, no number or out of its range', () => {
    const problemOf = (speed: string) => checkValues(command, { ...startValues(command), speed }).speed;
    expect(problemOf('')).toBe('This is required');
    expect(problemOf('fast')).toBe('This must be a number');
    expect(problemOf('-1')).toBe('This must be 0 or more');
    expect(problemOf('101')).toBe('This must be 100 or less');
    expect(problemOf('100')).toBeUndefined();
  });
});
