// Owns why a cell, a row or a file is rejected, said in both languages; `{name}` stands for what the problem tells.
import type { Language, Words } from './words.ts';

export const cellReasons = {
  required: { 'zh-CN': '必填', en: 'is required' },
  formula_without_value: {
    'zh-CN': '公式没有保存计算结果，请改为数值',
    en: 'is a formula without a stored value; put the value itself',
  },
  formula_error: { 'zh-CN': '公式错误 {error}', en: 'is the error {error} of a formula' },
  merged: { 'zh-CN': '合并单元格 {ref}，请取消合并后逐行填写', en: '{ref} is merged; unmerge it and fill every row' },
  too_long: { 'zh-CN': '最多 {most} 个字符', en: 'has more than {most} characters' },
  control_characters: { 'zh-CN': '含有控制字符', en: 'has control characters' },
  digits_lost: {
    'zh-CN': '按数字保存，末位已丢失；请将单元格设为文本后重新填写',
    en: 'was stored as a number and lost its last digits; format the cell as text and fill it again',
  },
  not_text: { 'zh-CN': '应为文本', en: 'must be text' },
  not_a_number: { 'zh-CN': '不是数字', en: 'is not a number' },
  not_an_amount: {
    'zh-CN': '不是金额；可写作 1200万 或 1.2亿',
    en: 'is not an amount; write it like 1200000, 120万 or 1.2亿',
  },
  not_whole: { 'zh-CN': '应为整数', en: 'must be a whole number' },
  out_of_range: { 'zh-CN': '应在 {least} 到 {most} 之间', en: 'must be from {least} to {most}' },
  negative: { 'zh-CN': '不能为负', en: 'must not be negative' },
  not_a_date: { 'zh-CN': '不是日期；请写作 2025-06-30', en: 'is not a date; write it like 2025-06-30' },
  not_yes_or_no: { 'zh-CN': '应为“是”或“否”', en: 'must be yes or no' },
  not_a_word: { 'zh-CN': '应为以下之一：{allowed}', en: 'must be one of {allowed}' },
  uscc_length: { 'zh-CN': '统一社会信用代码应为 18 位', en: 'must be 18 characters' },
  uscc_character: {
    'zh-CN': '含有统一社会信用代码中没有的字符（GB 32100）',
    en: 'has a character the unified social credit code has none of (GB 32100)',
  },
  uscc_check: {
    'zh-CN': '校验位不符（GB 32100），其中有一位写错',
    en: 'its check character does not follow from the others (GB 32100): one of them is wrong',
  },
  no_such_district: { 'zh-CN': '没有这个区县', en: 'is no district that is known' },
  not_your_district: { 'zh-CN': '不在您可以写入的范围内', en: 'is beyond what you may write' },
  no_such_town: { 'zh-CN': '该区县没有这个镇街或园区', en: 'is no town or park of this district' },
  no_such_sector: { 'zh-CN': 'GB/T 4754 中没有这个行业', en: 'is no sector of GB/T 4754' },
  no_such_chain: { 'zh-CN': '没有这条产业链', en: 'is no chain that is known' },
  chain_needed: { 'zh-CN': '填写链上角色时须填写产业链', en: 'a role in a chain needs the chain' },
  no_such_enterprise: { 'zh-CN': '企业名录中没有这家企业', en: 'is no enterprise of the registry that you may write' },
  ambiguous_enterprise: {
    'zh-CN': '有多家企业叫这个名称，请填写统一社会信用代码',
    en: 'is the name of several enterprises; give the unified social credit code',
  },
  no_such_workshop: { 'zh-CN': '该企业没有这个车间', en: 'is no workshop of this enterprise' },
  ambiguous_record: { 'zh-CN': '名录中有多条与之相符的记录，请先合并', en: 'fits several records; merge those first' },
  closed: { 'zh-CN': '名录中该记录已关闭', en: 'is closed in the registry' },
  merged_record: { 'zh-CN': '名录中该企业已并入另一家', en: 'was merged into another in the registry' },
  taken: { 'zh-CN': '已被另一条记录使用', en: 'belongs to another record' },
  other_uscc: {
    'zh-CN': '名录中同名企业的代码是 {kept}',
    en: 'the enterprise of this name is kept with the code {kept}',
  },
  moves_district: {
    'zh-CN': '名录中该企业属于 {kept}；迁移请在企业页办理',
    en: 'the enterprise is kept in {kept}; a move is made on its page',
  },
  other_enterprise: { 'zh-CN': '名录中该项目属于另一家企业', en: 'the project is kept with another enterprise' },
  stage_moves: {
    'zh-CN': '名录中该项目处于“{kept}”；阶段请在项目页推进',
    en: 'the project is in stage {kept}; stages are moved on its page',
  },
  decided: {
    'zh-CN': '项目已提交审批，金额不能通过导入更改',
    en: 'the project was submitted for approval; its amount is not changed by an import',
  },
  no_create: { 'zh-CN': '您不能新增企业', en: 'is not in the registry, and you may not add enterprises' },
  twice_in_file: { 'zh-CN': '与第 {row} 行重复', en: 'is in row {row} already' },
  changed_since: { 'zh-CN': '预览之后被 {name} 改为“{now}”', en: 'was changed to "{now}" by {name} after the preview' },
  added_since: { 'zh-CN': '预览之后已由 {name} 录入', en: 'was added by {name} after the preview' },
} as const satisfies Readonly<Record<string, Words>>;
export type CellReason = keyof typeof cellReasons;

