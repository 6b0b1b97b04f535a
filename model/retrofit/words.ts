// Owns the words of retrofit projects (智能化改造): their stages, types, funding and who decides over them.

/** 诊断, 方案, 实施, 试运行, 验收, 结项, in this order. */
export const projectStages = ['diagnosis', 'plan', 'implementation', 'trial_run', 'acceptance', 'closed'] as const;
export type ProjectStage = (typeof projectStages)[number];
/** 已终止, from any stage, with a reason; it is taken up again where it was. */
export const projectStates = [...projectStages, 'stopped'] as const;
export type ProjectState = (typeof projectStates)[number];

/** 装备数控化, 产线自动化, 设备联网, 信息系统, 能源管理, 质量检测, 综合. */
export const projectTypes = [
  'equipment',
  'automation',
  'networking',
  'information_system',
  'energy',
  'quality_inspection',
  'comprehensive',
] as const;
export type ProjectType = (typeof projectTypes)[number];

/** 自筹, 银行贷款, 市级补助, 区级补助, 国家补助. */
export const fundingSources = ['own', 'loan', 'city_grant', 'district_grant', 'national_grant'] as const;
export type FundingSource = (typeof fundingSources)[number];

export const approvals = ['draft', 'submitted', 'district_approved', 'approved', 'returned', 'rejected'] as const;
export type Approval = (typeof approvals)[number];

/** Below this planned amount the district decides by itself; from it on the district reviews and the city decides. Yuan. */
export const cityDecidesFromYuan = 30_000_000;
export const approvalRoutes = ['district', 'district_then_city'] as const;
export type ApprovalRoute = (typeof approvalRoutes)[number];

export const decisions = ['approve', 'return', 'reject'] as const;
export type Decision = (typeof decisions)[number];

/** Everything that happens to a project, as its history tells it. */
export const projectEventKinds = [
  'created',
  'changed',
  'advanced',
  'went_back',
  'stopped',
  'resumed',
  'blocked',
  'unblocked',
  'submitted',
  'decided',
  'milestone_added',
  'milestone_changed',
  'milestone_removed',
  'document_added',
  'document_removed',
  'commented',
  'comment_edited',
] as const;
export type ProjectEventKind = (typeof projectEventKinds)[number];
