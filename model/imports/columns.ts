// Owns the columns of every kind of file: their headers in both languages, what a cell of theirs may say, and how it is explained.
import {
  chainRoleWords,
  foldedWord,
  type Meaning,
  projectStageWords,
  projectTypeWords,
  sizeClassWords,
  type Words,
} from './words.ts';

export const importKinds = ['enterprises', 'workshops', 'equipment', 'projects'] as const;
export type ImportKind = (typeof importKinds)[number];

/** What a cell says: a text, one of the lists of the registry, a number, a word out of a few, a day. */
export type CellMeaning =
  | { kind: 'text'; most: number }
  | { kind: 'uscc' | 'district' | 'town' | 'sector' | 'chain' | 'enterprise' | 'workshop' | 'yes_no' | 'date' | 'yuan' }
  | { kind: 'count'; least: number; most: number }
  | { kind: 'word'; words: Readonly<Record<string, Meaning>> };

export interface ImportColumn {
  /** Field of the record. */
  key: string;
  header: Meaning;
  /** A file without it is refused, and a row without a value. */
  required: boolean;
  meaning: CellMeaning;
  explanation: Words;
  example: Words;
}

const column = (
  key: string,
  [zh, en, ...also]: readonly [string, string, ...string[]],
  meaning: CellMeaning,
  [explainZh, explainEn]: readonly [string, string],
  [exampleZh, exampleEn = exampleZh]: readonly [string, string?],
): ImportColumn => ({
  key: key.replace('*', ''),
  header: { 'zh-CN': zh, en, also },
  required: key.endsWith('*'),
  meaning,
  explanation: { 'zh-CN': explainZh, en: explainEn },
  example: { 'zh-CN': exampleZh, en: exampleEn },
});
const text = (most: number): CellMeaning => ({ kind: 'text', most });

const ofEnterprise = column(
  'enterprise*',
  ['所属企业', 'Enterprise', '企业', '企业名称', '单位名称', '企业名称或统一社会信用代码', 'Company'],
  { kind: 'enterprise' },
  [
    '企业名录中已有企业的名称或统一社会信用代码',
    'Name or unified social credit code of an enterprise that is in the registry',
  ],
  ['重庆示例机械有限公司', 'Chongqing Example Machinery Co., Ltd.'],
);
const yesNo: CellMeaning = { kind: 'yes_no' };
const yesNoExplained = ['是或否；空白表示未说明', 'Yes or no; an empty cell means that it is not said'] as const;

