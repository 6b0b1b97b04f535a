// Public surface of what pages of recognition share: how values of criteria are written, and what happened.
export { default as HistoryList } from './HistoryList.vue';
export { criterionValue, operatorSign } from './value.ts';
