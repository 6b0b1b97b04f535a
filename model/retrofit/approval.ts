// Owns the approval of a project: who decides over it by its planned amount, what each decision makes of it, and what undoes it.
import type { Approval, ApprovalRoute, Decision } from './words.ts';

export interface ApprovalStanding {
  approval: Approval;
  /** By the planned amount when it was submitted; null: never submitted, or to be submitted again. */
  route: ApprovalRoute | null;
}

/** @param thresholdYuan from it on the district reviews and the city decides. */
export function routeOf(plannedYuan: number, thresholdYuan: number): ApprovalRoute {
  return plannedYuan < thresholdYuan ? 'district' : 'district_then_city';
}

export function maySubmit(approval: Approval): boolean {
  return approval === 'draft' || approval === 'returned';
}

/** Who has the next word; undefined where nothing is to be decided. */
export function deciderOf({ approval }: ApprovalStanding): 'district' | 'city' | undefined {
  if (approval === 'submitted') return 'district';
  return approval === 'district_approved' ? 'city' : undefined;
}

/** Undefined where nothing is to be decided. What is rejected stays so. */
export function decide(project: ApprovalStanding, decision: Decision): Approval | undefined {
  const decider = deciderOf(project);
  if (decider === undefined) return undefined;
  if (decision === 'return') return 'returned';
  if (decision === 'reject') return 'rejected';
  return decider === 'district' && project.route === 'district_then_city' ? 'district_approved' : 'approved';
}

/**
 * What a change of the planned amount leaves of the approval. It is to be submitted again (`draft`) where others would have to
 * decide: submitted, when the amount crosses the threshold either way; reviewed by the district, when the amount is another one at
 * all, as the city would decide over what nobody reviewed; approved by the district alone, when it is the city's to decide now.
 */
export function afterAmountChange(
  project: ApprovalStanding & { plannedYuan: number },
  plannedYuan: number,
  thresholdYuan: number,
): ApprovalStanding {
  const { approval, route } = project;
  const same = { approval, route };
  const again: ApprovalStanding = { approval: 'draft', route: null };
  if (plannedYuan === project.plannedYuan) return same;
  const next = routeOf(plannedYuan, thresholdYuan);
  if (approval === 'submitted') return next === route ? same : again;
  if (approval === 'district_approved') return again;
  if (approval === 'approved') return route === 'district' && next !== route ? again : same;
  return same;
}
