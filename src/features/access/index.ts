export { accessFeature } from './feature.ts';
export { sessionMs } from './principals.ts';
export type { AccessService, TokenGrant } from './service.ts';
export {
  deleteApiToken,
  findApiToken,
  findCreatorName,
  hasLoggedInFrom,
  keepTokens,
  listApiTokens,
  type TokenRow,
  tokenFilterColumns,
  tokenSortColumns,
  updateApiToken,
} from './stored-tokens.ts';
export type { TokenUse } from './token-use.ts';
