// Builds a database of an old version first, and then brings it up to date.
import { expect, it } from 'vitest';
import { upgradeFrom } from '../../integration/former-database.ts';

/** "é" as two characters, and as one. */
const two = 'e\u0301';
const one = '\u00e9';

it('gives what people typed before texts had one form that form, so that it is found again', () =>
  upgradeFrom(
    '0066',
    (database) =>
      database.script(`
        insert into app_user (id, email, password_hash, first_name, created_at, updated_at, password_updated_at)
          select mail, mail, '', 'Ren${two}', now(), now(), now()
          from unnest(array['ren${two}@example.com', 'zo${two}@example.com', 'Zo${one}@example.com']) mail;
        insert into application (id, owner_type, owner_id, name, created_at, updated_at)
          values ('a', 'user', 'u', 'Caf${two}', now(), now());
        insert into device (id, application_row_id, name, tags, created_at, updated_at)
          select 'd', application_row_id, 'Fen${two}tre', '[{"key": "cot${two}", "value": "\\"${two}\\""}]', now(), now()
          from application;
        insert into resource_name (application_row_id, type, id, name, tags)
          select application_row_id, 'device', 'd', 'Grande Fen${two}tre', 'cot${two}="${two}"' from application;`),
    async (database) => {
      const read = (sql: string) => database.query({ sql });
      expect(await read('select name from application')).toEqual([{ name: `Caf${one}` }]);
      expect(await read('select name, tags from device')).toEqual([
        { name: `Fen${one}tre`, tags: [{ key: `cot${one}`, value: `"${one}"` }] },
      ]);
      expect(await read('select folded, tags, suffix from resource_name join resource_word using (id)')).toEqual([
        { folded: `grande fen${one}tre`, tags: `cot${one}="${one}"`, suffix: `fen${one}tre` },
      ]);
      // Whose address two accounts have is not for the upgrade to say.
      expect(await read('select email, first_name from app_user order by user_row_id')).toEqual(
        [`ren${one}@example.com`, `zo${two}@example.com`, `Zo${one}@example.com`].map((email) => ({
          email,
          first_name: `Ren${one}`,
        })),
      );
    },
  ));
