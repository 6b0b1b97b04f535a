// Owns a project that is being written: its fields as they are typed, what is wrong with them, and what is sent.
import type { Project, RouteRequest } from '@takt/model/api';
import { type ProjectStage, projectStages } from '@takt/model/retrofit';
import { wanText, yuanOf } from './money.ts';

export type SentFields = Omit<RouteRequest<'projects.change'>['body'], 'revision'>;

export interface Draft {
  code: string;
  enterprise: string;
  district: string;
  name: string;
  type: string;
  description: string;
  /** In 万元, as typed. */
  planned: string;
  paid: string;
  funding: { source: string; amount: string }[];
  supplier: string;
  responsible: { name: string; duty: string; phone: string }[];
  goLive: string;
  scopes: { workshop: string; line: string }[];
  stages: Record<ProjectStage, { from: string; to: string }>;
}

export type DraftProblem = 'required' | 'amount' | 'backwards';

export function emptyDraft(): Draft {
  const stages = Object.fromEntries(projectStages.map((stage) => [stage, { from: '', to: '' }]));
  return {
    code: '',
    enterprise: '',
    district: '',
    name: '',
    type: '',
    description: '',
    planned: '',
    paid: '',
    funding: [],
    supplier: '',
    responsible: [],
    goLive: '',
    scopes: [],
    stages: stages as Draft['stages'],
  };
}

export function draftOf(project: Project): Draft {
  const draft = emptyDraft();
  for (const { stage, plannedFrom, plannedTo } of project.stages)
    draft.stages[stage] = { from: plannedFrom ?? '', to: plannedTo ?? '' };
  return {
    ...draft,
    code: project.code,
    enterprise: project.enterprise,
    district: project.district,
    name: project.name,
    type: project.type,
    description: project.description ?? '',
    planned: wanText(project.plannedYuan),
    paid: wanText(project.paidYuan),
    funding: project.funding.map(({ source, yuan }) => ({ source, amount: wanText(yuan) })),
    supplier: project.supplier ?? '',
    responsible: project.responsible.map((one) => ({ ...one })),
    goLive: project.goLive ?? '',
    scopes: project.scopes.map(({ workshop, line }) => ({ workshop, line })),
  };
}

/** By the field as the server names it. */
export function problemsOf(draft: Draft): Map<string, DraftProblem> {
  const found = new Map<string, DraftProblem>();
  if (draft.enterprise === '') found.set('enterprise', 'required');
  if (draft.name.trim() === '') found.set('name', 'required');
  if (draft.type === '') found.set('type', 'required');
  if (draft.planned.trim() === '') found.set('plannedYuan', 'required');
  else if (yuanOf(draft.planned) === undefined) found.set('plannedYuan', 'amount');
  if (yuanOf(draft.paid) === undefined) found.set('paidYuan', 'amount');
  for (const [index, { source, amount }] of draft.funding.entries()) {
    if (source === '') found.set(`funding.${index}.source`, 'required');
    if (yuanOf(amount) === undefined) found.set(`funding.${index}.yuan`, 'amount');
  }
  for (const [index, { name }] of draft.responsible.entries())
    if (name.trim() === '') found.set(`responsible.${index}.name`, 'required');
  for (const [index, stage] of projectStages.entries()) {
    const { from, to } = draft.stages[stage];
    if (from !== '' && to !== '' && to < from) found.set(`stages.${index}.plannedTo`, 'backwards');
  }
  return found;
}

/** Of a draft without problems. */
export function sentFields(draft: Draft): SentFields {
  const textOf = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    name: draft.name.trim(),
    type: draft.type,
    description: textOf(draft.description),
    plannedYuan: yuanOf(draft.planned) ?? 0,
    paidYuan: yuanOf(draft.paid) ?? 0,
    funding: draft.funding.map(({ source, amount }) => ({ source, yuan: yuanOf(amount) ?? 0 })),
    supplier: textOf(draft.supplier),
    responsible: draft.responsible.map(({ name, duty, phone }) => ({
      name: name.trim(),
      duty: duty.trim(),
      phone: phone.trim(),
    })),
    goLive: draft.goLive === '' ? null : draft.goLive,
    scopes: draft.scopes.map((one) => ({ ...one })),
    stages: projectStages.map((stage) => {
      const { from, to } = draft.stages[stage];
      return { stage, plannedFrom: from === '' ? null : from, plannedTo: to === '' ? null : to };
    }),
  };
}
