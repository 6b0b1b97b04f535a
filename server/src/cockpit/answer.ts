// Owns what a cockpit shows of a region: the part of the city's figures that is of its districts.
import type { RouteAnswer } from '@takt/model/api';
import type { Sectors } from '@takt/model/registry';
import { type ProjectStage, projectStages } from '@takt/model/retrofit';
import { isShare, type TargetIndicator, targetIndicators } from '@takt/model/targets';
import type { CityFigures, Trend } from './city.ts';
import type { ProjectCount } from './projects.ts';
import { divisionOf } from './registry.ts';

type Cockpit = RouteAnswer<'cockpit.get'>;
type District = Cockpit['districts'][number];

const isUnderWay = ({ stage }: ProjectCount) => stage !== 'closed' && stage !== 'stopped';

/** `codes`: districts the region is made of. */
export function totalsOf({ enterprises, workshops }: CityFigures, codes: ReadonlySet<string>): Cockpit['totals'] {
  const ofEnterprises = enterprises.filter(({ district }) => codes.has(district));
  const ofWorkshops = workshops.filter(({ district }) => codes.has(district));
  return {
    enterprises: sum(ofEnterprises, (one) => one.enterprises),
    workshops: sum(ofWorkshops, (one) => one.workshops),
    connectedEnterprises: sum(ofEnterprises, (one) => one.connected),
    connectedWorkshops: sum(ofWorkshops, (one) => one.connected),
  };
}

export function indicatorsOf({ targets, trend }: CityFigures, region: string, city: string): Cockpit['indicators'] {
  return targetIndicators.flatMap((indicator) => {
    const target = targets.find((one) => one.region === region && one.indicator === indicator);
    if (!target) return [];
    const { plan, achieved, standing, pipeline, forecast } = target;
    return [
      { indicator, plan, achieved, standing, pipeline, forecast, trend: trendOf(trend, indicator, region, city) },
    ];
  });
}

function trendOf({ counts, lastYear }: Trend, indicator: TargetIndicator, region: string, city: string) {
  if (isShare(indicator)) return { thisYear: [], lastYear: [] };
  const byRegion = counts.get(indicator) ?? new Map<string, readonly number[]>();
  const parts = region === city ? [...byRegion.values()] : [byRegion.get(region) ?? []];
  const length = Math.max(0, ...[...counts.values()].flatMap((of) => [...of.values()].map((held) => held.length)));
  const held = Array.from({ length }, (_, index) => sum(parts, (part) => part[index] ?? 0));
  return { lastYear: held.slice(0, lastYear), thisYear: held.slice(lastYear) };
}

export function districtsOf(figures: CityFigures, codes: readonly string[]): District[] {
  return codes.map((code): District => {
    const projects = figures.projects.filter((one) => one.district === code && isUnderWay(one));
    const targets = figures.targets.filter((one) => one.region === code && (one.plan !== null || one.achieved));
    return {
      code,
      ...totalsOf(figures, new Set([code])),
      projects: sum(projects, (one) => one.projects),
      plannedYuan: sum(projects, (one) => one.plannedYuan),
      overdue: sum(projects, (one) => one.overdue),
      blocked: sum(projects, (one) => one.blocked),
      targets: targets.map(({ indicator, plan, achieved, standing, rank }) => ({
        indicator,
        plan,
        achieved,
        standing,
        rank,
      })),
    };
  });
}

export function pipelineOf({ projects }: CityFigures, codes: ReadonlySet<string>): Cockpit['pipeline'] {
  return projectStages.map((stage: ProjectStage) => {
    const here = projects.filter((one) => one.stage === stage && codes.has(one.district));
    return {
      stage,
      projects: sum(here, (one) => one.projects),
      plannedYuan: sum(here, (one) => one.plannedYuan),
      paidYuan: sum(here, (one) => one.paidYuan),
      overdue: sum(here, (one) => one.overdue),
      blocked: stage === 'closed' ? 0 : sum(here, (one) => one.blocked),
    };
  });
}

const mostSectors = 12;

/** Those with most enterprises. */
export function sectorsOf(figures: CityFigures, codes: ReadonlySet<string>, sectors: Sectors): Cockpit['sectors'] {
  const { enterprises, bySector } = figures;
  const found = new Map<string | null, Omit<Cockpit['sectors'][number], 'sector' | 'name'>>();
  const add = (sector: string | null, more: Partial<Omit<Cockpit['sectors'][number], 'sector' | 'name'>>) => {
    const known = found.get(sector) ?? { enterprises: 0, connected: 0, recognised: 0, projects: 0 };
    for (const key of ['enterprises', 'connected', 'recognised', 'projects'] as const) known[key] += more[key] ?? 0;
    found.set(sector, known);
  };
  for (const one of enterprises) if (codes.has(one.district)) add(one.sector, one);
  for (const { district, sector, count } of bySector.recognised)
    if (codes.has(district)) add(divisionOf(sector), { recognised: Number(count) });
  for (const { district, sector, count } of bySector.projects)
    if (codes.has(district)) add(divisionOf(sector), { projects: Number(count) });
  return [...found]
    .map(([sector, counts]) => ({ sector, name: (sector && sectors.find(sector)?.name) || null, ...counts }))
    .sort((a, b) => b.enterprises - a.enterprises || ((a.sector ?? '') < (b.sector ?? '') ? -1 : 1))
    .slice(0, mostSectors);
}

export function riskCountsOf(figures: CityFigures, codes: ReadonlySet<string>, behind: number) {
  const projects = figures.projects.filter((one) => codes.has(one.district) && isUnderWay(one));
  const certificates = [...figures.certificates].flatMap(([district, risks]) => (codes.has(district) ? [risks] : []));
  return {
    overdue_project: sum(projects, (one) => one.overdue),
    blocked_project: sum(projects, (one) => one.blocked),
    warned_certificate: sum(certificates, (one) => one.warned),
    expiring_certificate: sum(certificates, (one) => one.expiring),
    target_behind: behind,
  };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
