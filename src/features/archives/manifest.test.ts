import { expect, it } from 'vitest';
import { manifestKey, parseManifestKey } from './manifest.ts';

const applicationId = '568beedeb436ab01007be53d';
const day = Date.UTC(2017, 11, 3);

it('keeps the manifests of applications that share a directory apart', () => {
  expect(manifestKey({ applicationId, day })).toBe(`2017-12-03T00:00:00.000Z/${applicationId}-manifest.json`);
  expect(manifestKey({ directory: '/plant//one/', applicationId, day })).toBe(
    `plant/one/2017-12-03T00:00:00.000Z/${applicationId}-manifest.json`,
  );
});

it('finds manifests among the keys of a target, and nothing else', () => {
  expect(parseManifestKey(manifestKey({ directory: 'a/b', applicationId, day }))).toEqual({ applicationId, day });
  expect(parseManifestKey(manifestKey({ applicationId, day }))).toEqual({ applicationId, day });
  expect(parseManifestKey(`2017-12-03T00:00:00.000Z/${applicationId}-${applicationId}-1-2.csv`)).toBeUndefined();
  expect(parseManifestKey(`2017-12-33T00:00:00.000Z/${applicationId}-manifest.json`)).toBeUndefined();
  expect(parseManifestKey('manifest.json')).toBeUndefined();
});
