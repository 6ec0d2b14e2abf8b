import { notFound } from '../../../kernel/errors.ts';
import type { Visit } from '../visitors.ts';
import { readObject } from './config.ts';
import { type DashboardData, parseContext } from './dashboard-data.ts';

/** Pictures that browsers show and that run nothing. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/**
 * The bytes of the picture that a block of the type image shows of an attribute; pictures of other blocks have addresses of
 * their own.
 *
 * @throws AppError NotFound
 */
export async function readAsset(
  data: DashboardData,
  visit: Visit,
  blockId: string,
  { ctx, time }: { ctx?: string | undefined; time?: number | undefined },
): Promise<{ contentType: string; bytes: Buffer }> {
  const block = visit.row.blocks.find(({ id, blockType }) => id === blockId && blockType === 'image');
  if (!block) throw notFound('Block');
  const asked = { ctx: parseContext(ctx), blocks: [blockId], ...(time === undefined ? {} : { time }) };
  const { url } = readObject((await data.answer(visit, asked)).blocks[blockId]?.data);
  const [, contentType = '', base64 = ''] = /^data:([\w/+.-]+);base64,(.*)$/s.exec(String(url ?? '')) ?? [];
  if (!pictures.has(contentType)) throw notFound('Picture');
  return { contentType, bytes: Buffer.from(base64, 'base64') };
}
