import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import {
  alarmRule,
  alarmRulePatch,
  alarmRulePost,
  alarmRules,
  alarmRulesQuery,
  alarmStates,
  alarmStatesQuery,
} from './schemas.ts';
import type { AlarmRuleService } from './service.ts';

/** Alarm rules of an application. */
export function registerAlarmRuleRoutes(router: ActionRouter, rules: AlarmRuleService): void {
  router.handle('alarmRules.get', {
    summary: 'The alarm rules of an application.',
    query: alarmRulesQuery,
    answer: alarmRules,
    handle: async (call) => rules.list(call.application, call.query),
  });

  router.handle('alarmRules.post', {
    summary: 'Create an alarm rule; it watches at once.',
    body: alarmRulePost,
    answer: alarmRule,
    handle: async (call) => rules.create(call.application, call.body, call.change),
  });

  router.handle('alarmRule.get', {
    summary: 'One alarm rule.',
    answer: alarmRule,
    handle: async (call) => rules.get(call.application, call.parameters.alarmRuleId),
  });

  router.handle('alarmRule.patch', {
    summary: 'Change an alarm rule; a change of what it watches for resolves its open events.',
    body: alarmRulePatch,
    answer: alarmRule,
    handle: async (call) => rules.patch(call.application, call.parameters.alarmRuleId, call.body, call.change),
  });

  router.handle('alarmRule.delete', {
    summary: 'Delete an alarm rule; its open events are resolved.',
    answer: successAnswer,
    handle: async (call) => rules.delete(call.application, call.parameters.alarmRuleId, call.change),
  });

  router.handle('alarmRule.states', {
    summary: 'How an alarm rule stands with devices, those with an open event first.',
    query: alarmStatesQuery,
    answer: alarmStates,
    handle: async (call) => rules.states(call.application, call.parameters.alarmRuleId, call.query),
  });
}
