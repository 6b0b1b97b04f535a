// Owns which KPI is opened up in the panel; any figure on any page may put itself there.
import type { KpiRow } from '@takt/model/api';
import type { KpiName } from '@takt/model/kpi';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export interface PanelSubject {
  name: KpiName;
  row: KpiRow;
  /** The period it is compared with. */
  previous?: KpiRow | undefined;
  timeZone: string;
}

export const useKpiPanel = defineStore('kpiPanel', () => {
  const subject = shallowRef<PanelSubject>();
  return {
    subject,
    open: (opened: PanelSubject) => {
      subject.value = opened;
    },
    close: () => {
      subject.value = undefined;
    },
  };
});