export const importColumns: Readonly<Record<ImportKind, readonly ImportColumn[]>> = {
  enterprises: [
    column(
      'name*',
      ['企业名称', 'Name', '名称', '单位名称', '企业全称', 'Enterprise', 'Enterprise name', 'Company'],
      text(120),
      ['营业执照上的全称', 'Full name as on the business licence'],
      ['重庆示例机械有限公司', 'Chongqing Example Machinery Co., Ltd.'],
    ),
    column(
      'uscc',
      [
        '统一社会信用代码',
        'Unified social credit code',
        '信用代码',
        '社会信用代码',
        '统一信用代码',
        'USCC',
        'Credit code',
      ],
      { kind: 'uscc' },
      [
        '18 位（GB 32100），校验位须正确；单元格设为文本格式',
        '18 characters (GB 32100) with the right check character; format the cells as text',
      ],
      ['91500110MA5EXAMPLE'],
    ),
    column(
      'district*',
      ['区县', 'District', '所属区县', '所在区县', '区县名称', '行政区'],
      { kind: 'district' },
      ['名称或代码，见“可填值”', 'Name or code, see "Allowed values"'],
      ['綦江区', '500110'],
    ),
    column(
      'town',
      ['镇街或园区', 'Town or park', '乡镇街道', '镇街', '园区', '所属园区', 'Town', 'Park'],
      { kind: 'town' },
      ['名称或代码', 'Name or code'],
      [''],
    ),
    column(
      'sizeClass',
      ['规模', 'Size class', '企业规模', '规模类型', 'Size'],
      { kind: 'word', words: sizeClassWords },
      ['大型、中型、小型或微型', 'Large, medium, small or micro'],
      ['中型', 'Medium'],
    ),
    column(
      'sector',
      ['行业', 'Sector', '所属行业', '行业代码', '国民经济行业', 'Industry'],
      { kind: 'sector' },
      ['GB/T 4754 代码或名称', 'Code or name of GB/T 4754'],
      ['C36'],
    ),
    column(
      'chain',
      ['产业链', 'Industrial chain', '所属产业链', 'Chain'],
      { kind: 'chain' },
      ['名称或代码，见“可填值”', 'Name or code, see "Allowed values"'],
      [''],
    ),
    column(
      'chainRole',
      ['链上角色', 'Role in the chain', '产业链角色', '链上地位', 'Chain role'],
      { kind: 'word', words: chainRoleWords },
      ['链主、骨干或配套；须同时填写产业链', 'Leader, core or supplier; needs the chain'],
      [''],
    ),
    column(
      'address',
      ['地址', 'Address', '详细地址', '企业地址', '注册地址'],
      text(200),
      ['详细地址', 'Street address'],
      ['古南街道示例路 1 号', '1 Example Road'],
    ),
  ],
  workshops: [
    ofEnterprise,
    column(
      'name*',
      ['车间名称', 'Workshop', '车间', '名称', 'Name', 'Workshop name'],
      text(120),
      ['同一企业内不重复', 'Once in its enterprise'],
      ['半轴车间', 'Half-shaft workshop'],
    ),
    column(
      'product',
      ['主要产品', 'Product', '产品'],
      text(200),
      ['生产什么', 'What is made there'],
      ['汽车半轴', 'Half shafts'],
    ),
  ],
  equipment: [
    ofEnterprise,
    column(
      'workshop*',
      ['所属车间', 'Workshop', '车间', '车间名称', 'Workshop name'],
      { kind: 'workshop' },
      ['该企业已有车间的名称', 'Name of a workshop of this enterprise'],
      ['半轴车间', 'Half-shaft workshop'],
    ),
    column(
      'name*',
      ['设备名称', 'Equipment', '名称', '设备', 'Name', 'Equipment name'],
      text(120),
      ['设备名称', 'What it is'],
      ['数控车床', 'CNC lathe'],
    ),
    column(
      'model',
      ['型号', 'Model', '设备型号', '规格型号'],
      text(120),
      ['型号；同名设备按型号和工序区分', 'Tells equipment of one name apart, with the process'],
      ['CK6150'],
    ),
    column(
      'process',
      ['工序', 'Process', '所属工序'],
      text(120),
      ['所在工序', 'Step of production'],
      ['精车', 'Finish turning'],
    ),
    column(
      'quantity',
      ['数量', 'Quantity', '台数', '数量（台）', '台套数'],
      { kind: 'count', least: 1, most: 100_000 },
      ['台，整数；空白为 1', 'Pieces, a whole number; 1 where empty'],
      ['4'],
    ),
    column('numericallyControlled', ['是否数控', 'Numerically controlled', '数控', 'NC'], yesNo, yesNoExplained, [
      '是',
      'Yes',
    ]),
    column('networked', ['是否联网', 'Networked', '联网'], yesNo, yesNoExplained, ['是', 'Yes']),
    column('keyProcess', ['是否关键工序', 'Key process', '关键工序'], yesNo, yesNoExplained, ['否', 'No']),
  ],
  projects: [
    column(
      'code*',
      ['项目编号', 'Project number', '编号', 'Code', 'Number'],
      text(40),
      ['全市唯一；已有编号的项目按本文件更新', 'Once in the city; a project that has it already is changed'],
      ['QJ-2025-001'],
    ),
    column(
      'name*',
      ['项目名称', 'Project', '名称', 'Name', 'Project name'],
      text(120),
      ['项目名称', 'What it is called'],
      ['半轴产线智能化改造', 'Half-shaft line retrofit'],
    ),
    ofEnterprise,
    column(
      'type*',
      ['改造类型', 'Type', '项目类型', '类型'],
      { kind: 'word', words: projectTypeWords },
      ['见“可填值”', 'See "Allowed values"'],
      ['综合', 'Comprehensive'],
    ),
    column(
      'stage',
      ['阶段', 'Stage', '项目阶段', '进展阶段', '项目进展'],
      { kind: 'word', words: projectStageWords },
      [
        '仅用于新项目；已有项目的阶段在项目页推进',
        'For new projects only; that of a project that is there is moved on its page',
      ],
      ['实施', 'Implementation'],
    ),
    column(
      'plannedYuan*',
      ['计划投资（元）', 'Planned investment (yuan)', '计划投资', '总投资', '计划投资额', 'Planned investment'],
      { kind: 'yuan' },
      ['元；可写作 1200万、1.2亿', 'Yuan; 1200万 and 1.2亿 are understood'],
      ['12,000,000'],
    ),
    column(
      'paidYuan',
      ['已投资（元）', 'Paid (yuan)', '已投资', '累计投资', '已完成投资', 'Paid'],
      { kind: 'yuan' },
      ['元；空白为 0', 'Yuan; 0 where empty'],
      ['600万'],
    ),
    column(
      'supplier',
      ['服务商', 'Supplier', '供应商', '实施单位'],
      text(120),
      ['解决方案服务商', 'Who supplies the solution'],
      [''],
    ),
    column(
      'goLive',
      ['投运日期', 'Go-live date', '上线日期', '投产日期', 'Go-live'],
      { kind: 'date' },
      ['年-月-日', 'Year-month-day'],
      ['2025-06-30'],
    ),
    column(
      'description',
      ['建设内容', 'Description', '项目内容', '说明'],
      text(2000),
      ['改造内容', 'What is done'],
      [''],
    ),
  ],
};

/** What files are called, in both languages. */
export const kindWords: Readonly<Record<ImportKind, Words>> = {
  enterprises: { 'zh-CN': '企业', en: 'Enterprises' },
  workshops: { 'zh-CN': '车间', en: 'Workshops' },
  equipment: { 'zh-CN': '设备', en: 'Equipment' },
  projects: { 'zh-CN': '改造项目', en: 'Retrofit projects' },
};

/** Without marks of what is required and remarks in brackets, so that a header that was dressed up is found too. */
function foldedHeader(text: string): string {
  return foldedWord(text).replace(/[*＊:：]|\([^)]*\)/g, '');
}

/** The column a header names; undefined where it is none of this kind. */
export function columnOfHeader(kind: ImportKind, header: string): ImportColumn | undefined {
  const folded = foldedHeader(header);
  if (folded === '') return undefined;
  return importColumns[kind].find(({ key, header: { 'zh-CN': zh, en, also = [] } }) =>
    [key, zh, en, ...also].some((one) => foldedHeader(one) === folded),
  );
}
