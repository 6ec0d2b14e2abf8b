/** Where the tiles of the world's outline are, with `{z}/{x}/{y}` (`console/world-tiles.ts`). */
declare module 'virtual:world-tiles' {
  const address: string;
  export default address;
}
