// Since Node 23.9; older ones, which npm start does not use, measure by the clock.
const readCpu = (process as { threadCpuUsage?: () => { user: number; system: number } }).threadCpuUsage;

/**
 * Milliseconds of processor time that this thread has used since some fixed moment: what a computation is charged, however
 * busy the machine is beside it. Takes about a microsecond to read.
 */
export function threadTime(): number {
  if (!readCpu) return performance.now();
  const { user, system } = readCpu.call(process);
  return (user + system) / 1000;
}
