// Owns the words files and people use for what the registry keeps as codes; each may stand in a cell, in either language.
import type { ChainRole, SizeClass } from '../registry/index.ts';
import type { ProjectStage, ProjectType } from '../retrofit/index.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
export type Words = Readonly<Record<Language, string>>;

/** What is written into files, and what else is understood. */
export interface Meaning extends Words {
  also?: readonly string[];
}

export const sizeClassWords: Readonly<Record<SizeClass, Meaning>> = {
  large: { 'zh-CN': '大型', en: 'Large', also: ['大', '大型企业', 'L'] },
  medium: { 'zh-CN': '中型', en: 'Medium', also: ['中', '中型企业', 'M'] },
  small: { 'zh-CN': '小型', en: 'Small', also: ['小', '小型企业', 'S'] },
  micro: { 'zh-CN': '微型', en: 'Micro', also: ['微', '微型企业', 'XS'] },
};

export const chainRoleWords: Readonly<Record<ChainRole, Meaning>> = {
  leader: { 'zh-CN': '链主', en: 'Leader', also: ['链主企业', '龙头', '龙头企业'] },
  core: { 'zh-CN': '骨干', en: 'Core', also: ['骨干企业', '核心'] },
  supplier: { 'zh-CN': '配套', en: 'Supplier', also: ['配套企业'] },
};

export const projectTypeWords: Readonly<Record<ProjectType, Meaning>> = {
  equipment: { 'zh-CN': '装备数控化', en: 'Equipment', also: ['设备更新'] },
  automation: { 'zh-CN': '产线自动化', en: 'Automation', also: ['自动化'] },
  networking: { 'zh-CN': '设备联网', en: 'Networking', also: ['联网'] },
  information_system: { 'zh-CN': '信息系统', en: 'Information system', also: ['信息化'] },
  energy: { 'zh-CN': '能源管理', en: 'Energy', also: ['节能'] },
  quality_inspection: { 'zh-CN': '质量检测', en: 'Quality inspection', also: ['检测'] },
  comprehensive: { 'zh-CN': '综合', en: 'Comprehensive', also: ['综合改造'] },
};

export const projectStageWords: Readonly<Record<ProjectStage, Meaning>> = {
  diagnosis: { 'zh-CN': '诊断', en: 'Diagnosis' },
  plan: { 'zh-CN': '方案', en: 'Plan' },
  implementation: { 'zh-CN': '实施', en: 'Implementation', also: ['实施中', '建设'] },
  trial_run: { 'zh-CN': '试运行', en: 'Trial run' },
  acceptance: { 'zh-CN': '验收', en: 'Acceptance' },
  closed: { 'zh-CN': '结项', en: 'Closed', also: ['完成', '已完成'] },
};

export const yesNoWords: Readonly<Record<'1' | '0', Meaning>> = {
  '1': { 'zh-CN': '是', en: 'Yes', also: ['有', '已', '√', '✓', '✔', '对', 'Y', 'T', 'true', '1'] },
  '0': { 'zh-CN': '否', en: 'No', also: ['无', '未', '没有', '×', '✗', '✘', '错', 'N', 'F', 'false', '0'] },
};

/** Half width, lower case, without blanks: so that what looks the same is the same. */
export function foldedWord(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/** The code a word stands for; undefined where it is none of them. */
export function codeOfWord<C extends string>(words: Readonly<Record<C, Meaning>>, text: string): C | undefined {
  const folded = foldedWord(text);
  for (const code of Object.keys(words) as C[]) {
    const { 'zh-CN': zh, en, also = [] } = words[code];
    if ([code, zh, en, ...also].some((word) => foldedWord(word) === folded)) return code;
  }
  return undefined;
}

/** What stands in files beside the columns. */
export const fileWords = {
  explanation: { 'zh-CN': '填写说明', en: 'How to fill' },
  allowed: { 'zh-CN': '可填值', en: 'Allowed values' },
  column: { 'zh-CN': '列', en: 'Column' },
  required: { 'zh-CN': '必填', en: 'Required' },
  example: { 'zh-CN': '示例', en: 'Example' },
  meaning: { 'zh-CN': '含义', en: 'Meaning' },
  value: { 'zh-CN': '值', en: 'Value' },
  problem: { 'zh-CN': '未导入的原因', en: 'Why it was not imported' },
  sourceRow: { 'zh-CN': '原文件行号', en: 'Row in the file' },
  enterpriseName: { 'zh-CN': '供查看：企业名称', en: 'For reading: name of the enterprise' },
  whole: { 'zh-CN': '整行', en: 'Row' },
} as const satisfies Readonly<Record<string, Words>>;
