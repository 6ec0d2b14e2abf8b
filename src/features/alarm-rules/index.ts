export { alarmRulesFeature } from './feature.ts';
