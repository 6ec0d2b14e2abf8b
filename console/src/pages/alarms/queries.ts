import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';

export type AlarmRule = Answer<'GET', '/applications/{applicationId}/alarm-rules/{alarmRuleId}'>;
export type AlarmState = Answer<
  'GET',
  '/applications/{applicationId}/alarm-rules/{alarmRuleId}/states'
>['items'][number];

export const rulesPerPage = 25;
export const statesPerPage = 50;
/** How soon an alarm that begins or ends shows by itself. */
const pollMs = 5_000;

/** One page of the alarm rules, counted from 0, by name. */
export const alarmRulesQuery = (applicationId: string, page: number) =>
  queryOptions({
    queryKey: keys.alarmRuleList(applicationId, { page }),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/alarm-rules', {
        path: { applicationId },
        query: { page, perPage: rulesPerPage },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });

export const alarmRuleQuery = (applicationId: string, alarmRuleId: string) =>
  queryOptions({
    queryKey: keys.alarmRule(applicationId, alarmRuleId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/alarm-rules/{alarmRuleId}', {
        path: { applicationId, alarmRuleId },
      }),
  });

/** How a rule stands with devices, those with an open event first; a page counted from 0. */
export const alarmStatesQuery = (applicationId: string, alarmRuleId: string, page: number) =>
  queryOptions({
    queryKey: keys.alarmStates(applicationId, alarmRuleId, page),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/alarm-rules/{alarmRuleId}/states', {
        path: { applicationId, alarmRuleId },
        query: { page, perPage: statesPerPage },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
