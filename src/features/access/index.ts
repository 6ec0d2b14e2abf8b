export { accessFeature } from './feature.ts';
export type { AccessService, TokenGrant } from './service.ts';
export {
  deleteApiToken,
  findApiToken,
  findCreatorName,
  findTokenLife,
  hasLoggedInFrom,
  listApiTokens,
  type TokenRow,
  tokenFilterColumns,
  tokenSortColumns,
  updateApiToken,
} from './stored-tokens.ts';
export type { TokenUse } from './token-use.ts';
