export { alignSelfSecret, createSelf, readSelf, type SelfIdentity, selfSecret } from './bootstrap.ts';
export { SelfReporter } from './reporter.ts';
