// Owns the contents of a report of tests: of 綦江, with a corrected month, a blocked project and an effect.
import { measuredIndicators } from '@takt/model/effect';
import { projectStages } from '@takt/model/retrofit';
import type { ReportContents } from '../../../../server/src/report/contents/index.ts';

const stage = { projects: 0, plannedYuan: 0, paidYuan: 0, overdue: 0, blocked: 0 };
const few = { projects: null, mean: null, between: null, heterogeneity: null, verdicts: null, reasons: null };

export function contentsOf(more: Partial<ReportContents> = {}): ReportContents {
  return {
    month: '2026-10',
    region: '500110',
    name: { 'zh-CN': '綦江区', en: 'Qijiang' },
    day: '2026-10-31',
    over: true,
    elapsed: 304 / 365,
    madeAt: Date.UTC(2026, 9, 31, 16, 5),
    madeBy: null,
    timeZone: 'Asia/Shanghai',
    demonstration: 0,
    targets: [
      {
        region: '500110',
        indicator: 'digital_workshops',
        plan: 8,
        achieved: 6,
        pipeline: 2,
        forecast: 7,
        frozenAt: Date.UTC(2026, 9, 31, 16, 1),
        corrections: [{ at: Date.UTC(2026, 10, 2, 18), before: 5, after: 6, reason: 'registered_late' }],
      },
      {
        region: '500110',
        indicator: 'key_process_nc_rate',
        plan: 0.7,
        achieved: 0.564,
        pipeline: null,
        forecast: null,
        frozenAt: null,
        corrections: [],
      },
    ],
    trend: { months: ['2026-09', '2026-10'], series: [{ indicator: 'digital_workshops', values: [5, 6] }] },
    totals: { enterprises: 26, workshops: 40, connectedEnterprises: 3, connectedWorkshops: 4 },
    pipeline: projectStages.map((one) =>
      one === 'implementation'
        ? { ...stage, stage: one, projects: 5, plannedYuan: 39_810_000, paidYuan: 12_000_000, blocked: 1 }
        : { ...stage, stage: one },
    ),
    atRisk: [
      {
        code: '500110-2026-001',
        name: '半轴产线自动化',
        enterprise: '=HYPERLINK("http://x","綦江齿轮")',
        district: '500110',
        stage: 'implementation',
        plannedYuan: 12_500_000,
        due: null,
        daysLate: null,
        blockedSince: '2026-09-29',
        blockedReason: '接口协议未开放',
      },
    ],
    effectCounts: { measured: 6, declared: 9, notMeasurable: 1, notShared: 2 },
    effects: {
      projects: 16,
      planned: 8,
      declared: 9,
      notShared: 2,
      least: 5,
      rows: measuredIndicators.map((indicator) =>
        indicator === 'effectiveness'
          ? {
              indicator,
              projects: 6,
              mean: { value: 0.102, low: 0.089, high: 0.115 },
              between: 0,
              heterogeneity: 0,
              verdicts: { effective: 5, not_shown: 1 },
              reasons: {},
              suppressed: null,
            }
          : { ...few, indicator, suppressed: 'few' },
      ),
    },
    acts: [
      {
        act: 'recognised',
        day: '2026-10-07',
        number: 'CQ-DW-2026-0063',
        countsAs: 'digital_workshop',
        subject: '二总装车间',
        enterprise: '重庆嘉安机床有限公司',
        district: '500110',
        reason: null,
        origin: 'imported',
      },
    ],
    ranking: null,
    coverage: { coverage: 0.9876, enterprises: 6, least: 5 },
    origins: {
      enterprises: { measured: 0, declared: 1, imported: 25 },
      workshops: { measured: 0, declared: 2, imported: 38 },
      certificates: { measured: 1, declared: 0, imported: 6 },
    },
    names: new Map([['500110', { 'zh-CN': '綦江区', en: 'Qijiang' }]]),
    ...more,
  };
}
