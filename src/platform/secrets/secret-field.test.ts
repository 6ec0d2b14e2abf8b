import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { SecretBox } from './secret-box.ts';
import { digested, findUnmarkedSecrets, redacted, redactSecrets, secret } from './secret-field.ts';
import { hideSecrets, openSecrets, resealSecrets, sealSecrets } from './stored-secrets.ts';

const schema = Type.Object({
  name: Type.String(),
  password: Type.Optional(secret(Type.String())),
  target: Type.Optional(
    Type.Object({
      host: Type.String(),
      accessKey: secret(Type.String(), { recipient: ['host'] }),
      port: Type.Number(),
    }),
  ),
  list: Type.Optional(Type.Array(Type.Union([Type.Object({ key: secret(Type.String()) }), Type.String()]))),
});

it('hides marked fields at any depth and nothing else', () => {
  const body = {
    name: 'Plant',
    password: 'hush',
    target: { host: 'h', accessKey: 'hush', port: 1 },
    list: [{ key: 'hush' }, 'key'],
  };
  expect(redactSecrets(body, schema)).toEqual({
    name: 'Plant',
    password: redacted,
    target: { host: 'h', accessKey: redacted, port: 1 },
    list: [{ key: redacted }, 'key'],
  });
  expect(redactSecrets({ name: 'x', password: null }, schema)).toEqual({ name: 'x', password: null });
  expect(body.password).toBe('hush');
});

it('finds fields that are called like a secret and are not marked', () => {
  const careless = Type.Object({
    apiToken: Type.String(),
    inner: Type.Array(Type.Object({ clientSecret: Type.String() })),
  });
  expect(findUnmarkedSecrets(careless)).toEqual(['apiToken', 'inner.clientSecret']);
  expect(findUnmarkedSecrets(schema)).toEqual([]);
});

it('keeps of a text that is marked as digested its length in bytes and its hash', () => {
  const body = Type.Object({ csv: Type.Optional(digested(Type.String())), makeSecret: Type.Boolean() });
  expect(redactSecrets({ csv: 'é', makeSecret: true }, body)).toEqual({
    csv: { length: 2, sha256: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c' },
    makeSecret: true,
  });
  expect(findUnmarkedSecrets(body)).toEqual([]);
});

it('seals, hides, keeps, opens and seals again by the same marks', () => {
  const former = new SecretBox({ secretKey: 'the former secret key' });
  const secrets = new SecretBox({ secretKey: 'the present secret key', previousKeys: ['the former secret key'] });
  const value = { name: 'a', password: 'hush', target: { host: 'h', accessKey: 'hush too', port: 1 } };
  const stored = sealSecrets(value, null, { schema, path: 'it', secrets: former });
  expect(JSON.stringify(stored)).not.toContain('hush');
  expect(openSecrets(stored, schema, former)).toEqual(value);
  const shown = hideSecrets(stored, schema);
  expect(shown).toEqual({ ...value, password: redacted, target: { host: 'h', accessKey: redacted, port: 1 } });
  const options = { schema, path: 'it', secrets };
  expect(openSecrets(sealSecrets({ ...shown, name: 'b' }, stored, options), schema, secrets)).toEqual({
    ...value,
    name: 'b',
  });
  expect(() => sealSecrets(shown, null, options)).toThrow('it.password is a placeholder');
  const elsewhere = { ...shown, target: { ...shown.target, host: 'evil' } };
  expect(() => sealSecrets(elsewhere, stored, options)).toThrow('it.target.accessKey must be given again');
  const resealed = resealSecrets(stored, schema, secrets);
  expect(resealed && openSecrets(resealed, schema, new SecretBox({ secretKey: 'the present secret key' }))).toEqual(
    value,
  );
  expect(resealed && resealSecrets(resealed, schema, secrets)).toBeUndefined();
});
