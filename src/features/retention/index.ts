export { defineRetentionJobs } from './jobs.ts';
export { RetentionService } from './service.ts';