export const fileReasons = {
  empty_file: { 'zh-CN': '文件是空的', en: 'the file is empty' },
  not_a_spreadsheet: { 'zh-CN': '不是表格文件；请用 .xlsx 或 .csv', en: 'this is no spreadsheet; send .xlsx or .csv' },
  old_workbook: {
    'zh-CN': '旧版工作簿（.xls）；请在 Excel 中另存为 .xlsx',
    en: 'this is an old workbook (.xls); save it as .xlsx',
  },
  binary_workbook: {
    'zh-CN': '二进制工作簿（.xlsb）；请另存为 .xlsx',
    en: 'this is a binary workbook (.xlsb); save it as .xlsx',
  },
  open_document: {
    'zh-CN': 'OpenDocument 表格（.ods）；请另存为 .xlsx',
    en: 'this is an OpenDocument spreadsheet (.ods); save it as .xlsx',
  },
  encrypted: { 'zh-CN': '文件已加密；请去掉密码后另存', en: 'the file is encrypted; save it without a password' },
  macros: {
    'zh-CN': '工作簿含有宏；请另存为不含宏的 .xlsx',
    en: 'the workbook has macros; save it as .xlsx without them',
  },
  damaged: { 'zh-CN': '文件已损坏，无法读取', en: 'the file is damaged' },
  unpacks_too_large: {
    'zh-CN': '解压后超过 200 MB 或结构异常，未予读取',
    en: 'unpacked it would be beyond 200 MB, or is built to deceive; it was not read',
  },
  too_many_rows: { 'zh-CN': '超过 50,000 行；请拆分', en: 'it has more than 50,000 rows; split it' },
  too_many_columns: { 'zh-CN': '超过 100 列', en: 'it has more than 100 columns' },
  too_many_merges: { 'zh-CN': '合并单元格过多', en: 'it has too many merged cells' },
  unknown_encoding: {
    'zh-CN': '无法识别文字编码；请用 UTF-8 或 GB 18030',
    en: 'its encoding is not known; use UTF-8 or GB 18030',
  },
  unclosed_quote: { 'zh-CN': '第 {detail} 行起引号未闭合', en: 'a quotation mark from row {detail} on is not closed' },
  no_header: { 'zh-CN': '前 10 行中没有找到表头', en: 'no header was found in the first 10 rows' },
  no_such_sheet: { 'zh-CN': '没有名为“{detail}”的工作表', en: 'there is no sheet "{detail}"' },
  no_rows: { 'zh-CN': '表头之下没有数据', en: 'there is nothing below the header' },
  missing_columns: { 'zh-CN': '缺少必需的列：{detail}', en: 'required columns are missing: {detail}' },
  repeated_columns: { 'zh-CN': '以下列出现多次：{detail}', en: 'columns are there more than once: {detail}' },
  merged_header: { 'zh-CN': '表头中有合并单元格：{detail}', en: 'cells of the header are merged: {detail}' },
} as const satisfies Readonly<Record<string, Words>>;
export type FileReason = keyof typeof fileReasons;

export interface FileReject {
  code: FileReason;
  /** Names, numbers: what the reason is about. */
  detail: string | null;
}

export interface CellReject {
  /** Key of the column; null: the row as a whole. */
  column: string | null;
  code: CellReason;
  /** What fills the words of the reason. */
  about?: Readonly<Record<string, string | number>> | undefined;
}

export function sayCellReject({ code, about = {} }: Pick<CellReject, 'code' | 'about'>, language: Language): string {
  return filled(cellReasons[code][language], about);
}

export function sayFileReject({ code, detail }: FileReject, language: Language): string {
  return filled(fileReasons[code][language], { detail: detail ?? '' });
}

function filled(words: string, about: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(about[name] ?? ''));
}
